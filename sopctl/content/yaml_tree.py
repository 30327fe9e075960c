"""YAML as a tree with line numbers, for the files that a hospital edits: every scalar is a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import yaml

from sopctl.content.yaml_lines import MAX_DEPTH, YamlError, events


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its line (from 0): a text, a list, or a mapping by key."""

    line: int
    value: str | tuple[Node, ...] | Mapping[str, Node]

    def text(self, expected: str, expected_th: str, key: str = "") -> str:
        """The value as a text that is not empty. Raises YamlError."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise YamlError(self.line, expected, expected_th, key)
        return self.value.strip()

    def items(self, key: str = "") -> tuple[Node, ...]:
        """The value as a list. Raises YamlError."""
        if self.value == "":
            return ()
        if not isinstance(self.value, tuple):
            raise YamlError(self.line, "a list, one “- item” a line", "รายการ บรรทัดละหนึ่ง “- รายการ”", key)
        return self.value

    def mapping(self, key: str = "") -> Mapping[str, Node]:
        """The value as a mapping. Raises YamlError."""
        if not isinstance(self.value, Mapping):
            raise YamlError(self.line, "“key: value” pairs", "คู่ “ชื่อ: ค่า”", key)
        return self.value


def tree(text: str) -> Node:
    """The tree of a YAML text. Raises YamlError."""
    stream = events(text)
    first = next(stream, None)
    if first is None:
        raise YamlError(0, "“key: value” pairs", "คู่ “ชื่อ: ค่า”")
    node = _node(first, stream, 0)
    for _ in stream:  # to its end: what follows may still be refused
        pass
    return node


def _node(event: yaml.Event, stream: Iterator[yaml.Event], depth: int) -> Node:
    line = event.start_mark.line if event.start_mark else 0
    if depth > MAX_DEPTH:
        raise YamlError(line, f"at most {MAX_DEPTH} levels", f"ซ้อนกันไม่เกิน {MAX_DEPTH} ชั้น")
    if isinstance(event, yaml.ScalarEvent):
        return Node(line, event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(event := next(stream), yaml.SequenceEndEvent):
            items.append(_node(event, stream, depth + 1))
        return Node(line, tuple(items))
    found: dict[str, Node] = {}
    while not isinstance(event := next(stream), yaml.MappingEndEvent):
        at = event.start_mark.line if event.start_mark else 0
        if not isinstance(event, yaml.ScalarEvent):
            raise YamlError(at, "a key that is plain text", "ชื่อรายการเป็นข้อความ")
        if event.value in found:
            raise YamlError(at, "each key once", "แต่ละรายการเพียงครั้งเดียว", event.value)
        value = _node(next(stream), stream, depth + 1)
        found[event.value] = Node(at, value.value) if isinstance(value.value, str) else value
    return Node(line, MappingProxyType(found))
