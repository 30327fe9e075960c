"""Whether every run of a document's stories came through: the last look before a text is handed on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sopctl.intake.typed import typed
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.names import Element, attribute, child, name
from sopctl.intake.word.parts import Part
from sopctl.intake.word.symbols import restored

_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")


def left_out(document: WordDocument, carried: str, *, figures: bool = True) -> list[str]:
    """The words of runs that ``carried`` (all text and all findings) does not hold, each once.

    Without ``figures`` words that are nothing but figures and signs do not count.
    """
    pool = _bare(carried)
    found: dict[str, None] = {}
    parts = [document.parts.document, *(part for kind in _STORIES for part in document.parts.related(kind))]
    for part in parts:
        for text, font in runs(part):
            read = restored(text, font)[0]
            words = [word for word in read.split() if figures or any(char.isalpha() for char in word)]
            if _bare(read) not in pool and any(not _carried(word, pool) for word in words):
                found[text.strip()] = None
    return list(found)


def _carried(word: str, pool: str) -> bool:
    """Whether a word is there, by itself or behind a label that was typed onto it."""
    label = typed(word)
    return _bare(word) in pool or (label is not None and _bare(word[label.length :]) in pool)


def runs(part: Part) -> Iterator[tuple[str, str]]:
    """The text of every run with its font, of two ways to say the same only the first.

    Runs that stand side by side in one font are one: programs cut a typed number into its signs.
    """
    for (_, font), together in groupby(_runs(part.root), key=lambda one: one[1:]):
        yield "".join(text for text, *_ in together), font


def _runs(root: Element) -> Iterator[tuple[str, Element | None, str]]:
    """Texts, each with where it stands and its font; whatever else a run holds is a space between words."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = name(element)
        if kind == "w:r":
            fonts = child(element, "w:rPr", "w:rFonts")
            font = (
                attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi") or attribute(fonts, "w:cs") or ""
            )
            texts = (one.text or "" if name(one) == "w:t" else " " for one in element if name(one) != "w:rPr")
            yield from ((text, element.getparent(), font) for text in texts)
        elif kind == "mc:AlternateContent":
            waiting.extend([one for one in element if name(one) in {"mc:Choice", "mc:Fallback"}][:1])
            continue
        waiting.extend(reversed(element))


def _bare(text: str) -> str:
    return "".join(restored(text, "")[0].split())
