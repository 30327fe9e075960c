"""The fixed, named list of repairs that imported Thai text receives, each reported to the author.

Only spellings that look the same, or cannot be read otherwise, are repaired. NFC, never NFKC: NFKC splits
SARA AM (ำ). No general normaliser: those merge words ("มา า") and drop blank lines.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import is_normalized

from sopctl.thai.lazy import Lazy
from sopctl.thai.traced import Change, Traced


class RepairCode(StrEnum):
    """The name of one kind of repair."""

    NFC = "nfc"
    ZERO_WIDTH = "zero-width"
    SOFT_HYPHEN = "soft-hyphen"
    DIRECTION_MARK = "direction-mark"
    SARA_AM = "sara-am"
    SARA_AE = "sara-ae"
    MARK_ORDER = "mark-order"
    DOUBLED_MARK = "doubled-mark"


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair: its kind, the offset in the text as given, what stood there and what stands there now."""

    code: RepairCode
    offset: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text with the repairs made, in the order of their places."""

    text: str
    repairs: tuple[Repair, ...]


_Step = tuple[RepairCode, Lazy, Callable[[re.Match[str]], str]]


def _nothing(_: re.Match[str]) -> str:
    return ""


def _tones_last(marks: str) -> str:
    return "".join(sorted(marks, key=lambda mark: mark >= "\u0e48"))


def _tones_first(marks: str) -> str:
    return "".join(sorted(marks, key=lambda mark: mark == "\u0e33"))


THAI_STEPS: tuple[_Step, ...] = (
    # A mark typed twice is drawn once on top of itself.
    (RepairCode.DOUBLED_MARK, Lazy("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+"), lambda m: m[1]),
    (RepairCode.SARA_AE, Lazy("เเ"), lambda _: "แ"),
    # NIKHAHIT + SARA AA, the tone mark on either side, is what SARA AM decomposes to.
    (RepairCode.SARA_AM, Lazy("\u0e4d([\u0e48-\u0e4b]?)\u0e32"), lambda m: m[1] + "\u0e33"),
    (RepairCode.SARA_AM, Lazy("([\u0e48-\u0e4b])\u0e4d\u0e32"), lambda m: m[1] + "\u0e33"),
    # Typed order is consonant, vowel, tone; NFC orders only the vowels below. Whole runs at once, because
    # swapping neighbours takes forever on a long run.
    (RepairCode.MARK_ORDER, Lazy("[\u0e31\u0e34-\u0e39\u0e48-\u0e4c]{2,}"), lambda m: _tones_last(m[0])),
    (RepairCode.MARK_ORDER, Lazy("[\u0e33\u0e48-\u0e4b]{2,}"), lambda m: _tones_first(m[0])),
)
_INVISIBLE_STEPS: tuple[_Step, ...] = (
    (RepairCode.ZERO_WIDTH, Lazy("[\u200b-\u200d\u2060\ufeff]+"), _nothing),
    (RepairCode.SOFT_HYPHEN, Lazy("\u00ad+"), _nothing),
    (RepairCode.DIRECTION_MARK, Lazy("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+"), _nothing),
)
# What any step above looks for, so that clean text, nearly all of it, is passed through at once.
_SUSPECT = Lazy(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    "|([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1|เเ|\u0e4d[\u0e48-\u0e4b]?\u0e32|[\u0e48-\u0e4b]\u0e4d\u0e32"
    "|[\u0e48-\u0e4c][\u0e31\u0e34-\u0e39]|\u0e33[\u0e48-\u0e4b]"
)


def needs_repair(text: str) -> bool:
    """Whether `repair` would change ``text``."""
    return _SUSPECT.compiled.search(text) is not None or not is_normalized("NFC", text)


def repair(text: str) -> Repaired:
    """Repair ``text`` and tell each repair; any string is accepted, and repairing twice changes nothing
    more.
    """
    if not needs_repair(text):
        return Repaired(text, ())
    traced, repairs = repair_traced(Traced.of(text))
    return Repaired(traced.text, tuple(sorted(repairs, key=lambda one: one.offset)))


def repair_traced(traced: Traced) -> tuple[Traced, list[Repair]]:
    """`repair` for a text that already has a source; gives the repairs in the order they were made."""
    repairs: list[Repair] = []
    if not needs_repair(traced.text):
        return traced, repairs
    for code, pattern, make in _INVISIBLE_STEPS:
        traced, changes = traced.sub(pattern.compiled, make)
        repairs += _named(code, changes)
    while True:  # a repair can bring two characters together that need the next one
        before = traced
        traced, changes = traced.nfc()
        repairs += _named(RepairCode.NFC, changes)
        for code, pattern, make in THAI_STEPS:
            traced, changes = traced.sub(pattern.compiled, make)
            repairs += _named(code, changes)
        if traced is before:
            return traced, repairs


def _named(code: RepairCode, changes: list[Change]) -> list[Repair]:
    return [Repair(code, change.offset, change.before, change.after) for change in changes]
