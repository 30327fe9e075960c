"""The dictionary segmenter: runs of Thai letters into the fewest words.

The rule is that of ``newmm`` (PyThaiNLP): of all ways to cut a run into words of the dictionary the one with
the fewest words, the shorter word first where several have as few; letters that no word covers are one word,
up to the next place where a word of more than two consonants begins. On correct text both give the same
words. All words that stand anywhere in a run are found in one pass (Aho and Corasick, "Efficient string
matching", CACM 18, 1975).
"""

from collections.abc import Callable, Collection, Iterator
from threading import Lock
from typing import NamedTuple

from sopctl.thai.lazy import Lazy

Find = Callable[[str], Iterator[tuple[int, int]]]

_FOLLOWING = frozenset(map(chr, (*range(0x0E30, 0x0E3B), 0x0E45, *range(0x0E47, 0x0E4F))))
_LEADING = frozenset("เแโใไ")
_TONES = frozenset("่้๊๋")
# After mai han akat its syllable's last consonant must come.
_UNFINISHED = _LEADING | {"ั"}
_SHORT = Lazy("[ก-ฮ]{0,2}")


class Segmenter:
    """Cuts runs of Thai letters into words of one dictionary; loaded on first use, safe in threads.

    A loaded dictionary of 60,000 words takes 12 MB, for as long as the segmenter lives.
    """

    def __init__(self, entries: Collection[str]) -> None:
        self._entries = entries
        self._loading = Lock()
        self._loaded: Find | None = None

    def cut(self, run: str) -> list[str]:
        """The words of ``run``, whose concatenation is ``run``."""
        return self._cut(run, _first_reading)

    def firm(self, run: str) -> list[str]:
        """``run`` cut only where every way to read it in the fewest words ends a word.

        ตากลม, which reads as ตา กลม and as ตาก ลม, is one piece.
        """
        return self._cut(run, _all_readings)

    def _cut(self, run: str, read: Callable[["Matches"], list[int]]) -> list[str]:
        matches = self._matches(run)
        ends = read(matches)
        if not ends:
            for known, start, end in _stretches(matches):
                part = self._matches(run[start:end]) if known else None
                ends += [start + place for place in read(part)] if part else [end]
        return [run[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _matches(self, run: str) -> "Matches":
        find = self._loaded or self._load()
        return Matches(run, list(find(run)))

    def _load(self) -> Find:
        from ahocorasick import STORE_LENGTH, Automaton  # noqa: PLC0415 - not before a word is asked for

        with self._loading:
            if self._loaded is None:
                automaton = Automaton(STORE_LENGTH)
                for entry in self._entries:
                    # What tears clusters is no word; so no cut between two words ever does.
                    if entry[0] not in _FOLLOWING and entry[-1] not in _LEADING:
                        automaton.add_word(entry)
                automaton.make_automaton()
                self._loaded = automaton.iter if len(automaton) else _no_words
            return self._loaded


def _no_words(_: str) -> Iterator[tuple[int, int]]:
    return iter(())


class Matches(NamedTuple):
    """The words that stand in a run: the place of the last letter and the length of each, ends ascending."""

    run: str
    found: list[tuple[int, int]]


def _ways(matches: Matches) -> tuple[int, list[list[int]]]:
    """The fewest words that cover a run, and for each place where a first word of them ends, longest first.

    More words than letters: none cover it.
    """
    length = len(matches.run)
    left = [length + 1] * length + [0]  # the fewest words from each place to the end
    nexts: list[list[int]] = [[]] * length
    for last, size in reversed(matches.found):
        end = last + 1
        start, words = end - size, left[end] + 1
        if words < left[start]:
            left[start] = words
            nexts[start] = [end]
        elif words == left[start]:
            nexts[start].append(end)
    return left[0], nexts


def _first_reading(matches: Matches) -> list[int]:
    """Where the words of a run end; nothing when words do not cover it."""
    fewest, nexts = _ways(matches)
    if fewest > len(matches.run):
        return []
    ends, place = [], 0
    for _ in range(fewest):
        place = nexts[place][-1]
        ends.append(place)
    return ends


def _all_readings(matches: Matches) -> list[int]:
    """Where a word ends in every way to read a run in the fewest words; nothing when there is none."""
    fewest, nexts = _ways(matches)
    if fewest > len(matches.run):
        return []
    ends, places = [], [0]
    for _ in range(fewest):
        # After each number of words every way stands somewhere: a line may end where all stand together.
        places = nexts[places[0]] if len(places) == 1 else list({e for at in places for e in nexts[at]})
        if len(places) == 1:
            ends += places
    return ends


def _stretches(matches: Matches) -> Iterator[tuple[bool, int, int]]:
    """A run that words do not cover, in turns: whether words cover a stretch, its start, its end."""
    run = matches.run
    ends: dict[int, list[int]] = {}
    for last, size in matches.found:
        if _may_cut(run, last + 1):
            ends.setdefault(last + 1 - size, []).append(last + 1)
    start = 0
    while start < len(run):
        reached, end, place = {start}, start, start
        while place <= end:
            if place in reached:
                reached.update(ends.get(place, ()))
                end = max(end, *ends.get(place, (end,)))
            place += 1
        if end > start:
            yield True, start, end
        start = next((at for at in range(end + 1, len(run)) if _word_begins(run, at, ends)), len(run))
        if end < start:
            yield False, end, start


def _may_cut(run: str, place: int) -> bool:
    if place == len(run):
        return True
    before = run[place - 1]
    if before in _TONES and place > 1:
        before = run[place - 2]
    return run[place] not in _FOLLOWING and before not in _UNFINISHED


def _word_begins(run: str, place: int, ends: dict[int, list[int]]) -> bool:
    """Whether a word of more than two consonants begins here: less is found in any unknown word."""
    return (
        place in ends
        and _may_cut(run, place)
        and not all(_SHORT.compiled.fullmatch(run, place, end) for end in ends[place])
    )
