"""Thai words by dictionary, and the places where a line may end.

The words come from PyThaiNLP's list (CC0) and a hospital dictionary; the fewest words that cover a run of
Thai letters are found by the segmenter. Everything else in a text (Latin words, numbers, codes, addresses)
is cut here, so that nothing but Thai ever reaches it.
"""

import re
from collections.abc import Callable, Iterable
from itertools import accumulate
from threading import Lock

from sopctl.thai.breaks import after_spaces, pieces_of
from sopctl.thai.clusters import clusters
from sopctl.thai.lazy import Lazy
from sopctl.thai.repairs import repair
from sopctl.thai.segmenter import Segmenter

__all__ = ["Words", "clusters", "read_entries"]

_LETTERS = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_RUN = f"{_LETTERS}+(?:\\.{_LETTERS}+)*\\.?"
_DIGIT = "[0-9๐-๙]"
_LATIN = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff"
_WORD = f"[{_LATIN}][{_LATIN}0-9๐-๙]*"
_TOKEN = Lazy(
    f"(?P<thai>{_RUN})"
    # Bounded, so that no long run of signs is read again from each of its places.
    "|[A-Za-z][A-Za-z0-9+.-]{0,19}://[!#-;=?-~]+"  # address
    "|[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+"  # mail address
    f"|{_WORD}(?:[-_./&'’]+[{_LATIN}0-9๐-๙]+)*"  # Latin word or code
    f"|{_DIGIT}+(?:[-.,:/]{_DIGIT}+)*(?:[-/]?{_WORD}(?:[-/][{_LATIN}0-9๐-๙]+)*)?"  # number, date, 10mg, 5-HT3
    "| +"
)
_ONLY_RUN = Lazy(_RUN)
_PLAIN = Lazy("([ก-ฮะ-ฺเ-ๅ็-๎]+)( *)")  # what most stretches of text are
_SIGN = Lazy("[^ก-๎ .]")
_SIMPLE = Lazy("[\x00-\u02ff\u0e01-\u0e5b]*")
_MARK = "\x1f"
_LONGEST_SHORT = 10  # words and points of an abbreviation

_default_lock = Lock()


class Words:
    """An immutable dictionary that cuts text into words; safe in threads, loaded into memory on first use.

    Make one with `Words.default` and `extended`.
    """

    _default: "Words | None" = None

    def __init__(self, thai: frozenset[str], mixed: frozenset[str] = frozenset()) -> None:
        """``thai``: words of Thai letters; ``mixed``: entries with others in them (HIV/AIDS, วิตามิน B12)."""
        self._thai = thai
        self._mixed = mixed
        self._short = frozenset(word for word in thai if word.endswith("."))
        # A word with a point in it would tear a word at a sentence's end: ทุกคน. is no ทุ กค น.
        self._segmenter = Segmenter(frozenset(word for word in thai if "." not in word))
        self._whole = _any_of(mixed)
        self._with_spaces = _any_of(frozenset(entry for entry in mixed if " " in entry))
        self._told_by_signs = all(map(_SIGN.compiled.search, mixed))

    @classmethod
    def default(cls) -> "Words":
        """PyThaiNLP's words and the hospital dictionary that travels with the program, read once per process.

        Raises `ResourceMissingError` when a list is absent.
        """
        from sopctl.resources import asset  # noqa: PLC0415 - paths are not needed to import the program

        with _default_lock:
            if cls._default is None:
                common = asset("words", "thai.txt").read_text(encoding="utf-8").split("\n")
                hospital = read_entries(asset("words", "hospital.txt").read_text(encoding="utf-8"))
                # The common list holds sayings with spaces; they are no words of a document.
                thai = set(filter(_ONLY_RUN.compiled.fullmatch, [*common, *hospital]))
                cls._default = cls(frozenset(thai), frozenset(hospital) - thai)
            return cls._default

    def extended(self, entries: Iterable[str]) -> "Words":
        """A dictionary with ``entries`` added: repaired as imported text is, blank ones left out."""
        added = {repair(entry).text.strip() for entry in entries}
        added.discard("")
        thai = frozenset(filter(_ONLY_RUN.compiled.fullmatch, added))
        if thai <= self._thai and added - thai <= self._mixed:
            return self
        return Words(self._thai | thai, self._mixed | (added - thai))

    def segment(self, text: str) -> list[str]:
        """The words of ``text``, spaces and signs among them; their concatenation is ``text``, whatever
        it holds.

        A run of spaces is one item, so is a Latin word, a number, a code, a date in figures, an address.
        No item ends inside a cluster.
        """
        return self._items(text, self._segmenter.cut)

    def pieces(self, text: str) -> list[str]:
        """``text`` cut where a line may end; a piece keeps its trailing spaces, and all together are
        ``text``.

        Never before ๆ ฯ ) % / or a closing quote, never inside a word, a number, a code, an address or a
        cluster; nor where the letters also read as other words, as those of ตัว and เลขที่ do in ตัวเลขที่:
        whichever reading is meant, no word is torn.
        """
        if plain := _PLAIN.compiled.fullmatch(text):
            run, spaces = plain.groups()
            pieces = self._segmenter.firm(run)
            pieces[-1] += spaces
            return pieces
        if _MARK not in text:
            return pieces_of(self._items(text, self._segmenter.firm)) if text else []
        parts = [self.pieces(part) for part in text.split(_MARK)]
        for part in parts[:-1]:
            part.append(_MARK)
        return [piece for part in parts for piece in part]

    def likely_pieces(self, text: str) -> list[str]:
        """As ``pieces``, and cut too where the letters also read as other words: as ``segment`` reads them.

        For a place too narrow for what ``pieces`` keeps together.
        """
        return pieces_of(self.segment(text)) if text else []

    def stretches(self, text: str) -> list[str]:
        """``text`` cut after those spaces where a line may end whatever the words are.

        The pieces of the stretches are the pieces of the text; a line that holds whole stretches needs no
        words.
        """
        parts = after_spaces(text)
        if len(parts) == 1 or self._with_spaces is None or self._tells_of_none(text):
            return parts
        inside = [found.span() for found in self._with_spaces.finditer(text)]
        if not inside:
            return parts
        ends = [end for end in accumulate(map(len, parts)) if not any(a < end < b for a, b in inside)]
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _tells_of_none(self, text: str) -> bool:
        """Whether a text without signs can hold no mixed entry, and this is one."""
        return self._told_by_signs and not _SIGN.compiled.search(text)

    def _items(self, text: str, cut_run: Callable[[str], list[str]]) -> list[str]:
        """``text`` as words and signs, its runs of Thai letters cut by ``cut_run``."""
        if self._whole is None or self._tells_of_none(text):
            words = self._cut(text, cut_run)
        else:
            words, place = [], 0
            for found in self._whole.finditer(text):
                words += self._cut(text[place : found.start()], cut_run)
                words.append(found[0])
                place = found.end()
            words += self._cut(text[place:], cut_run)
        return words if _SIMPLE.compiled.fullmatch(text) else _mended(words, text)

    def _cut(self, text: str, cut_run: Callable[[str], list[str]]) -> list[str]:
        words: list[str] = []
        place = 0
        for found in _TOKEN.compiled.finditer(text):
            if found.start() > place:
                words += clusters(text[place : found.start()])
            if found.lastgroup == "thai":
                words += self._cut_run(found[0], cut_run)
            else:
                words.append(found[0])
            place = found.end()
        if place < len(text):
            words += clusters(text[place:])
        return words

    def _cut_run(self, run: str, cut_run: Callable[[str], list[str]]) -> list[str]:
        if "." not in run:
            return cut_run(run)
        words: list[str] = []
        for part in run.split("."):
            words += [*cut_run(part), "."] if part else ["."]
        words.pop()
        return self._with_short_forms(words)

    def _with_short_forms(self, words: list[str]) -> list[str]:
        """Put together the abbreviations among ``words``, the longest at each place."""
        joined: list[str] = []
        place = 0
        while place < len(words):
            end = next(
                (
                    end
                    for end in range(min(place + _LONGEST_SHORT, len(words)), place + 1, -1)
                    if words[end - 1] == "." and "".join(words[place:end]) in self._short
                ),
                place + 1,
            )
            joined.append("".join(words[place:end]))
            place = end
        return joined


def read_entries(text: str) -> list[str]:
    """The entries of a dictionary file: one a line, ``#`` begins a comment, blank lines count nothing."""
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _any_of(entries: frozenset[str]) -> re.Pattern[str] | None:
    """A pattern that finds the longest of ``entries``, whatever their case, not inside a Latin word or
    number.
    """
    if not entries:
        return None
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    edge = f"[{_LATIN}0-9๐-๙]"
    begin, end = f"(?:(?!{edge})|(?<!{edge}))", f"(?:(?<!{edge})|(?!{edge}))"
    entry = "|".join(map(re.escape, longest_first))
    # The set of first letters lets the search pass over nearly every place at once.
    first = "".join(
        sorted({re.escape(one) for entry in entries for one in entry[0].lower() + entry[0].upper()})
    )
    return re.compile(f"(?=[{first}]){begin}(?i:{entry}){end}")


def _mended(words: list[str], text: str) -> list[str]:
    """Put together words cut inside a cluster of any script."""
    ends, place = set(), 0
    for cluster in clusters(text):
        place += len(cluster)
        ends.add(place)
    whole, held, place = [], "", 0
    for word in words:
        held += word
        place += len(word)
        if place in ends:
            whole.append(held)
            held = ""
    return whole
