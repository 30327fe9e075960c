"""The renderer of PDF copies: lays out, tags, writes and seals one file in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from sopctl.application.copies import OfficialCopy, Seal
from sopctl.content.blocks import Block, Paragraph, Table, plain, walk
from sopctl.content.profile import Profile
from sopctl.rendering import wording
from sopctl.rendering.pdf.assembly import Pages, assemble
from sopctl.rendering.pdf.blocks import Body
from sopctl.rendering.pdf.composition import Composition
from sopctl.rendering.pdf.cover import draw_cover
from sopctl.rendering.pdf.faces import Fonts
from sopctl.rendering.pdf.flow import Flow
from sopctl.rendering.pdf.footnotes import Footnotes
from sopctl.rendering.pdf.front import Front
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
        that no embedded font has, an image that is absent or cannot be read, or a table in a footnote.
        """
        file = PdfFile()
        composition = Composition(file, _web_base(copy.verify_url))
        sections = [Element("Sect", composition.root) for _ in range(3)]
        numbers = {key: str(k) for k, key in enumerate(copy.body.footnotes, 1)}
        shaper = Shaper(
            _FONTS, self._words, lambda key: wording.figures(numbers.get(key, "?"), profile.digits)
        )
        images = Images(file, copy.images)
        furniture = Furniture(composition, shaper, images, copy, profile)

        flush = replace(profile.body, indent=0.0)

        def setting(flow: Flow) -> Setting:
            return Setting(flow, shaper, profile, images, flush, replace(flush, align="left"))

        cover = Flow(composition, furniture.cover_frame())
        draw_cover(setting(cover), copy, sections[0])
        frame = furniture.frame()
        notes = Footnotes(
            copy.body.footnotes, shaper, profile.footnote, profile.digits, frame.right - frame.left
        )
        composition.known = frozenset(heading.key for heading in copy.body.headings())
        flow = Flow(composition, frame, notes)
        body = Body(setting(flow))
        shaper.cut_ahead(_running_texts(copy.body.blocks))
        body.draw(copy.body.blocks, Place(frame.left, frame.right - frame.left, sections[2]))
        flow.finish()
        pages, entries = flow.pages, body.entries
        with_contents = bool(entries) and len(pages) >= profile.contents_from
        if copy.revisions or with_contents:
            leaf = Flow(composition, frame)
            front = Front(setting(leaf), Place(frame.left, frame.right - frame.left, sections[1]))
            if copy.revisions:
                front.revisions(copy)
            if with_contents:
                front.contents(entries)
            pages, entries = [*leaf.pages, *pages], [*front.entries, *entries]
            front.number({page.number: k for k, page in enumerate(pages, 1)})
        return assemble(
            composition, furniture, images, copy, profile, Pages(cover.pages, pages), entries, seal
        )


def _running_texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The texts of paragraphs and cells."""
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            yield plain(block.text)
        elif isinstance(block, Table):
            for row in (block.head, *block.rows):
                yield from map(plain, row)


def _web_base(verify_url: str | None) -> str | None:
    """The library's web address, against which links between documents are read."""
    if not verify_url:
        return None
    parts = urlsplit(verify_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None
