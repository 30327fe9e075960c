"""Markdown files on disk with the images beside them, and what a file is by its content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sopctl.cli.errors import KindNotReadError
from sopctl.cli.parameters import read_bytes, read_text

if TYPE_CHECKING:
    from sopctl.content.source import Source

_SUFFIXES = (".md", ".markdown", ".txt")
_OFFICE = (".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf", ".pdf")
_KINDS = (
    (b"PK\x03\x04", "a Word document or another package"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"II*\0", "a scan"),
    (b"MM\0*", "a scan"),
)


@dataclass(frozen=True)
class MarkdownFile:
    """A document as a file: its text, what it parses to, and the images that it shows."""

    path: Path
    markdown: str
    source: Source
    images: dict[str, bytes]


def names_file(target: str) -> bool:
    """Whether an argument that may be a file or a document number means a file."""
    return Path(target).is_file() or Path(target).suffix.lower() in _SUFFIXES


def read_markdown(path: Path) -> str:
    """A Markdown file's text. Raises FileUnreadableError, KindNotReadError or NotTextError."""
    head = read_bytes(path)[:16]
    kind = next((words for magic, words in _KINDS if head.startswith(magic)), None)
    if kind is not None:
        raise KindNotReadError(path, kind)
    return read_text(path)


def load_markdown(path: Path) -> MarkdownFile:
    """A document's file with its images. Raises as ``read_markdown``, and FrontMatterError."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from sopctl.content.markdown import parse_body  # noqa: PLC0415
    from sopctl.content.source import Source  # noqa: PLC0415
    from sopctl.thai.dates import bangkok_day  # noqa: PLC0415

    markdown = read_markdown(path)
    source = Source.parse(markdown, today=bangkok_day(datetime.now(UTC)))
    shown = {figure.source for figure in parse_body(source.body_text).figures()}
    # Only names in the same folder: a text must not fetch other files of the machine into a document.
    beside = sorted(name for name in shown if name == Path(name).name and (path.parent / name).is_file())
    return MarkdownFile(path, markdown, source, {name: read_bytes(path.parent / name) for name in beside})


def pictures_beside(path: Path, data: bytes) -> dict[str, bytes]:
    """The pictures in the same folder that a Markdown file shows; none for any other kind of file."""
    from sopctl.content.markdown import parse_body  # noqa: PLC0415

    if path.suffix.lower() not in _SUFFIXES:
        return {}
    shown = {figure.source for figure in parse_body(data.decode("utf-8", "replace")).figures()}
    beside = sorted(name for name in shown if name == Path(name).name and (path.parent / name).is_file())
    return {name: read_bytes(path.parent / name) for name in beside}


def incoming_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those in the folders named that can be a text, in the order of their names.

    Word's own lock files (``~$…``) and hidden ones are none. What has to be converted first is among them,
    so that it is told rather than passed over.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inside if not path.is_dir() or _may_come_in(one)]
    return found


def _may_come_in(path: Path) -> bool:
    plain = path.is_file() and not path.name.startswith(("~$", "."))
    return plain and path.suffix.lower() in {*_SUFFIXES, *_OFFICE}
