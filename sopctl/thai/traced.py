"""Text that remembers which character of its source each of its characters came from."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

# Vowels and final consonants of conjoining Hangul compose although they are no marks.
_HANGUL_TAILS = range(0x1160, 0x1200)


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement: what stood at ``offset`` (counted in the source) and what stands there now."""

    offset: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Traced:
    """A text and, for each of its characters and for its end, the offset in the source it came from."""

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Traced":
        """``text`` as its own source."""
        return cls(text, tuple(range(len(text) + 1)))

    def sub(
        self, pattern: re.Pattern[str], make: Callable[[re.Match[str]], str]
    ) -> "tuple[Traced, list[Change]]":
        """Replace every match by what ``make`` gives; a new character points at the start of the old ones."""
        spans = [(m.start(), m.end(), make(m)) for m in pattern.finditer(self.text)]
        return self._replaced([span for span in spans if self.text[span[0] : span[1]] != span[2]])

    def nfc(self) -> "tuple[Traced, list[Change]]":
        """Compose to Unicode NFC, one base with its marks at a time."""
        if unicodedata.is_normalized("NFC", self.text):
            return self, []
        spans = []
        for start, end in pairwise(_composition_bounds(self.text)):
            before = self.text[start:end]
            after = unicodedata.normalize("NFC", before)
            if before != after:
                spans.append((start, end, after))
        return self._replaced(spans)

    def _replaced(self, spans: list[tuple[int, int, str]]) -> "tuple[Traced, list[Change]]":
        if not spans:
            return self, []
        text: list[str] = []
        offsets: list[int] = []
        changes: list[Change] = []
        done = 0
        for start, end, after in spans:
            text += [self.text[done:start], after]
            offsets += self.offsets[done:start]
            # Where the length stays, each place keeps its own offset.
            offsets += (
                self.offsets[start:end] if len(after) == end - start else [self.offsets[start]] * len(after)
            )
            changes.append(Change(self.offsets[start], self.text[start:end], after))
            done = end
        text.append(self.text[done:])
        offsets += self.offsets[done:]
        return Traced("".join(text), tuple(offsets)), changes


def _composition_bounds(text: str) -> list[int]:
    bounds = [place for place, char in enumerate(text) if place == 0 or not _joins_previous(char)]
    return [*bounds, len(text)]


def _joins_previous(char: str) -> bool:
    if char < "\u0300":
        return False
    return (
        unicodedata.category(char)[0] == "M" or unicodedata.combining(char) != 0 or ord(char) in _HANGUL_TAILS
    )
