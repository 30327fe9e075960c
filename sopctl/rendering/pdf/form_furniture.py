"""What stands on every page of a form: its name and facts above, where it is filed below."""

from __future__ import annotations

from sopctl.application.ports.copies import OfficialCopy, PrintedForm
from sopctl.content.profile import Profile
from sopctl.rendering.pdf.composition import Composition
from sopctl.rendering.pdf.furniture import CODE, Furniture, Text
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.shaping import Shaped, Shaper


class FormFurniture(Furniture):
    """The header and footer of a form in the place of a copy's."""

    def __init__(
        self, form: PrintedForm, composition: Composition, shaper: Shaper, images: Images,
        copy: OfficialCopy, profile: Profile,
    ) -> None:  # fmt: skip
        self._form = form
        super().__init__(composition, shaper, images, copy, profile)

    def _head_texts(self) -> list[Text]:
        small, width = self._profile.small, self._head_width()
        return [
            self._text(self._form.hospital, width, small.size + 1, small.leading + 1, bold=True),
            self._text(self._form.title, width, small.size + 3, small.leading + 4, bold=True),
            self._text(self._form.title_en, width, small.size, small.leading),
        ]

    def _fact_texts(self) -> list[tuple[Shaped, Shaped]]:
        plain = self._shaper.plain
        return [(plain(name), plain(value, bold=True)) for name, value in self._form.facts]

    def _foot_texts(self) -> list[Text]:
        small, width = self._profile.small, self.right - self.left - (CODE + 14 if self._form.link else 0.0)
        first, *rest = self._form.foot
        texts = [self._text(first, width, small.size + 0.5, small.leading, bold=True)]
        return texts + [self._text(line, width, small.size - 0.5, small.leading - 0.6) for line in rest]
