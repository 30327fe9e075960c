"""A body as a web page's HTML: semantic elements, generated numbers, no style of its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from html import escape
from typing import Final
from urllib.parse import quote, unquote

import nh3

from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    RichText,
    Span,
    Table,
    plain,
)
from sopctl.content.references import mentions
from sopctl.rendering import wording
from sopctl.rendering.wording import DigitStyle

NumberLink = Callable[[str], str | None]

_FOOTNOTES: Final = "เชิงอรรถ"
_BACK: Final = "กลับไปยังข้อความ"
_DONE: Final = ("ยังไม่ทำ", "ทำแล้ว")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|[/#])")
_STYLES: Final = (
    ("code", "code"),
    ("bold", "strong"),
    ("italic", "em"),
    ("struck", "s"),
    ("raised", "sup"),
    ("lowered", "sub"),
)

_TAGS: Final = (
    "a aside blockquote br caption code dd div dl dt em figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre s"
    " section span strong sub sup table tbody td th thead tr ul"
)
_ATTRIBUTES: Final = {
    "*": {"id", "class"},
    "a": {"href", "aria-label", "role"},
    "aside": {"role"},
    "div": {"role", "tabindex", "aria-label"},
    "h6": {"aria-level"},
    "img": {"src", "alt", "loading", "width"},
    "ol": {"role"},
    "section": {"role", "aria-label"},
    "span": {"role", "aria-label"},
    "th": {"scope"},
}
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


class HtmlRenderer:
    """Draws bodies for web pages; fills the PageRenderer port.

    ``link_number`` turns a document number into its address; None leaves it as text.
    """

    def __init__(self, link_number: NumberLink | None = None) -> None:
        self._link_number = link_number

    def render(self, body: Body, *, digits: str, image_base: str) -> str:
        """Sanitised HTML: headings are h2 and below with their anchors, images stand under ``image_base``.

        ``digits`` is ``thai`` or ``arabic`` and sets what is generated; the author's text stays as typed.
        """
        style: DigitStyle = "thai" if digits == "thai" else "arabic"
        page = _Page(body, style, image_base, self._link_number)
        return nh3.clean(
            page.html(),
            tags=set(_TAGS.split()),
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            url_schemes=set(_SCHEMES),
            link_rel="noopener noreferrer",
        )


class _Page:
    """One body being written."""

    def __init__(self, body: Body, digits: DigitStyle, image_base: str, link: NumberLink | None) -> None:
        self._body = body
        self._digits = digits
        self._base = image_base if image_base.endswith("/") or not image_base else image_base + "/"
        self._link = link
        self._notes = {key: place for place, key in enumerate(body.footnotes, 1)}
        self._mentions: dict[str, int] = {}

    def html(self) -> str:
        return self._blocks(self._body.blocks) + self._footnotes()

    def _blocks(self, blocks: tuple[Block, ...]) -> str:
        return "".join(self._block(block, ()) for block in blocks)

    def _block(self, block: Block, path: tuple[int, ...]) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return f"<p>{self._text(block.text)}</p>\n"
            case ListBlock():
                return self._list(block, path)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Note():
                return self._note(block)
            case Definitions():
                return self._definitions(block)
            case CodeBlock():
                return f"<pre><code>{escape(block.text)}</code></pre>\n"
            case PageBreak():
                return '<hr class="page-break">\n'

    def _heading(self, heading: Heading) -> str:
        level = min(heading.level + 1, 6)
        deeper = ' aria-level="7"' if heading.level > 5 else ""
        label = wording.section_label(heading, self._digits)
        number = f'<span class="section-number">{escape(label)}</span> ' if label else ""
        text = self._text(heading.text)
        return f'<h{level} id="{escape(heading.key)}"{deeper}>{number}{text}</h{level}>\n'

    def _list(self, block: ListBlock, path: tuple[int, ...]) -> str:
        tag = "ol" if block.ordered else "ul"
        opening = '<ol class="labelled" role="list">' if block.ordered else "<ul>"
        items = (
            self._item(item, block, (*(() if block.letters else path), block.start + place))
            for place, item in enumerate(block.items)
        )
        return f"{opening}\n{''.join(items)}</{tag}>\n"

    def _item(self, item: ListItem, block: ListBlock, path: tuple[int, ...]) -> str:
        label = ""
        if block.ordered:
            # A list may begin at 0, which has no letter.
            lettered = block.letters and path[-1] > 0
            words = wording.list_label(path, self._digits, letters=lettered)
            label = f'<span class="label">{escape(words)}</span> '
        if item.checked is not None:
            box = wording.CHECKED if item.checked else wording.UNCHECKED
            label += f'<span class="box" role="img" aria-label="{_DONE[item.checked]}">{box}</span> '
        inner = path if block.ordered and not block.letters else ()
        rest = item.blocks
        first = f"<p>{label}</p>\n" if label else ""
        if rest and isinstance(rest[0], Paragraph):
            first = f"<p>{label}{self._text(rest[0].text)}</p>\n"
            rest = rest[1:]
        return f"<li>{first}{''.join(self._block(inside, inner) for inside in rest)}</li>\n"

    def _table(self, table: Table) -> str:
        def cell(tag: str, text: RichText, align: Align, scope: str = "") -> str:
            name = f' class="align-{align.value}"' if align is not Align.NONE else ""
            return f"<{tag}{scope}{name}>{self._text(text)}</{tag}>"

        caption = f"<caption>{self._text(table.caption)}</caption>\n" if table.caption else ""
        aligned = tuple(zip(table.head, table.align, strict=True))
        head = "".join(cell("th", text, align, ' scope="col"') for text, align in aligned)
        rows = (
            "".join(cell("td", text, align) for text, align in zip(row, table.align, strict=True))
            for row in table.rows
        )
        body = "".join(f"<tr>{row}</tr>\n" for row in rows)
        # The region scrolls on a phone, so a keyboard must reach it and hear what it is.
        name = escape(plain(table.caption) or plain(table.head[0]) or "ตาราง")
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{name}"><table>\n{caption}'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
        )

    def _figure(self, figure: Figure) -> str:
        caption = f"<figcaption>{self._text(figure.caption)}</figcaption>" if figure.caption else ""
        share = ""
        if figure.width is not None:
            share = f' class="width-{max(1, round(figure.width * 10)) * 10}"'
        address = self._file(figure.source)
        alt = escape(figure.alt)
        image = f'<img src="{escape(address)}" alt="{alt}" loading="lazy">' if address else f"<p>{alt}</p>"
        return f"<figure{share}>{image}{caption}</figure>\n"

    def _file(self, source: str) -> str | None:
        """The address of a file beside the document; None for one that lies elsewhere."""
        name = posixpath.normpath(unquote(source))
        if _ADDRESS.match(source) or name.startswith((".", "/")) or "\\" in name:
            return None
        return self._base + quote(name)

    def _note(self, note: Note) -> str:
        inside = self._blocks(note.blocks)
        if note.kind is NoteKind.QUOTE:
            return f"<blockquote>\n{inside}</blockquote>\n"
        label = f'<p class="note-label">{escape(wording.note_label(note.kind))}</p>\n'
        return f'<aside class="{note.kind.value}" role="note">\n{label}{inside}</aside>\n'

    def _definitions(self, block: Definitions) -> str:
        items = "".join(
            f"<dt>{self._text(item.term)}</dt>\n<dd>{self._blocks(item.blocks)}</dd>\n"
            for item in block.items
        )
        return f"<dl>\n{items}</dl>\n"

    def _footnotes(self) -> str:
        if not self._body.footnotes:
            return ""
        # Drawn first: a note may mention another, and its links back must count that mention.
        drawn = {key: self._blocks(blocks) for key, blocks in self._body.footnotes.items()}
        items = "".join(self._footnote(key, text) for key, text in drawn.items())
        return (
            f'<section class="footnotes" role="doc-endnotes" aria-label="{_FOOTNOTES}">\n'
            f'<ol class="labelled" role="list">\n{items}</ol>\n</section>\n'
        )

    def _footnote(self, key: str, text: str) -> str:
        place = self._notes[key]
        label = wording.figures(place, self._digits)
        back = "".join(
            f' <a href="#{_mention_id(place, count)}" role="doc-backlink" aria-label="{_BACK}">↩</a>'
            for count in range(1, self._mentions.get(key, 0) + 1)
        )
        marked = f'<span class="label">{label}</span> '
        text = f"<p>{marked}{text[3:]}" if text.startswith("<p>") else f"<p>{marked}</p>\n{text}"
        ending = "</p>\n"
        text = text.removesuffix(ending) + back + ending if text.endswith(ending) else f"{text}<p>{back}</p>"
        return f'<li id="fn:{place}">{text}</li>\n'

    def _text(self, text: RichText) -> str:
        return "".join(self._span(span) for span in text)

    def _span(self, span: Span) -> str:
        if span.note is not None:
            return self._mention(span.note)
        inside = self._words(span)
        for name, tag in _STYLES:
            if getattr(span, name):
                inside = f"<{tag}>{inside}</{tag}>"
        address = self._address(span.href) if span.href else None
        return f'<a href="{escape(address)}">{inside}</a>' if address else inside

    def _words(self, span: Span) -> str:
        """The words, with the document numbers among them as links."""
        if self._link is None or span.href or span.code:
            return _lines(span.text)
        parts: list[str] = []
        done = 0
        for mention in mentions(span.text):
            address = self._link(str(mention.number))
            if address is None:
                continue
            parts.append(_lines(span.text[done : mention.start]))
            parts.append(f'<a href="{escape(address)}">{escape(str(mention.number))}</a>')
            done = mention.end
        return "".join([*parts, _lines(span.text[done:])])

    def _address(self, href: str) -> str | None:
        if _ADDRESS.match(href):
            return href
        found = next(mentions(href), None)
        if found is not None and (found.start, found.end) == (0, len(href)):
            return self._link(href) if self._link else href
        return self._file(href)

    def _mention(self, key: str) -> str:
        place = self._notes.get(key)
        if place is None:
            return escape(f"[^{key}]")
        count = self._mentions[key] = self._mentions.get(key, 0) + 1
        label = wording.figures(place, self._digits)
        return (
            f'<sup class="footnote" id="{_mention_id(place, count)}">'
            f'<a href="#fn:{place}" role="doc-noteref">{label}</a></sup>'
        )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _mention_id(place: int, count: int) -> str:
    # A colon never stands in the key of a heading, so the two cannot meet.
    return f"fnref:{place}" if count == 1 else f"fnref:{place}:{count}"
