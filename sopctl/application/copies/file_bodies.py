"""Documents whose body is a file: what a cover sheet names, and what can be read, found and compared."""

from __future__ import annotations

from collections.abc import Mapping

from sopctl.application.ports.copies import BodyFile, ExternalOrigin
from sopctl.content.attached import kind_of
from sopctl.content.attached_text import text_of
from sopctl.content.blocks import Block, Body, Heading, Paragraph, Span
from sopctl.content.markdown import parse_body
from sopctl.content.source import Source
from sopctl.domain import canonical


def body_files(source: Source, files: Mapping[str, bytes]) -> tuple[BodyFile, ...]:
    """The files that a source names as its body, of those beside it, in the order in which it names them."""
    found: list[BodyFile] = []
    for name in dict.fromkeys(source.front.body):
        data = files.get(name)
        kind = kind_of(data) if data is not None else None
        if data is not None and kind is not None:
            found.append(BodyFile(name, canonical.sha256(data), len(data), kind))
    return tuple(found)


def external_origin(source: Source) -> ExternalOrigin | None:
    """Where a document of external origin comes from (ISO 9001:2015, 7.5.3.2); None for one of the house."""
    front = source.front
    if not (front.issuer or front.edition or front.received or front.origin):
        return None
    return ExternalOrigin(front.issuer, front.edition, front.received, front.origin)


def readable(source: Source, files: Mapping[str, bytes]) -> Body:
    """The text of a document with what its files say, for search and comparison; drawn nowhere.

    Each file begins with its name, size and SHA-256, so that a changed file shows even where it has no text.
    """
    body = parse_body(source.body_text)
    blocks: list[Block] = list(body.blocks)
    for place, file in enumerate(body_files(source, files), start=1):
        blocks.append(Heading(1, (Span(file.name),), anchor(place), ()))
        blocks.append(Paragraph((Span(f"{file.kind.thai} {file.size:,} ไบต์ SHA-256 {file.sha256}"),)))
        blocks += [Paragraph((Span(line),)) for line in text_of(files[file.name])]
    return Body(tuple(blocks), body.footnotes, body.remarks)


def anchor(place: int) -> str:
    """The anchor of a document's file on its page; ``place`` counts from 1."""
    return f"file-{place}"
