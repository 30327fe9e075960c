"""The text of one line as blocks and as the text of a heading."""

from __future__ import annotations

from dataclasses import replace

from sopctl.content.blocks import Block, Figure, Paragraph, RichText, Span
from sopctl.content.running_text import trimmed
from sopctl.intake.word.lines import Drawn, Line


def with_pictures(line: Line, text: RichText) -> list[Block]:
    """A paragraph; pictures in it stand by themselves, and the text around them too."""
    if not line.pictures:
        return [Paragraph(text)] if text else []
    blocks: list[Block] = []
    run: list[Span] = []
    for piece in [*line.pieces, None]:
        if isinstance(piece, Span):
            run.append(piece)
            continue
        part = trimmed(run)
        run = []
        if part:
            blocks.append(Paragraph(part))
        if isinstance(piece, Drawn):
            blocks.append(Figure(piece.source, piece.alt, (), piece.width))
    return blocks


def indent(text: str) -> int:
    """How many characters of white space a text begins with."""
    return len(text) - len(text.lstrip())


def unbold(text: RichText) -> RichText:
    """A text that is bold as a whole needs no mark for it where its block says so."""
    words = [span for span in text if span.text.strip()]
    if not words or not all(span.bold for span in words):
        return text
    return tuple(replace(span, bold=False) for span in text)
