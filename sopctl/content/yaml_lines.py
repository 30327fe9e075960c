"""Flat YAML with line numbers, every scalar a string.

Nothing that YAML can do beyond a mapping of texts and lists is accepted from an author: no anchors, aliases,
tags or second document, so no input grows when it is read. A scalar stays as typed: elsewhere an unquoted
``2566-06-12`` becomes a day in the year 2566, and ``1.10`` becomes 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import yaml


class _Mark(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


MAX_SIZE = 65_536
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the mapping: ``value`` is a text, a list of texts, or None for anything deeper.

    ``line`` and ``end`` are its half-open range of lines, from 0; ``flow`` when it is written inside braces.
    """

    key: str
    value: str | tuple[str, ...] | None
    line: int
    end: int


class YamlError(Exception):
    """What was expected at ``line`` (from 0), in English and Thai; ``key`` when it is known."""

    def __init__(self, line: int, expected: str, expected_th: str, key: str = "") -> None:
        super().__init__(expected)
        self.line = line
        self.expected = expected
        self.expected_th = expected_th
        self.key = key


def read(text: str) -> tuple[Entry, ...]:
    """The entries of a flat YAML mapping, in order. Raises YamlError."""
    return tuple(_entries(events(text)))


def events(text: str) -> Iterator[yaml.Event]:
    """The parser's events between the document's ends. Raises YamlError for what is not accepted."""
    if len(text) > MAX_SIZE:
        raise YamlError(0, "at most 64 KB", "ข้อมูลไม่เกิน 64 KB")
    # YAML also counts these as line ends, and then its lines would not be the file's.
    strange = re.search("[\x85\u2028\u2029]", text)
    if strange:
        raise YamlError(
            text.count("\n", 0, strange.start()), "no invisible line separators", "ไม่มีอักขระขึ้นบรรทัดที่มองไม่เห็น"
        )
    try:
        yield from _accepted(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            _at(mark)[0],
            f"one “key: value” a line ({error.problem or error.context})",
            "บรรทัดละหนึ่งรายการในรูป “ชื่อ: ค่า”",
        ) from error
    except yaml.YAMLError as error:
        raise YamlError(0, f"readable characters ({error})", "อักขระที่อ่านได้") from error


def _accepted(text: str) -> Iterator[yaml.Event]:
    documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = _at(event.start_mark)[0]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise YamlError(line, "no anchors (&) or aliases (*)", "ไม่ใช้ & หรือ * อ้างค่าซ้ำ")
        if getattr(event, "tag", None) is not None:
            raise YamlError(line, "no tags (!)", "ไม่ใช้ ! กำหนดชนิดข้อมูล")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise YamlError(line, "one block of settings", "ข้อมูลส่วนหัวเพียงชุดเดียว")
        elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _entries(events: Iterator[yaml.Event]) -> Iterator[Entry]:
    first = next(events, None)
    if first is None:
        return
    if not isinstance(first, yaml.MappingStartEvent) or first.flow_style:
        raise YamlError(_at(first.start_mark)[0], "one “key: value” a line", "บรรทัดละหนึ่งรายการในรูป “ชื่อ: ค่า”")
    seen: set[str] = set()
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        line = _at(event.start_mark)[0]
        if not isinstance(event, yaml.ScalarEvent) or _at(event.start_mark)[1]:
            raise YamlError(line, "a key at the start of its line", "ชื่อรายการที่ต้นบรรทัด")
        if event.value in seen:
            raise YamlError(
                line,
                "each key once",
                "แต่ละรายการเพียงครั้งเดียว",
                event.value,
            )
        seen.add(event.value)
        value, end = _value(events)
        yield Entry(event.value, value, line, max(end, line + 1))


def _value(events: Iterator[yaml.Event]) -> tuple[str | tuple[str, ...] | None, int]:
    """The value that comes next, and the line after it."""
    event = next(events)
    if isinstance(event, yaml.ScalarEvent):
        return event.value, _after(event)
    flat, depth = isinstance(event, yaml.SequenceStartEvent), 1
    items: list[str] = []
    end = _after(event)
    while depth:
        if depth > MAX_DEPTH:
            raise YamlError(_at(event.start_mark)[0], "a text or a list of texts", "ข้อความ หรือรายการข้อความ")
        event = next(events)
        if isinstance(event, yaml.CollectionStartEvent):
            flat = False
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent):
            items.append(event.value)
            end = _after(event)
    if _at(event.end_mark)[1]:  # a closing bracket may stand on a line of its own
        end = _after(event)
    return (tuple(items) if flat else None), end


def _at(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line, mark.column) if mark else (0, 0)


def _after(event: yaml.Event) -> int:
    """The first line that an event does not touch."""
    line, column = _at(event.end_mark)
    return line + (1 if column else 0)
