"""How results are shown: aligned columns and Thai dates for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from sopctl.thai.dates import Form, bangkok, format_date, format_moment
from sopctl.thai.digits import Digits

if TYPE_CHECKING:
    from sopctl.application.authoring.clearing import Clearance
    from sopctl.content.findings import Finding

Json = object  # what json.dumps takes


def show(*lines: str) -> None:
    """Print lines for people."""
    for line in lines:
        click.echo(line)


def show_json(value: Json) -> None:
    """Print one value for programs, over several lines."""
    _print_json(value, 2)


def show_json_line(value: Json) -> None:
    """Print one value for programs on one line, as commands do that answer for each file or line."""
    _print_json(value, None)


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns that align on a terminal, where Thai marks above and below take no width."""
    from wcwidth import wcswidth  # noqa: PLC0415  # only tables pay for its tables

    def width(text: str) -> int:
        return max(wcswidth(text), 0)

    cells = [list(headings), *([" ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(headings))]
    for row in cells:
        padded = (text + " " * (wide - width(text)) for text, wide in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def show_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Print named facts, one a line, those without a value left out."""
    from wcwidth import wcswidth  # noqa: PLC0415

    told = [(name, value) for name, value in facts if value]
    widest = max((wcswidth(name) for name, _ in told), default=0)
    for name, value in told:
        click.echo(f"{name}{' ' * (widest - wcswidth(name))}  {value}")


def show_findings(
    findings: Iterable[Finding], cleared: Mapping[str, Clearance] = MappingProxyType({})
) -> None:
    """Print findings in the order of their lines: line, level, code, sentence in Thai and English.

    Of personal data also its mark, or who cleared it.
    """
    from sopctl.cli.words import LEVELS, both  # noqa: PLC0415
    from sopctl.content.findings import PERSONAL  # noqa: PLC0415

    for one in findings:
        click.echo(f"{one.line}: {both(LEVELS, one.level)} {one.code}: {one.message_th}")
        if one.message_en != one.message_th:
            click.echo(f"    {one.message_en}")
        if one.code in PERSONAL:
            given = cleared.get(one.fingerprint)
            words = (
                f"ตรวจแล้วโดย Cleared by {given.name}: {given.reason}" if given else "ยังไม่มีผู้ยืนยัน Not cleared"
            )
            click.echo(f"    {one.fingerprint} {words}")


def finding_facts(
    finding: Finding, cleared: Mapping[str, Clearance] = MappingProxyType({})
) -> dict[str, Json]:
    """A finding for programs; ``message`` is English, ``message_th`` Thai.

    Personal data also has ``fingerprint``, its mark, and ``cleared``: who answers for it, or null.
    """
    from sopctl.content.findings import PERSONAL  # noqa: PLC0415

    facts: dict[str, Json] = {
        "code": finding.code,
        "level": finding.level,
        "line": finding.line,
        "message": finding.message_en,
        "message_th": finding.message_th,
    }
    if finding.code in PERSONAL and finding.fingerprint:
        given = cleared.get(finding.fingerprint)
        facts["fingerprint"] = finding.fingerprint
        facts["cleared"] = (
            {"by": given.by, "name": given.name, "reason": given.reason, "at": given.at.isoformat()}
            if given
            else None
        )
    return facts


def day_words(day: date | None) -> str:
    """A day for people, in the Buddhist era: ``12 มิ.ย. 2566``; "-" when there is none."""
    return "-" if day is None else format_date(day, Form.MEDIUM, Digits.ARABIC)


def moment_words(moment: datetime) -> str:
    """A moment on Bangkok's clock for people."""
    return format_moment(moment, Form.MEDIUM, Digits.ARABIC)


def bangkok_iso(moment: datetime | str) -> str:
    """A moment for programs as ISO with Bangkok's offset, so that its date is the day in Bangkok.

    A day alone, or a text that is no moment, stays as it is.
    """
    if isinstance(moment, str):
        if len(moment) <= len("2023-06-12"):
            return moment
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return str(moment)
    return bangkok(moment).isoformat()


def time_words(iso: str) -> str:
    """An ISO moment or day as people read it; what is neither stays as it is."""
    try:
        return (
            day_words(date.fromisoformat(iso))
            if len(iso) == 10
            else moment_words(datetime.fromisoformat(iso))
        )
    except ValueError:
        return iso


def _print_json(value: Json, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # a name from the system that is no text; escapes keep it exact
        text = json.dumps(value, indent=indent)
    click.echo(text)
