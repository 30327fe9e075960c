"""The renderer of PDF copies: lays out, tags, writes and seals one file in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from sopctl.application.ports.copies import Mark, OfficialCopy, Seal, UndrawableError
from sopctl.content.profile import Profile
from sopctl.rendering import wording
from sopctl.rendering.cover_sheet import with_cover_sheet
from sopctl.rendering.pdf.assembly import Pages, assemble
from sopctl.rendering.pdf.blocks import Body, Entry
from sopctl.rendering.pdf.composition import Composition, Page
from sopctl.rendering.pdf.cover import draw_cover
from sopctl.rendering.pdf.faces import Fonts
from sopctl.rendering.pdf.flow import Flow
from sopctl.rendering.pdf.footnotes import Footnotes
from sopctl.rendering.pdf.front import DEEPEST, Front
from sopctl.rendering.pdf.furniture import Furniture
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.objects import PdfFile
from sopctl.rendering.pdf.setting import Setting
from sopctl.rendering.pdf.shaping import Shaper, Words
from sopctl.rendering.pdf.structure import Element

_FONTS = Fonts()  # parsed once per process: faces are the same for every copy


class PdfRenderer:
    """Draws official copies as PDF/A-3a and PDF/UA-1. Safe to share between threads."""

    media_type = "application/pdf"
    extension = "pdf"

    def __init__(self, words: Words) -> None:
        self._words = words

    def render(self, copy: OfficialCopy, profile: Profile, seal: Seal | None = None) -> bytes:
        """The file's bytes, sealed and certified against changes when a seal is given.

        The same copy and profile give the same bytes before sealing. Raises UndrawableError for a character
        that no embedded font has, an image that is absent or cannot be read, a table in a footnote, or a
        controlled copy without number and holder.
        """
        if copy.mark is Mark.CONTROLLED and not (copy.copy_number and copy.holder):
            raise UndrawableError("a controlled copy shows its number and its holder")
        return _Drawing(self._words, with_cover_sheet(copy, profile.digits), profile).finish(seal)

    def pages(self, copy: OfficialCopy, profile: Profile) -> Mapping[str, int]:
        """The page on which each heading of the contents stands, as counted in the header, by its key.

        Nothing for a copy without contents, or one that cannot be drawn.
        """
        try:
            return _Drawing(self._words, with_cover_sheet(copy, profile.digits), profile).pages_of_headings()
        except UndrawableError:
            return {}


class _Drawing:
    """One copy while it is drawn: cover, then body, then what stands between them and counts its pages."""

    def __init__(self, words: Words, copy: OfficialCopy, profile: Profile) -> None:
        self._copy, self._profile = copy, profile
        self._composition = Composition(PdfFile(), _web_base(copy.verify_url))
        self._sections = [Element("Sect", self._composition.root) for _ in range(3)]
        numbers = {key: wording.figures(k, profile.digits) for k, key in enumerate(copy.body.footnotes, 1)}
        self._shaper = Shaper(_FONTS, words, lambda key: numbers.get(key, "?"))
        self._images = Images(self._composition.file, copy.images)
        self._furniture = Furniture(self._composition, self._shaper, self._images, copy, profile)
        self._frame = self._furniture.frame()

    def finish(self, seal: Seal | None) -> bytes:
        """Draw everything; the file's bytes."""
        cover = Flow(self._composition, self._furniture.cover_frame())
        draw_cover(self._setting(cover), self._copy, self._sections[0])
        pages, entries = self._front(*self._body())
        return assemble(
            self._composition,
            self._furniture,
            self._images,
            self._copy,
            self._profile,
            Pages(cover.pages, pages),
            entries,
            seal,
        )

    def pages_of_headings(self) -> dict[str, int]:
        """Draw what is counted; the pages that the contents show, by heading."""
        body, headings = self._body()
        if not self._with_contents(body, headings):
            return {}
        pages, _ = self._front(body, headings)
        shown = {page.number: k for k, page in enumerate(pages, 1)}
        anchors = self._composition.anchors
        return {entry.key: shown[anchors[entry.key].page] for entry in headings if entry.level <= DEEPEST}

    def _with_contents(self, pages: list[Page], entries: list[Entry]) -> bool:
        return bool(entries) and len(pages) >= self._profile.contents_from

    def _setting(self, flow: Flow) -> Setting:
        flush = replace(self._profile.body, indent=0.0)
        label = replace(flush, align="left")
        return Setting(flow, self._shaper, self._profile, self._images, flush, label)

    def _place(self, section: int) -> Place:
        return Place(self._frame.left, self._frame.width, self._sections[section])

    def _body(self) -> tuple[list[Page], list[Entry]]:
        """Draw the body; its pages and headings."""
        copy, profile = self._copy, self._profile
        footnotes = copy.body.footnotes
        notes = Footnotes(footnotes, self._shaper, profile.footnote, profile.digits, self._frame.width)
        self._composition.known = frozenset(heading.key for heading in copy.body.headings())
        flow = Flow(self._composition, self._frame, notes)
        body = Body(self._setting(flow))
        body.draw(copy.body.blocks, self._place(2))
        flow.finish()
        return flow.pages, body.entries

    def _front(self, pages: list[Page], entries: list[Entry]) -> tuple[list[Page], list[Entry]]:
        """Put revision history and contents before the body, where they are wanted."""
        with_contents = self._with_contents(pages, entries)
        if not self._copy.revisions and not with_contents:
            return pages, entries
        flow = Flow(self._composition, self._frame)
        front = Front(self._setting(flow), self._place(1))
        if self._copy.revisions:
            front.revisions(self._copy)
        if with_contents:
            front.contents(entries)
        counted = [*flow.pages, *pages]
        front.number({page.number: k for k, page in enumerate(counted, 1)})
        return counted, [*front.entries, *entries]


def _web_base(verify_url: str | None) -> str | None:
    """The library's web address, against which links between documents are read."""
    if not verify_url:
        return None
    parts = urlsplit(verify_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None
