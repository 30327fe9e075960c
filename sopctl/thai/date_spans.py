"""Reading what is built of dates: times, moments and ranges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sopctl.thai.calendar import BANGKOK
from sopctl.thai.date_errors import (
    NotAFullDateError,
    NotARangeError,
    NotATimeError,
    RangeReversedError,
    ThaiDateError,
)
from sopctl.thai.date_reader import Note, ParsedDate, parse, plain
from sopctl.thai.lazy import Lazy

_TIME = Lazy(r"(?:เวลา ?)?(?P<hour>[0-9]{1,2})[.:](?P<minute>[0-9]{2})(?: ?(?:น\.|นาฬิกา))?")
_BETWEEN = Lazy(r" ?(?:[–—]|ถึง(?=วัน| |[0-9])) ?| - |-")
_DAY_AND_REST = Lazy(r"[0-9]{1,2}(?P<rest>\D.*)")
_YEAR_END = Lazy(r"(?:(?:พ\. ?ศ\.|ค\. ?ศ\.|พุทธศักราช) ?)?(?:[0-9]{4}|[0-9]{2})\Z")
_ONLY_DAY = Lazy(r"(?:(?:ระหว่าง|ตั้งแต่|ณ|ลง)? ?วันที่ ?|วัน[ก-๎]{3,9}ที่ ?)?[0-9]{1,2}")
_OPENING = Lazy(r"(?:ระหว่าง|ตั้งแต่) ?(?=วัน|[0-9])")


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """A time of day in Bangkok, with what reading it assumed."""

    time: time
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ParsedMoment:
    """A moment, aware and on Bangkok's clock, with what reading it assumed."""

    moment: datetime
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ParsedRange:
    """A range of days, both included, with what reading it assumed."""

    first: date
    last: date
    notes: tuple[Note, ...]


def parse_time(text: str) -> ParsedTime:
    """Read ``text``, all of it, as a time of day: ``๐๙.๐๕ น.``, ``เวลา 9:05``.

    Raises `NotATimeError` for anything else, 24.00 among it: which day that midnight belongs to cannot be
    told.
    """
    try:
        match = _TIME.compiled.fullmatch(plain(text))
    except NotAFullDateError:
        match = None
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        raise NotATimeError(text)
    return ParsedTime(time(int(match["hour"]), int(match["minute"])), _digit_notes(text))


def parse_moment(text: str, *, today: date) -> ParsedMoment:
    """Read ``text``, all of it, as a date and a time: ``๑๒ มิถุนายน ๒๕๖๖ เวลา ๐๙.๐๕ น.``.

    Raises a `ThaiDateError`, of the date or of the time.
    """
    day_text, marked, time_text = text.partition("เวลา")
    if not marked:
        raise NotATimeError(text)
    day, clock = parse(day_text, today=today), parse_time(time_text)
    moment = datetime.combine(day.date, clock.time, tzinfo=BANGKOK)
    return ParsedMoment(moment, _merged(day.notes, clock.notes, _digit_notes(text)))


def parse_range(text: str, *, today: date) -> ParsedRange:
    """Read ``text``, all of it, as a range of days: ``1 – 3 มิ.ย. 2566``, ``30 มิถุนายน ถึง 2 กรกฎาคม 2566``.

    What the first day leaves out (its year, or its month and year) is that of the last. Raises
    `NotARangeError` when there is no such reading or more than one, and `RangeReversedError` when it runs
    backwards.
    """
    try:
        written = plain(text)
    except NotAFullDateError:
        raise NotARangeError(text) from None
    readings = set(_readings(_OPENING.compiled.sub("", written, count=1), today))
    if len(readings) != 1:
        raise NotARangeError(text)
    first, last = readings.pop()
    if first.date > last.date:
        raise RangeReversedError(first.date, last.date)
    return ParsedRange(first.date, last.date, _merged(first.notes, last.notes, _digit_notes(text)))


def _readings(written: str, today: date) -> Iterator[tuple[ParsedDate, ParsedDate]]:
    for cut in _BETWEEN.compiled.finditer(written):
        start, end = written[: cut.start()], written[cut.end() :]
        last = _read(end, today)
        if last is None:
            continue
        for whole in _completions(start, end):
            first = _read(whole, today)
            if first is not None:
                yield first, last
                break


def _completions(start: str, end: str) -> Iterator[str]:
    """``start`` as it stands, and with what it may have left to ``end``: month and year, or the year
    alone.
    """
    yield start
    tail = _DAY_AND_REST.compiled.search(end)
    if tail and _ONLY_DAY.compiled.fullmatch(start):
        yield start + tail["rest"]
    year = _YEAR_END.compiled.search(end)
    if year and not _ONLY_DAY.compiled.fullmatch(start):
        yield f"{start} {year[0].lstrip()}"


def _read(text: str, today: date) -> ParsedDate | None:
    try:
        return parse(text, today=today)
    except ThaiDateError:
        return None


def _digit_notes(text: str) -> tuple[Note, ...]:
    mixed = re.search("[0-9]", text) and re.search("[๐-๙]", text)
    return (Note.MIXED_DIGITS,) if mixed else ()


def _merged(*groups: tuple[Note, ...]) -> tuple[Note, ...]:
    seen = {note for group in groups for note in group}
    return tuple(note for note in Note if note in seen)
