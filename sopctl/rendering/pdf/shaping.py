"""Rich text to shaped text: measured text with the places where a line may end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple, Protocol
from unicodedata import is_normalized, normalize

from sopctl.content.blocks import RichText, Span
from sopctl.rendering.fonts import INVISIBLE, FontFile
from sopctl.rendering.pdf.face import Face
from sopctl.rendering.pdf.faces import Fonts
from sopctl.rendering.pdf.tokens import source_of, tokens_of

_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE)) | {ord("\t"): " ", ord("\r"): None}
_CLEAN = frozenset(map(chr, _INVISIBLE))
RAISED_SCALE, RAISE, LOWER = 0.65, 330.0, -160.0
_MONO_SCALE = 0.9


class Words(Protocol):
    """Where a Thai line may end: ``sopctl.thai.words.Words``, as the renderer needs it."""

    def pieces(self, text: str) -> list[str]:
        """``text`` cut where a line may end; joined, the pieces are ``text``."""
        ...

    def stretches(self, text: str) -> list[str]:
        """``text`` cut where a line may end whatever its words are; their pieces are those of ``text``."""
        ...

    def likely_pieces(self, text: str) -> list[str]:
        """As ``pieces``, and cut too where its letters read as other words as well, as they likely read."""
        ...


@dataclass(frozen=True, slots=True)
class Dress:
    """How a stretch of text is drawn.

    ``scale`` is relative to the paragraph's size, ``rise`` in 1/1000 em of it. ``href`` and ``note`` as in
    ``Span``.
    """

    face: Face
    scale: float = 1.0
    rise: float = 0.0
    href: str | None = None
    note: str | None = None
    struck: bool = False


class Run(NamedTuple):
    """A stretch of text in one dress, from an offset on."""

    start: int
    dress: Dress


class Line(NamedTuple):
    """A line as offsets in the text. ``end`` leaves the trailing spaces out, ``stop`` keeps them.

    ``width`` in 1/1000 em; ``forced``: a line that the author ended.
    """

    start: int
    end: int
    stop: int
    width: float
    forced: bool = False


@dataclass(slots=True)
class Shaped:
    """A paragraph's text, measured in 1/1000 em.

    ``source`` is the text itself, without the line ends of the author. ``ends`` lists the offset behind each
    piece, ``breaks`` the pieces that end a line by force. ``widths`` has the width of each character, that
    of a cluster at its first; a text of common characters in one face has its bytes as ``data`` instead.
    ``simple``: one run without link, note, rise or strike.

    A piece is either what no line may end in, or a stretch whose words were not looked for yet: its source
    is then in ``uncut``. Most lines hold stretches whole, and looking for words takes longer than anything
    else that is done to a text. ``lines`` are those that it was last broken into, at ``limits``.
    """

    source: str
    runs: list[Run]
    ends: list[int]
    widths: list[float] = field(default_factory=list)
    data: bytes = b""
    breaks: list[int] = field(default_factory=list)
    notes: bool = False
    simple: bool = True
    uncut: list[str] = field(default_factory=list)
    words: Words | None = None
    limits: tuple[float, float] = (0.0, 0.0)
    lines: list[Line] = field(default_factory=list)

    @property
    def width(self) -> float:
        """The width on an endless line, in 1/1000 em."""
        return self.between(0, self.bare(0, len(self.source)))

    def between(self, start: int, end: int) -> float:
        """The width of a part, in 1/1000 em."""
        if self.data:
            return self.runs[0].dress.face.ruler.width(self.data[start:end])
        return sum(self.widths[start:end])

    def widths_of(self, start: int, end: int) -> Iterable[float]:
        """The width of each character of a part, in 1/1000 em."""
        if self.data:
            return map(self.runs[0].dress.face.ruler.widths.__getitem__, self.data[start:end])
        return self.widths[start:end]

    def bare(self, start: int, end: int) -> int:
        """Where a part ends without the spaces behind it."""
        while end > start and self.source[end - 1] == " ":
            end -= 1
        return end

    def divide(self, piece: int) -> int:
        """Cut a piece into its words, if it is a stretch; how many pieces it is now.

        This changes what is known of the text, never where its lines end.
        """
        if self.words is None or not self.uncut or not self.uncut[piece]:
            return 1
        lengths = map(len, self.words.pieces(self.uncut[piece]))
        ends = list(accumulate(lengths, initial=self.ends[piece - 1] if piece else 0))[1:]
        self.ends[piece : piece + 1] = ends
        self.uncut[piece : piece + 1] = [""] * len(ends)
        return len(ends)

    def last_word(self, start: int, end: int, fit: int) -> int:
        """Within a piece of several words: behind the last that ends by ``fit``, 0 when none does.

        Where letters read as other words too no line ends, unless the column is narrower than all of them.
        """
        found, at = 0, start
        for word in self.words.likely_pieces(self.source[start:end]) if self.words else ():
            at += len(word)
            if at >= end or self.bare(start, at) > fit:
                break
            found = at
        return found

    def widest(self, least: float = 0.0) -> float:
        """The width of the widest piece that no line may end in, in 1/1000 em; ``least`` if none is wider."""
        for piece in range(len(self.ends) - 1, -1, -1):
            if self._piece_width(piece) > least:
                last = piece + self.divide(piece)
                least = max(least, *map(self._piece_width, range(piece, last)))
        return least

    def _piece_width(self, piece: int) -> float:
        start = self.ends[piece - 1] if piece else 0
        return self.between(start, self.bare(start, self.ends[piece]))


class Shaper:
    """Shapes the text of one copy. ``note_mark`` gives the mark of a footnote, by its key."""

    def __init__(self, fonts: Fonts, words: Words, note_mark: Callable[[str], str]) -> None:
        self.fonts = fonts
        self._words = words
        self._note_mark = note_mark
        self._runs: dict[Face, list[Run]] = {}

    def plain(self, text: str, *, bold: bool = False, italic: bool = False) -> Shaped:
        """Shape text in one style. ``\\n`` ends a line. Raises UndrawableError."""
        face = self.fonts.text(bold=bold, italic=italic)
        data = face.ruler.read(text)
        if data and is_normalized("NFC", text):
            return self._common(text, face, data)
        return self._mixed([(0, Dress(face))], clean(text))

    def rich(self, text: RichText, *, bold: bool = False, italic: bool = False) -> Shaped:
        """Shape rich text over a base style. Raises UndrawableError."""
        if _alike(text):
            span = text[0]
            whole = span.text if len(text) == 1 else "".join([each.text for each in text])
            return self.plain(whole, bold=bold or span.bold, italic=italic or span.italic)
        plain, dresses = "", []
        for span in text:
            part = clean(span.text) if span.note is None else self._note_mark(span.note)
            if part:
                dresses.append((len(plain), self._dress(span, bold, italic)))
                plain += part
        return self._mixed(dresses, plain)

    def _common(self, text: str, face: Face, data: bytes) -> Shaped:
        """Shaped text of common characters, whose words are looked for where a line ends."""
        stretches = self._words.stretches(text)
        ends = list(accumulate(map(len, stretches)))
        runs = self._runs.get(face)
        if runs is None:
            runs = self._runs[face] = [Run(0, Dress(face))]
        return Shaped(text, runs, ends, data=data, uncut=stretches, words=self._words)

    def code(self, text: str) -> Shaped:
        """Shape one line of code in the fixed-width face, cut after spaces only."""
        text = clean(text)
        cuts: list[str] = []
        for word in text.split(" "):
            cuts += [" ", word] if cuts else [word]
        return self._mixed([(0, Dress(self.fonts.face(FontFile.MONO)))], text, [cut for cut in cuts if cut])

    def _dress(self, span: Span, bold: bool, italic: bool) -> Dress:
        if span.code:
            dress = Dress(self.fonts.face(FontFile.MONO), _MONO_SCALE)
        else:
            dress = Dress(self.fonts.text(bold=bold or span.bold, italic=italic or span.italic))
        if span.raised or span.note is not None:
            dress = replace(dress, scale=dress.scale * RAISED_SCALE, rise=RAISE)
        elif span.lowered:
            dress = replace(dress, scale=dress.scale * RAISED_SCALE, rise=LOWER)
        if span.href or span.note or span.struck:
            dress = replace(dress, href=span.href, note=span.note, struck=span.struck)
        return dress

    def _mixed(self, dresses: list[tuple[int, Dress]], text: str, cuts: list[str] | None = None) -> Shaped:
        """Several dresses: each piece is measured part by part, with a fallback face where one is needed."""
        breaks: list[int] = []
        if cuts is None:
            cuts, breaks = self._cut(text, {at for at, dress in dresses if dress.note is not None})
            return _assemble(self._faced(dresses, text), cuts, breaks, self._words)
        return _assemble(self._faced(dresses, text), cuts, breaks)

    def _cut(self, text: str, glued: set[int]) -> tuple[list[str], list[int]]:
        """Pieces, and those that end a line by force; a footnote mark stays with the word before it."""
        cuts: list[str] = []
        breaks: list[int] = []
        at = 0
        for number, line in enumerate(text.split("\n")):
            if number:
                at += 1
                if not cuts or cuts[-1].endswith("\n"):
                    cuts.append("")  # an empty line
                cuts[-1] += "\n"
                breaks.append(len(cuts) - 1)
            for piece in self._words.pieces(line) if line else ():
                if at in glued and cuts and not cuts[-1].endswith("\n"):
                    cuts[-1] += piece
                else:
                    cuts.append(piece)
                at += len(piece)
        return cuts, breaks

    def _faced(self, dresses: list[tuple[int, Dress]], text: str) -> list[tuple[int, Dress]]:
        """Dresses divided where a character needs a fallback face. Offsets are in the source text."""
        out: list[tuple[int, Dress]] = []
        for k, (start, dress) in enumerate(dresses):
            end = dresses[k + 1][0] if k + 1 < len(dresses) else len(text)
            part = text[start:end].replace("\n", " ")
            if dress.face.characters.issuperset(part):
                out.append((start, dress))
                continue
            current: Face | None = None
            for offset, character in enumerate(part):
                face = self.fonts.holding(character, dress.face)
                if face is not current:
                    scale = (
                        dress.scale / _MONO_SCALE
                        if face is not dress.face and _is_mono(dress)
                        else dress.scale
                    )
                    out.append((start + offset, replace(dress, face=face, scale=scale)))
                    current = face
        return out


def clean(text: str) -> str:
    """NFC without the characters that have no shape; tabs become spaces."""
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return text if _CLEAN.isdisjoint(text) else text.translate(_INVISIBLE)


def _is_mono(dress: Dress) -> bool:
    return "Mono" in dress.face.name


def _alike(text: RichText) -> bool:
    """Whether a text is in one style without marks, so that it can be shaped whole."""
    if not text or not all(map(_bare, text)):
        return False
    first = text[0]
    return len(text) == 1 or all(span.bold is first.bold and span.italic is first.italic for span in text)


def _bare(span: Span) -> bool:
    return not (span.code or span.struck or span.raised or span.lowered or span.href or span.note)


def _assemble(
    marks: list[tuple[int, Dress]], cuts: list[str], breaks: list[int], words: Words | None = None
) -> Shaped:
    """Shaped text of pieces that may each cross several dresses."""
    runs: list[Run] = []
    ends: list[int] = []
    widths: list[float] = []
    parts: list[str] = []
    at, k = 0, -1
    for piece in cuts:
        end = at + len(piece)
        while at < end:
            if k + 1 < len(marks) and marks[k + 1][0] <= at:
                k += 1
                runs.append(Run(len(widths), marks[k][1]))
            stop = min(end, marks[k + 1][0] if k + 1 < len(marks) else end)
            part, dress = piece[at - end : stop - end or None].replace("\n", ""), marks[k][1]
            parts.append(part)
            for token in tokens_of(part):
                widths.append(dress.face.widths[token] * dress.scale)
                widths += [0.0] * (len(source_of(token)) - 1)
            at = stop
        ends.append(len(widths))
    shaped = Shaped("".join(parts), runs, ends, widths, breaks=breaks, words=words)
    shaped.notes = any(run.dress.note is not None for run in shaped.runs)
    shaped.simple = not shaped.runs or (len(shaped.runs) == 1 and _undecorated(shaped.runs[0].dress))
    return shaped


def _undecorated(dress: Dress) -> bool:
    return dress.href is None and dress.note is None and not dress.struck and not dress.rise


run_start = itemgetter(0)
