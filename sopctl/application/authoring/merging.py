"""Two texts of one draft, written at the same time: what differs, and both in one."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from sopctl.application.authoring.checking import read_source
from sopctl.application.library import Library
from sopctl.content.compare import Comparison, compare
from sopctl.content.markdown import parse_body
from sopctl.domain.errors import SopctlError

_FENCE = "---"


def differences(library: Library, saved: str, typed: str) -> Comparison | None:
    """The saved text against the typed one, word by word; None while one of them cannot be read."""
    try:
        old, new = (parse_body(read_source(library, text).body_text) for text in (saved, typed))
    except SopctlError:
        return None
    return compare(old, new, library.drawing(b"").segment)


def both(saved: str, typed: str) -> str:
    """One text with every line of either: where they differ, the saved lines stand before the typed ones.

    Front matter says each thing once, so there the typed lines stand alone.
    """
    head, body = _split(typed)
    return "\n".join((*head, *_joined(_split(saved)[1], body)))


def _joined(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from old[i1:i2]
        if kind != "equal":
            yield from new[j1:j2]


def _split(text: str) -> tuple[list[str], list[str]]:
    lines = text.split("\n")
    if lines[0] != _FENCE or _FENCE not in lines[1:]:
        return [], lines
    end = lines.index(_FENCE, 1) + 1
    return lines[:end], lines[end:]
