"""The words on the pages of a PDF, hidden layers of scans too, by PDFium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as native

from sopctl.content.attached_text import Gap, Unread

MAX_PAGES = 2_000
_FEW = 40  # characters: a stamp of the scanning program, a page number
_NESTED = 4  # forms within forms that are asked for pictures


@dataclass(frozen=True)
class Line:
    """Words, and the page (from 1) on which they stand; 0 for none."""

    words: str
    page: int = 0


Said = Line | Gap


def words_of_pages(data: bytes, has_time: Callable[[], bool]) -> Iterator[Said]:
    """Each line of each page, and the pages that have no words to be read."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == native.FPDF_ERR_PASSWORD
        yield Gap(Unread.LOCKED if locked else Unread.BROKEN)
        return
    without: dict[Unread, list[int]] = {}
    count = len(document)
    for place in range(min(count, MAX_PAGES)):
        if not has_time():
            yield Gap(Unread.CUT, tuple(range(place + 1, min(count, MAX_PAGES) + 1)))
            break
        try:
            words, why = _page(document, place)
        except pdfium.PdfiumError:
            words, why = "", Unread.BROKEN
        yield from (Line(line, place + 1) for line in words.splitlines())
        if why is not None:
            without.setdefault(why, []).append(place + 1)
    if count > MAX_PAGES:
        yield Gap(Unread.CUT)
    for why, pages in without.items():
        yield Gap(why, tuple(pages))


def _page(document: pdfium.PdfDocument, place: int) -> tuple[str, Unread | None]:
    """The words of a page (``place`` from 0), and why they are not all."""
    page = document[place]
    try:
        text = page.get_textpage()
        words = text.get_text_range().replace("\ufffe", "-")  # a hyphen at the end of a line, says PDFium
        letters = "".join(words.split())
        if len(letters) < _FEW and _drawn(page, pictures=bool(letters)):
            return words, Unread.PICTURE
        return words, Unread.GARBLED if _means_nothing(letters) else None
    finally:
        page.close()


def _drawn(page: pdfium.PdfPage, *, pictures: bool) -> bool:
    """Whether anything is drawn on a page; beside a few words only pictures count, not lines."""
    kinds = [native.FPDF_PAGEOBJ_IMAGE] if pictures else None
    return next(iter(page.get_objects(filter=kinds, max_depth=_NESTED)), None) is not None


def _means_nothing(letters: str) -> bool:
    """Whether most letters are of no script that a hospital writes: codes of a font, not letters."""
    known = sum(
        " " < char <= "~" or "\u00a0" <= char <= "\u024f" or "\u0e01" <= char <= "\u0e5b"
        or "\u2010" <= char <= "\u27bf"
        for char in letters
    )  # fmt: skip
    return len(letters) >= _FEW and known * 2 < len(letters)
