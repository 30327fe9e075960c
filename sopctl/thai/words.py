"""Thai words by dictionary, and the places where a line may end.

The words come from PyThaiNLP's list (CC0) and a hospital dictionary; the search for the fewest, longest
words over Thai character clusters is nlpo3's ``newmm``. Everything else in a text (Latin words, numbers,
codes, addresses) is cut here, so that nothing but Thai ever reaches the segmenter.
"""

import re
from collections.abc import Callable, Iterable
from threading import Lock

from sopctl.thai.breaks import pieces_of
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
_SIMPLE = Lazy("[\x00-\u02ff\u0e01-\u0e5b]*")
_FOLLOWING = frozenset(map(chr, (*range(0x0E30, 0x0E3B), 0x0E45, *range(0x0E47, 0x0E4F))))
_LEADING = frozenset("เแโใไ")
_MARK = "\x1f"
_LONGEST_SHORT = 10  # words and points of an abbreviation
_REMEMBERED = 100_000  # pairs of neighbours

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
        self._doubtful: dict[tuple[str, str], bool] = {}  # what `_doubt` answered; the answers never change
        self._begins = _Places(lambda word: [at for at in range(1, len(word)) if word[:at] in thai])
        self._ends = _Places(lambda word: [at for at in range(1, len(word)) if word[at:] in thai])

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
        if self._whole is None:
            words = self._cut(text)
        else:
            words, place = [], 0
            for found in self._whole.finditer(text):
                words += self._cut(text[place : found.start()])
                words.append(found[0])
                place = found.end()
            words += self._cut(text[place:])
        return words if _SIMPLE.compiled.fullmatch(text) else _mended(words, text)

    def pieces(self, text: str) -> list[str]:
        """``text`` cut where a line may end; a piece keeps its trailing spaces, and all together are
        ``text``.

        Never before ๆ ฯ ) % / or a closing quote, never inside a word, a number, a code, an address or a
        cluster; nor between two words that read as other words when they are taken together, as ตัว and
        เลขที่ do in ตัวเลขที่: whichever reading is meant, no word is torn.
        """
        if _MARK not in text:
            return pieces_of(self._firm(self.segment(text))) if text else []
        parts = [self.pieces(part) for part in text.split(_MARK)]
        for part in parts[:-1]:
            part.append(_MARK)
        return [piece for part in parts for piece in part]

    def _firm(self, words: list[str]) -> list[str]:
        """Put together neighbours whose letters also read as other words of the dictionary."""
        firm, last = words[:1], words[0]
        for word in words[1:]:
            pair = (last, word)
            doubtful = self._doubtful.get(pair)
            if doubtful is None:
                doubtful = self._doubt(pair)
            if doubtful:
                firm[-1] += word
            else:
                firm.append(word)
            last = word
        return firm

    def _doubt(self, pair: tuple[str, str]) -> bool:
        first, second = pair
        thai = self._thai
        doubtful = first + second in thai
        if not doubtful:
            # Loops: a generator each would take longer than what it does.
            for place in self._begins[first]:
                if first[place:] + second in thai:
                    doubtful = True
            for place in self._ends[second]:
                if first + second[:place] in thai:
                    doubtful = True
        if len(self._doubtful) > _REMEMBERED:
            self._doubtful.clear()
        self._doubtful[pair] = doubtful
        return doubtful

    def _cut(self, text: str) -> list[str]:
        words: list[str] = []
        place = 0
        for found in _TOKEN.compiled.finditer(text):
            if found.start() > place:
                words += clusters(text[place : found.start()])
            if found.lastgroup == "thai":
                words += self._cut_run(found[0])
            else:
                words.append(found[0])
            place = found.end()
        if place < len(text):
            words += clusters(text[place:])
        return words

    def _cut_run(self, run: str) -> list[str]:
        if "." not in run:
            return _whole_clusters(self._segmenter.cut(run))
        words: list[str] = []
        for part in run.split("."):
            words += [*_whole_clusters(self._segmenter.cut(part)), "."] if part else ["."]
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


class _Places(dict[str, list[int]]):
    """Where a shorter word ends or begins inside a word, worked out once for each."""

    def __init__(self, work_out: Callable[[str], list[int]]) -> None:
        self._work_out = work_out

    def __missing__(self, word: str) -> list[int]:
        if len(self) > _REMEMBERED:
            self.clear()
        places = self[word] = self._work_out(word)
        return places


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
    edge = f"{_LATIN}0-9๐-๙"
    parts = (
        ("" if not re.match(f"[{edge}]", entry) else f"(?<![{edge}])")
        + re.escape(entry)
        + ("" if not re.search(f"[{edge}]\\Z", entry) else f"(?![{edge}])")
        for entry in longest_first
    )
    # The set of first letters lets the search pass over nearly every place at once.
    first = "".join(
        sorted({re.escape(one) for entry in entries for one in entry[0].lower() + entry[0].upper()})
    )
    return re.compile(f"(?=[{first}])(?i:{'|'.join(parts)})")


def _whole_clusters(words: list[str]) -> list[str]:
    """Put together what the segmenter cut inside a cluster, which it does in misspelt words."""
    starts, ends = {word[0] for word in words}, {word[-1] for word in words}
    if _FOLLOWING.isdisjoint(starts) and _LEADING.isdisjoint(ends):
        return words
    whole: list[str] = []
    for word in words:
        if whole and (word[0] in _FOLLOWING or whole[-1][-1] in _LEADING):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


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
