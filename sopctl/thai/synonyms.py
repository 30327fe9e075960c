"""Words that stand for each other, and the questions that ask the same with the others.

A file of them has one group a line, read as a dictionary is (``#`` begins a comment): ``CPR = ปั๊มหัวใจ =
การช่วยฟื้นคืนชีพ``. What stands before a ``>`` also asks for what stands after it, and not the other way
round: ``ไวรัส > มัลแวร์``, as who writes of มัลแวร์ does not mean ไวรัสตับอักเสบ.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, product
from typing import NamedTuple

from sopctl.resources import asset
from sopctl.thai.telling import SAY_NOTHING
from sopctl.thai.text import fold
from sopctl.thai.words import Words, read_entries

_PLAIN = 6  # Thai letters from which a word is itself wherever it stands
_ASKED = 3  # words of one question that are exchanged
_EDGE = "a-z0-9_/-"  # SOP is no word of SOP-IT-001
_WITHIN = "[ะ-ฺๅ็-๎]"  # what never begins a word
_LATIN = "[\\x00-\\x7f]"
# Asked once around all words: an assertion for each word takes the longer to compile.
_BEGIN = f"(?:(?!{_LATIN})|(?<![{_EDGE}]))"
_END = f"(?:(?<={_LATIN})(?![{_EDGE}])|(?<!{_LATIN})(?!{_WITHIN}))"


class Group(NamedTuple):
    """Words that ask for each other, and words that they ask for beside."""

    words: tuple[str, ...]
    beside: tuple[str, ...] = ()


class _Place(NamedTuple):
    start: int
    end: int
    word: str


def read_groups(text: str) -> list[Group]:
    """The groups of a file. Raises ValueError, with the line, for one that has no two words."""
    groups = []
    for line in read_entries(text):
        parts = [[word.strip() for word in part.split("=")] for part in line.split(">")]
        every = [fold(word) for part in parts for word in part]
        if len(parts) > 2 or len(set(every)) < 2 or "" in every:
            raise ValueError(line)
        groups.append(Group(tuple(parts[0]), tuple(parts[1]) if parts[1:] else ()))
    return groups


@dataclass(frozen=True)
class Synonyms:
    """Each word, folded, with the words that it also asks for, as they are written."""

    of: Mapping[str, tuple[str, ...]]

    @classmethod
    @cache
    def packaged(cls) -> Synonyms:
        """The list that travels with the program."""
        return cls({}).extended(read_groups(asset("words", "synonyms.txt").read_text("utf-8")))

    def extended(self, groups: Iterable[Group]) -> Synonyms:
        """These and more; a word of several groups asks for the words of all."""
        known = {word: list(others) for word, others in self.of.items()}
        for words, beside in groups:
            forms = {word: fold(word) for word in (*words, *beside)}
            for word in words:
                mine = known.setdefault(forms[word], [])
                mine += [each for each, form in forms.items() if each not in mine and form != forms[word]]
        return Synonyms({word: tuple(others) for word, others in known.items()})

    def asking(self, question: str) -> Asking | None:
        """What a question asks for beside its own words; None when no word of it is in a group."""
        plain = fold(question)
        found = [_Place(*match.span(), match[0]) for match in self._pattern.finditer(plain)]
        found = [place for place in found if place.word not in SAY_NOTHING or place.word == plain]
        if found and not all(map(_sure, found)):
            ends = {0, *accumulate(map(len, Words.default().segment(plain)))}
            found = [place for place in found if _sure(place) or {place.start, place.end} <= ends]
        places = tuple((place, self._others(place.word, plain)) for place in found[:_ASKED])
        return Asking(plain, places) if any(others for _, others in places) else None

    def _others(self, word: str, plain: str) -> tuple[str, ...]:
        """What is not found anyway: no longer form of the word, and within a question no shorter one."""
        folded = ((other, fold(other)) for other in self.of[word])
        return tuple(
            other for other, form in folded if word not in form and (word == plain or form not in word)
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.of, key=lambda word: (-len(word), word))
        if not longest_first:
            return re.compile(r"(?!)")
        return re.compile(f"{_BEGIN}(?:{'|'.join(map(re.escape, longest_first))}){_END}")


@dataclass(frozen=True)
class Asking:
    """A folded question, and what may stand in places of it."""

    plain: str
    places: tuple[tuple[_Place, tuple[str, ...]], ...]

    @property
    def others(self) -> frozenset[str]:
        """Every other word that may stand there."""
        return frozenset(word for _, others in self.places for word in others)

    @property
    def all_of_it(self) -> bool:
        """Whether the question is one word, which has others."""
        return self.places[0][0].word == self.plain

    def questions(self, words: Collection[str]) -> list[str]:
        """The same question with others of these ``words``, those with the fewest exchanged first."""
        choices = [[place.word, *(word for word in others if word in words)] for place, others in self.places]
        made = list[tuple[int, int, str]]()
        for chosen in product(*map(enumerate, choices)):
            which = [at for at, _ in chosen]
            question = self._exchanged([word for _, word in chosen])
            made.append((sum(map(bool, which)), sum(which), question))
        return list(dict.fromkeys(question for exchanged, _, question in sorted(made) if exchanged))

    def _exchanged(self, words: Sequence[str]) -> str:
        made, last = "", 0
        for (place, _), word in zip(self.places, words, strict=True):
            made += self.plain[last : place.start] + word
            last = place.end
        return made + self.plain[last:]


def _sure(place: _Place) -> bool:
    """Whether a word needs no look at the words around it; Latin ones were found with their edges."""
    return place.word.isascii() or len(place.word) >= _PLAIN
