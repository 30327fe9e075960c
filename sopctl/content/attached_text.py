"""The words of an Office file, for search and comparison: nothing of it is run, and no layout is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
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


@lru_cache(maxsize=32)
def every_line_of(data: bytes) -> tuple[str, ...]:
    """All that is said anywhere in an Office file: comments, notes, figures of cells, its own facts.

    What ``text_of`` gives is read by people; this is what leaves the hospital with the file. None for others.
    """
    kind = kind_of(data)
    if kind is None or kind.extension not in _PLACES:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return tuple(dict.fromkeys(_everything(package)))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, ValueError, EOFError,
            NotImplementedError, RuntimeError):  # fmt: skip
        return text_of(data)


def _everything(package: zipfile.ZipFile) -> Iterator[str]:
    for entry in package.infolist():
        if not entry.filename.endswith(".xml") or entry.file_size > _MAX_PART:
            continue
        root = etree.fromstring(package.read(entry), _parser())
        for element in root.iter():
            if isinstance(element.tag, str) and etree.QName(element).localname in _LINES:
                kept = " ".join(repair("".join(map(str, element.itertext()))).text.split())
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
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, ValueError, EOFError,
            NotImplementedError, RuntimeError):  # fmt: skip
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
