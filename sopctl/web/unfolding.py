"""The content of a round in parts, so that a signer sees at once which of them changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sopctl.content.compare import BlockChange, ChangeKind, Comparison

_HEADING = re.compile(r'(?=<h2 id=")')
_TITLE = re.compile(r"<h2 [^>]*>(.*?)</h2>", re.DOTALL)
_PICTURE = "<img"  # its bytes may change under the same name, which no comparison of words shows


@dataclass(frozen=True)
class Piece:
    """What stands below one heading of the first level: ``title`` and ``html`` as the page has them."""

    title: Markup
    html: Markup
    unchanged: bool


def pieces(html: str, comparison: Comparison | None) -> tuple[Piece, ...]:
    """The parts of a page in order; none is unchanged where that is not certain."""
    parts = [part for part in _HEADING.split(html) if part]
    same = _unchanged(comparison.changes) if comparison is not None else []
    headed = [part.startswith("<h2 ") for part in parts]
    certain = sum(headed) == len(same)
    rest = iter(same)
    found = []
    for part, has_heading in zip(parts, headed, strict=True):
        still = has_heading and certain and next(rest) and _PICTURE not in part
        title = _TITLE.match(part)
        # Made by our renderer, which cleans what authors write.
        shown = Markup(re.sub(r"<[^>]+>", "", title[1])) if title else Markup()  # noqa: S704
        found.append(Piece(shown, Markup(part), still))  # noqa: S704
    return tuple(found)


def _unchanged(changes: Sequence[BlockChange]) -> list[bool]:
    """Of each heading of the first level in the new text, whether nothing below it changed."""
    found: list[bool] = []
    top = None
    for change in changes:
        here = change.new.section if change.new is not None else None
        if here is not None and here.number and (here.number[:1], here.appendix) != top:
            top = (here.number[:1], here.appendix)
            found.append(True)
        if change.kind is not ChangeKind.SAME and found:
            found[-1] = False
    return found
