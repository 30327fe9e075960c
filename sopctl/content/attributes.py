"""The attribute groups of the Markdown dialect: ``{#id .class key=value}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_ITEM = r"""\#[^\s{}"=]+|\.[^\s{}"=.\#]+|[A-Za-z][A-Za-z0-9_-]*=(?:"[^"{}\n]*"|[^\s{}"]+)"""
# Items are split by one class of space alone, so that no input makes the pattern look back.
_GROUP = re.compile(rf"\{{[ \t]*(?:{_ITEM})(?:[ \t]+(?:{_ITEM}))*[ \t]*\}}")
_ITEMS = re.compile(_ITEM)
MAX_GROUP = 400


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in one or more attribute groups. ``text`` is the group as written."""

    identifier: str | None = None
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    text: str = ""

    def unknown(self, *, classes: frozenset[str], keys: frozenset[str], identifier: bool) -> tuple[str, ...]:
        """The items that mean nothing here, as written."""
        items = [f".{name}" for name in self.classes if name not in classes]
        items += [f"{key}={value}" for key, value in self.values.items() if key not in keys]
        if self.identifier is not None and not identifier:
            items.append(f"#{self.identifier}")
        return tuple(items)


NONE = Attributes()


def _read(text: str) -> Attributes:
    identifier: str | None = None
    classes: list[str] = []
    values: dict[str, str] = {}
    for match in _ITEMS.finditer(text):
        item = match[0]
        if item.startswith("#"):
            identifier = item[1:]
        elif item.startswith("."):
            classes.append(item[1:])
        else:
            key, _, value = item.partition("=")
            values[key] = value.strip('"')
    return Attributes(identifier, tuple(classes), MappingProxyType(values), text)


def leading(text: str) -> tuple[Attributes, str] | None:
    """The group that ``text`` begins with and the rest; None when it begins with none."""
    if not text.startswith("{"):
        return None
    match = _GROUP.match(text[:MAX_GROUP])
    return (_read(match[0]), text[match.end() :]) if match else None


def trailing(text: str) -> tuple[Attributes, str] | None:
    """The group that ``text`` ends with and what stands before it; None when it ends with none."""
    bare = text.rstrip()
    start = bare.rfind("{", max(0, len(bare) - MAX_GROUP))
    if not bare.endswith("}") or start < 0 or (start and bare[start - 1] == "\\"):
        return None
    if not _GROUP.fullmatch(bare, start):
        return None
    return _read(bare[start:]), bare[:start].rstrip()


def merged(first: Attributes, second: Attributes) -> Attributes:
    """Two groups as one; where both say something, the second counts."""
    values = MappingProxyType({**first.values, **second.values})
    identifier = second.identifier or first.identifier
    return Attributes(identifier, first.classes + second.classes, values, first.text + second.text)
