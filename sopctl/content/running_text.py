"""Running text: inline tokens of the dialect to rich text and pictures, without recursion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markdown_it.token import Token

from sopctl.content import attributes
from sopctl.content.attributes import Attributes
from sopctl.content.blocks import RichText, Span

_STYLES = {"strong": "bold", "em": "italic", "s": "struck", "sup": "raised", "sub": "lowered"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in running text: ``title`` and ``given`` attributes as written."""

    source: str
    alt: str
    title: str
    given: Attributes = attributes.NONE


Piece = Span | Picture


def _label(token: Token) -> str:
    """An image's alternative text, without its marks."""
    parts: list[str] = []
    waiting = list(reversed(token.children or []))
    while waiting:
        child = waiting.pop()
        if child.type == "image":
            waiting.extend(reversed(child.children or []))
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "footnote_ref":
            parts.append(f"[^{child.meta['label']}]")
        else:
            parts.append(child.content)
    return "".join(parts)


class _Style:
    """Which styles are open at this point."""

    def __init__(self) -> None:
        self.depth = dict.fromkeys(_STYLES.values(), 0)
        self.links: list[str | None] = []

    def turn(self, token: Token) -> None:
        kind = token.type.rpartition("_")[0]
        if kind == "link":
            if token.nesting > 0:
                self.links.append(str(token.attrGet("href") or "") or None)
            elif self.links:
                self.links.pop()
        elif kind in _STYLES:
            self.depth[_STYLES[kind]] += token.nesting

    def span(self, text: str, *, code: bool = False, note: str | None = None) -> Span:
        on = {name: depth > 0 for name, depth in self.depth.items()}
        return Span(text, code=code, href=self.links[-1] if self.links else None, note=note, **on)


def pieces(token: Token) -> list[Piece]:
    """What an inline token holds, in order; neighbours of one style are one span."""
    style = _Style()
    found: list[Piece] = []
    for child in token.children or []:
        match child.type:
            case "softbreak" | "hardbreak":
                found.append(style.span("\n"))
            case "code_inline":
                found.append(style.span(child.content, code=True))
            case "footnote_ref":
                found.append(style.span("", note=child.meta["label"]))
            case "image":
                source, title = str(child.attrGet("src") or ""), str(child.attrGet("title") or "")
                found.append(Picture(source, _label(child), title))
            case _ if child.nesting:
                style.turn(child)
            case _:
                _add_text(found, style.span(child.content))
    return joined(found)


def _add_text(found: list[Piece], span: Span) -> None:
    """Add text; a group of attributes right after a picture belongs to it."""
    last = found[-1] if found else None
    if isinstance(last, Picture) and not last.given.text:
        read = attributes.leading(span.text)
        if read is not None:
            found[-1] = replace(last, given=read[0])
            span = replace(span, text=read[1])
    if span.text:
        found.append(span)


def _style_of(piece: Piece) -> Piece:
    if isinstance(piece, Picture) or piece.note is not None:
        return piece
    return replace(piece, text="")


def joined(found: Sequence[Piece]) -> list[Piece]:
    """Pieces in which neighbours of one style are one span."""
    kept: list[Piece] = []
    for style, group in groupby(found, key=_style_of):
        if isinstance(style, Span) and style.note is None:
            text = "".join(piece.text for piece in group if isinstance(piece, Span))
            kept.append(replace(style, text=text))
        else:
            kept.extend(group)
    return kept


def trimmed(spans: Sequence[Span]) -> RichText:
    """The spans without white space and breaks at either end."""
    rest = list(spans)
    while rest and _bare(rest[0]):
        rest[0] = replace(rest[0], text=rest[0].text.lstrip(" \t\n"))
        if rest[0].text:
            break
        rest.pop(0)
    while rest and _bare(rest[-1]):
        rest[-1] = replace(rest[-1], text=rest[-1].text.rstrip(" \t\n"))
        if rest[-1].text:
            break
        rest.pop()
    return tuple(rest)


def _bare(span: Span) -> bool:
    return span.note is None and not span.code
