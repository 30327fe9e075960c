"""A letter as text: one form for mail and LINE, Thai first."""

from __future__ import annotations

import re

from sopctl.application.ports.outbox import Letter, LetterItem

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text on one line: nothing in it can begin a line, or a header, of its own."""
    return _CONTROLS.sub(" ", text).strip()


def subject(letter: Letter) -> str:
    """The subject of a mail."""
    first = letter.items[0]
    if letter.digest:
        return one_line(f"แจ้งเตือนประจำวัน {len(letter.items)} รายการ")
    return one_line(f"{first.thai} {first.number} {first.title}")


def item_lines(item: LetterItem) -> tuple[str, ...]:
    """An item: what happened in both languages, the number with the title, the link."""
    about = one_line(f"{item.number} {item.title}")
    lines = (one_line(item.thai), one_line(item.english), about, one_line(item.link))
    return tuple(line for line in lines if line)


def plain(letter: Letter, most: int | None = None) -> str:
    """The letter as plain text; with ``most``, items beyond that many are only counted."""
    shown = letter.items[:most]
    parts = ["\n".join(item_lines(item)) for item in shown]
    if left := len(letter.items) - len(shown):
        parts.append(f"และอีก {left} รายการ (and {left} more)")
    return "\n\n".join(parts)
