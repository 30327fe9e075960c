"""Whether every run of a document's stories came through: the last look before a text is handed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sopctl.intake.typed import typed
from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.names import Element, attribute, child, name
from sopctl.intake.word.parts import Part
from sopctl.intake.word.symbols import restored

_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")


def left_out(document: WordDocument, carried: str, *, figures: bool = True, apart: bool = True) -> list[str]:
    """The words of runs that ``carried`` (all text and all findings) does not hold, each once.

    Without ``figures`` words that are nothing but figures and signs do not count. ``apart`` names the one run
    that is missing; without, all that stand together, as it is compared where programs cut them differently.
    """
    pool = _bare(carried)
    found: dict[str, None] = {}
    parts = [document.parts.document, *(part for kind in _STORIES for part in document.parts.related(kind))]
    for part in parts:
        for texts, font in runs(part):
            # One run may be hidden and told, and the next one carried: then each is there by itself.
            if not _there("".join(texts), font, pool, figures):
                found |= dict.fromkeys(_missing(texts, font, pool, figures, apart=apart))
    return list(found)


def _missing(texts: Sequence[str], font: str, pool: str, figures: bool, *, apart: bool) -> Iterator[str]:
    """Of runs that are not there as one, the one that is missing; all as one where each alone is in doubt."""
    missing = [text.strip() for text in texts if not _there(text, font, pool, figures)]
    if missing:
        yield missing[0] if len(missing) == 1 and apart else "".join(texts).strip()


def _there(text: str, font: str, pool: str, figures: bool) -> bool:
    read = restored(text, font)[0]
    words = [word for word in read.split() if figures or any(char.isalpha() for char in word)]
    return _bare(read) in pool or all(_carried(word, pool) for word in words)


def _carried(word: str, pool: str) -> bool:
    """Whether a word is there, by itself or behind a label that was typed onto it."""
    label = typed(word)
    return _bare(word) in pool or (label is not None and _bare(word[label.length :]) in pool)


def runs(part: Part) -> Iterator[tuple[list[str], str]]:
    """The texts of runs with their font, of two ways to say the same only the first.

    Runs that stand side by side in one font are together: programs cut a typed number into its signs.
    """
    for (_, font), together in groupby(_runs(part.root), key=lambda one: one[1:]):
        yield [text for text, *_ in together], font


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
