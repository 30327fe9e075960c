"""The faces that copies are drawn in, and which of them has a character."""

from __future__ import annotations

from sopctl.application.ports.copies import UndrawableError
from sopctl.rendering.fonts import FontFile, font_bytes
from sopctl.rendering.pdf.face import Face

_TEXT = {
    (False, False): FontFile.REGULAR,
    (False, True): FontFile.ITALIC,
    (True, False): FontFile.BOLD,
    (True, True): FontFile.BOLD_ITALIC,
}


class Fonts:
    """The faces that copies are drawn in, loaded when first used."""

    def __init__(self) -> None:
        self._faces: dict[FontFile, Face] = {}
        self._text: dict[tuple[bool, bool], Face] = {}

    def face(self, font: FontFile) -> Face:
        """A face of the program."""
        found = self._faces.get(font)
        if found is None:
            # Two threads may both load it; setdefault keeps one, so that codes never mix.
            found = self._faces.setdefault(font, Face(font_bytes(font)))
        return found

    def text(self, *, bold: bool = False, italic: bool = False) -> Face:
        """The text face of a weight and slope."""
        found = self._text.get((bold, italic))
        if found is None:
            found = self._text[bold, italic] = self.face(_TEXT[bold, italic])
        return found

    def holding(self, character: str, first: Face) -> Face:
        """The first of ``first`` and the fallback faces that has a character. Raises UndrawableError."""
        if character in first.characters:
            return first
        for font in (FontFile.REGULAR, FontFile.SYMBOLS, FontFile.MONO):
            if character in self.face(font).characters:
                return self.face(font)
        raise UndrawableError(f"no embedded font has the character U+{ord(character):04X} {character!r}")
