"""Lists that are printed to be written on: a body under the header of a copy, without a cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sopctl.application.ports.copies import Mark, OfficialCopy, PrintedForm
from sopctl.content.profile import Profile
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.rendering import wording
from sopctl.rendering.pdf.assembly import Pages, assemble
from sopctl.rendering.pdf.blocks import Body
from sopctl.rendering.pdf.composition import Composition
from sopctl.rendering.pdf.faces import Fonts
from sopctl.rendering.pdf.flow import Flow
from sopctl.rendering.pdf.footnotes import Footnotes
from sopctl.rendering.pdf.form_furniture import FormFurniture
from sopctl.rendering.pdf.furniture import Furniture
from sopctl.rendering.pdf.geometry import Place
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.objects import PdfFile
from sopctl.rendering.pdf.setting import Setting
from sopctl.rendering.pdf.shaping import Shaper, Words
from sopctl.rendering.pdf.structure import Element

Furnish = Callable[[Composition, Shaper, Images, OfficialCopy, Profile], Furniture]
_FONTS = Fonts()


class PdfSheets:
    """Port ``SheetRenderer``. Safe to share between threads."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def render(self, copy: OfficialCopy, profile: Profile) -> bytes:
        """The file's bytes, tagged as a copy is. Raises UndrawableError."""
        return self._draw(copy, profile, Furniture)

    def render_form(self, form: PrintedForm, profile: Profile) -> bytes:
        """The file's bytes, tagged as a copy is. Raises UndrawableError."""
        copy = OfficialCopy(
            number=DocumentNumber(form.number),
            version=VersionLabel(1),
            title=form.title,
            type_th=form.title,
            type_en=form.title_en,
            hospital=form.hospital,
            owner="",
            effective=None,
            mark=Mark.MASTER,
            made_at=form.made_at,
            body=form.body,
            logo=form.logo,
            verify_url=form.link,
        )
        flush = replace(profile.body, indent=0.0, align="left")
        return self._draw(copy, replace(profile, body=flush), partial(FormFurniture, form))

    def _draw(self, copy: OfficialCopy, profile: Profile, furnish: Furnish) -> bytes:
        composition = Composition(PdfFile(), None)
        section = Element("Sect", composition.root)
        numbers = {key: wording.figures(k, profile.digits) for k, key in enumerate(copy.body.footnotes, 1)}
        shaper = Shaper(_FONTS, self._words, lambda key: numbers.get(key, "?"))
        images = Images(composition.file, copy.images)
        furniture = furnish(composition, shaper, images, copy, profile)
        frame = furniture.frame()
        composition.known = frozenset(heading.key for heading in copy.body.headings())
        notes = Footnotes(copy.body.footnotes, shaper, profile.footnote, profile.digits, frame.width)
        flow = Flow(composition, frame, notes)
        flush = replace(profile.body, indent=0.0)
        label = replace(flush, align="left")
        body = Body(Setting(flow, shaper, profile, images, flush, label))
        body.draw(copy.body.blocks, Place(frame.left, frame.width, section))
        flow.finish()
        return assemble(composition, furniture, images, copy, profile, Pages([], flow.pages), [], None)
