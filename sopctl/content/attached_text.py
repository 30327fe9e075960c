"""The words of files: nothing of them is run, and no layout is kept."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lxml import etree

from sopctl.content.attached import DOCX, MAX_UNPACKED, PPTX, XLSX, kind_of
from sopctl.thai.repairs import repair

MAX_LINES = 5_000
MAX_LINE = 2_000  # characters
_OVERLAP = 100  # characters of a piece that begin the next, so that no number is cut in two
_MAX_PART = 40_000_000  # bytes of one part
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_UNREADABLE = (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, ValueError, EOFError,
              NotImplementedError, RuntimeError, zlib.error)  # fmt: skip
# A line in any part: a paragraph, a shared string, a cell's own value, and what docProps says of the file.
_OF_THE_FILE = ("creator", "title", "subject", "description", "keywords", "lastModifiedBy", "lpwstr")
_LINES = frozenset(["p", "si", "is", "v", "text", *_OF_THE_FILE])
# Where the words stand, the elements that are a line, and the element that holds characters.
_PLACES = {
    DOCX.extension: (("word/header", "word/document", "word/footer"), (f"{_WORD}p",), f"{_WORD}t"),
    PPTX.extension: (("ppt/slides/slide",), (f"{_DRAWING}p",), f"{_DRAWING}t"),
    # Excel shares its strings; other programs write them into the cells.
    XLSX.extension: (
        ("xl/sharedStrings", "xl/worksheets/sheet"),
        (f"{_SHEET}si", f"{_SHEET}is"),
        f"{_SHEET}t",
    ),
}


class Unread(StrEnum):
    """Why a file, or some of its pages, was not looked through."""

    PICTURE = "picture"  # words in a picture
    GARBLED = "garbled"  # letters that mean nothing outside their font
    LOCKED = "locked"
    BROKEN = "broken"
    CUT = "cut"  # longer than is read
    ENCLOSED = "enclosed"  # files inside the file
    TRACES = "traces"  # what a picture tells beside its pixels


@dataclass(frozen=True)
class Gap:
    """What was not looked through: a whole file, or those of its ``pages``, from 1."""

    why: Unread
    pages: tuple[int, ...] = ()


@dataclass(frozen=True)
class FileWords:
    """All that was read of a file that is a document's body, and what was not.

    ``pages``: for each line its page, from 1, or 0 for what stands on none; none where a file has no pages.
    """

    lines: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    pages: tuple[int, ...] = ()


def office_words(data: bytes) -> FileWords:
    """All that is said anywhere in an Office file: comments, notes, figures of cells, its own facts.

    What ``text_of`` gives is read by people; this is what leaves the hospital with the file. A part that
    cannot be read is a gap, and the others are read. Nothing for a file of another kind.
    """
    kind = kind_of(data)
    if kind is None or kind.extension not in _PLACES:
        return FileWords()
    lines: dict[str, None] = {}
    gaps: dict[Gap, None] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            if "/embeddings/" in entry.filename:
                gaps[Gap(Unread.ENCLOSED)] = None
            if not entry.filename.endswith(".xml"):
                continue
            if entry.file_size > _MAX_PART:
                gaps[Gap(Unread.CUT)] = None
                continue
            try:
                lines |= dict.fromkeys(_everything(package.read(entry)))
            except _UNREADABLE:
                gaps[Gap(Unread.BROKEN)] = None
    return FileWords(tuple(lines), tuple(gaps))


def _everything(part: bytes) -> Iterator[str]:
    for element in etree.fromstring(part, _parser()).iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in _LINES:
            yield from pieces("".join(map(str, element.itertext())))


def pieces(written: str) -> Iterator[str]:
    """A line as it is looked through: repaired, its spaces single, a long one in pieces that overlap."""
    kept = " ".join(repair(written).text.split())
    for start in range(0, len(kept), MAX_LINE):
        yield kept[start : start + MAX_LINE + _OVERLAP]


def _parser() -> etree.XMLParser:
    """No entities and no network: a file from outside must not make the reader fetch or unfold anything."""
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)


@lru_cache(maxsize=32)
def text_of(data: bytes) -> tuple[str, ...]:
    """The lines of text in a Word, Excel or PowerPoint file, in order; none for any other file.

    A file that cannot be read gives no lines: its words are a help and never what was signed.
    """
    kind = kind_of(data)
    if kind is None or kind.extension not in _PLACES:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return tuple(_some(_lines(package, kind.extension)))
    except _UNREADABLE:
        return ()


def _some(lines: Iterator[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        if place == MAX_LINES:
            return
        yield line


def _lines(package: zipfile.ZipFile, extension: str) -> Iterator[str]:
    prefixes, lines, run = _PLACES[extension]
    for name in _in_order(package, prefixes):
        if package.getinfo(name).file_size > min(_MAX_PART, MAX_UNPACKED):
            continue
        root = etree.fromstring(package.read(name), _parser())
        for element in root.iter(*lines):
            words = "".join(t.text or "" for t in element.iter(run))
            kept = " ".join(repair(words).text.split())[:MAX_LINE]
            if kept:
                yield kept


def _in_order(package: zipfile.ZipFile, prefixes: tuple[str, ...]) -> list[str]:
    """The parts with words: by kind, then by length and name, so that slide10 follows slide9."""
    names = [name for name in package.namelist() if name.endswith(".xml") and "/_rels/" not in name]
    found = [(k, len(n), n) for k, prefix in enumerate(prefixes) for n in names if n.startswith(prefix)]
    return [name for _, _, name in sorted(found)]
