"""A comparison as it is shown: parts by heading, folded where much changed."""

from __future__ import annotations

import re

from sopctl.content.compare import ChangeKind, compare
from sopctl.content.markdown import parse_body
from sopctl.web import comparison


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


def shown(old: str, new: str) -> comparison.Rows:
    return comparison.rows(compare(parse_body(old), parse_body(new), _words))


def text(*sections: tuple[str, int], change: str = "") -> str:
    return "\n".join(
        f"# {title}\n\n" + "\n\n".join(f"{title} sentence number {n}{change}." for n in range(count)) + "\n"
        for title, count in sections
    )


def test_parts_follow_headings_and_count_their_own_changes() -> None:
    old = text(("Purpose", 4), ("Scope", 9), ("Steps", 3))
    found = shown(old, old.replace("Steps sentence number 1", "Steps phrase number 1") + "\nOne more.\n")
    quiet, steps = found.parts
    assert (quiet.skipped, quiet.rows) == (15, ())
    assert steps.title == "Steps"
    assert {kind: count for kind, _, count in steps.counts} == {ChangeKind.CHANGED: 1, ChangeKind.ADDED: 1}
    assert found.counts == steps.counts
    assert found.short


def test_where_much_changed_it_is_folded_and_nothing_is_left_out() -> None:
    sections = (("Purpose", 12), ("Scope", 12), ("Steps", 12))
    found = shown(text(*sections), text(*sections, change=" anew"))
    assert not found.short
    assert [part.title for part in found.parts] == ["Purpose", "Scope", "Steps"]
    assert sum(count for part in found.parts for _, _, count in part.counts) == 36
