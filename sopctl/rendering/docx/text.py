"""Rich text as runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from itertools import groupby

import uharfbuzz as hb

from sopctl.application.ports.copies import UndrawableError
from sopctl.content.blocks import RichText, Span
from sopctl.rendering.docx.ooxml import Child, Element, el, flag, fonts
from sopctl.rendering.docx.story import Story, bookmark_name, bookmarked
from sopctl.rendering.docx.typeset import Typeset
from sopctl.rendering.fonts import INVISIBLE, FontFile, drawable, font_bytes
from sopctl.rendering.wording import figures

_NOTHING = dict.fromkeys(map(ord, INVISIBLE | {"\r"}))
_BREAKS = re.compile("([\n\t])")


@cache
def _characters(font: FontFile) -> frozenset[str]:
    return frozenset(chr(code) for code in hb.Face(font_bytes(font)).unicodes) | {"\n", "\t"}


def other_font(set_: Typeset, char: str, *, code: bool) -> str | None:
    """The font that a sign needs where the text's own lacks it; None where it does not.

    TH Sarabun New is taken to draw what Sarabun, its open redrawing, draws. Raises UndrawableError for a sign
    that no font of the program has, control characters among them.
    """
    if char in _characters(FontFile.REGULAR):
        return None
    if char not in drawable():
        raise UndrawableError(f"no font has U+{ord(char):04X}")
    return set_.mono if code and char in _characters(FontFile.MONO) else set_.symbols


def text_runs(story: Story, text: str, *properties: Element | None, code: bool = False) -> Iterator[Element]:
    """Runs of plain text with ``properties``; signs that the text font lacks get one that has them.

    Invisible characters are left out, as in every copy. Raises UndrawableError for a sign without a font.
    """
    text = text.translate(_NOTHING)
    used, set_ = story.shared.used, story.shared.set_
    if code:
        used.setdefault(set_.mono, set()).update(text)
    for font, piece in groupby(text, lambda char: other_font(set_, char, code=code)):
        words = "".join(piece)
        extra: tuple[Element | None, ...] = properties
        if font is not None:
            used.setdefault(font, set()).update(words)
            extra = (fonts(font), *(one for one in properties if one is None or not _is_font(one)))
        yield run(words, *extra)


def _is_font(element: Element) -> bool:
    return str(element.tag).endswith("}rFonts")


def field(instruction: str, result: Iterable[Element], *properties: Element) -> list[Element]:
    """A field with its last result. Readers set what they work out as the field's own runs are set."""

    def part(content: Element) -> Element:
        own = el("w:rPr", *map(deepcopy, properties)) if properties else None
        return el("w:r", own, content)

    return [
        part(el("w:fldChar", fldCharType="begin")),
        part(el("w:instrText", f" {instruction} ", xml_space="preserve")),
        part(el("w:fldChar", fldCharType="separate")),
        *result,
        part(el("w:fldChar", fldCharType="end")),
    ]


def run(text: str, *properties: Element | None) -> Element:
    """One run; line ends and tabs become their elements."""
    content: list[Child] = []
    for piece in _BREAKS.split(text):
        if piece == "\n":
            content.append(el("w:br"))
        elif piece == "\t":
            content.append(el("w:tab"))
        elif piece:
            content.append(el("w:t", piece, xml_space="preserve"))
    kept = [deepcopy(one) for one in properties if one is not None]
    return el("w:r", el("w:rPr", *kept) if kept else None, *content)


def rich(story: Story, text: RichText, *properties: Element | None) -> Iterator[Element]:
    """The runs, links and footnote marks of rich text, each with ``properties`` and its own style."""
    for span in text:
        if span.note is not None:
            yield from _note_mark(story, span.note)
        elif span.href is None:
            yield from _styled(story, span, *properties)
        else:
            yield from _linked(story, span, *properties)


def _styled(story: Story, span: Span, *properties: Element | None) -> Iterator[Element]:
    own = (
        flag("w:b", span.bold),
        flag("w:bCs", span.bold),
        flag("w:i", span.italic),
        flag("w:iCs", span.italic),
        flag("w:strike", span.struck),
        el("w:vertAlign", val="superscript") if span.raised else None,
        el("w:vertAlign", val="subscript") if span.lowered else None,
        *_code_properties(story, span),
    )
    yield from text_runs(story, span.text, *_merged(own, properties), code=span.code)


def _code_properties(story: Story, span: Span) -> tuple[Element | None, ...]:
    if not span.code:
        return ()
    set_ = story.shared.set_
    mono = el("w:rFonts", ascii=set_.mono, hAnsi=set_.mono, eastAsia=set_.font, cs=set_.font)
    return (mono, el("w:rStyle", val="CodeText") if span.href is None else None)


def _merged(own: tuple[Element | None, ...], outer: tuple[Element | None, ...]) -> list[Element]:
    """Own properties and those around that they do not set themselves."""
    kept = [one for one in own if one is not None]
    tags = {one.tag for one in kept}
    return [*kept, *(one for one in outer if one is not None and one.tag not in tags)]


def _linked(story: Story, span: Span, *properties: Element | None) -> Iterator[Element]:
    """A link to a heading here or to an address; text alone where it leads nowhere."""
    href = span.href or ""
    runs = list(_styled(story, span, el("w:rStyle", val="Hyperlink"), *properties))
    if href.startswith("#") and href[1:] in story.shared.anchors:
        yield el("w:hyperlink", *runs, anchor=bookmark_name(href[1:]), history=1)
    elif not href.startswith("#") and (relation := story.link(href)) is not None:
        yield el("w:hyperlink", *runs, r_id=relation, history=1)
    else:
        yield from _styled(story, span, *properties)


def _note_mark(story: Story, key: str) -> Iterator[Element]:
    """A footnote's mark. Word's notes have one mark each, so a further mention refers to the first.

    Readers number notes themselves: a mark spelt out stands twice in LibreOffice's notes.
    """
    shared = story.shared
    style = el("w:rStyle", val="FootnoteReference")
    if key not in shared.body.footnotes:
        return
    if key in shared.notes:
        again = run(figures(shared.notes[key], shared.digits), style)
        yield from field(f"NOTEREF {bookmark_name(f'note:{key}')} \\f \\h", [again], style)
        return
    number = shared.notes[key] = len(shared.notes) + 1
    mark = el("w:r", el("w:rPr", style), el("w:footnoteReference", id=number))
    yield from bookmarked(story, bookmark_name(f"note:{key}"), mark)
