"""``sopctl thai``: the project's Thai dates, digits, words and text for scripts; needs no library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime

import click

from sopctl.cli.errors import NotTextError
from sopctl.cli.parameters import as_json
from sopctl.cli.presenting import show, show_json_line
from sopctl.cli.tree import Group
from sopctl.thai.dates import Form, ThaiDateError, bangkok_day, format_date, parse
from sopctl.thai.digits import Digits, in_digits

_TEXT = click.argument("text", default="-")
_DIGITS = click.option(
    "--digits", type=click.Choice([one.value for one in Digits]), default="thai", show_default=True,
    help="แบบของตัวเลข The digits to write.",
)  # fmt: skip


@click.group(cls=Group)
def thai() -> None:
    """ภาษาไทย: วันที่ ตัวเลข คำ และข้อความ

    Thai dates, digits, words and text. TEXT "-", or none, reads lines from standard input; with --json
    each line of input is one JSON object.
    """


@thai.command("date")
@_TEXT
@click.option(
    "--today", metavar="ISO",
    help="วันนี้ The day (ISO) that decides years of two digits; else today in Bangkok.",
)  # fmt: skip
@as_json
@click.pass_context
def read_date(ctx: click.Context, text: str, today: str | None, json_wanted: bool) -> None:
    """อ่านวันที่

    Read a Thai date and write it as ISO. Status 1 for what is no date, or could be more than one; with
    --json such a line has an error instead.
    """
    now = bangkok_day(datetime.now(UTC))
    day = parse(today, today=now).date if today else now
    failed = False
    for line in _lines(text):
        try:
            found = parse(line, today=day)
        except ThaiDateError as error:
            failed = True
            if json_wanted:
                said = {"code": error.code, "message": error.message, "message_th": error.message_th}
                show_json_line({"input": line, "error": said})
            elif text != "-":
                raise
            else:
                click.echo(f"{error.code}: {error.message_th} — {error.message}", err=True)
        else:
            notes = [note.value for note in found.notes]
            answer = {"input": line, "date": found.date.isoformat(), "notes": notes}
            show_json_line(answer) if json_wanted else show(found.date.isoformat())
    if failed and not json_wanted:
        ctx.exit(1)


@thai.command("format")
@_TEXT
@click.option(
    "--form", type=click.Choice([one.value for one in Form]), default="long", show_default=True,
    help="รูปแบบ The written form.",
)  # fmt: skip
@_DIGITS
@as_json
def format_(text: str, form: str, digits: str, json_wanted: bool) -> None:
    """เขียนวันที่

    Write a date (ISO, or any that "thai date" reads) in a Thai form.
    """
    today = bangkok_day(datetime.now(UTC))
    for line in _lines(text):
        day: date = parse(line, today=today).date
        written = format_date(day, Form(form), Digits(digits))
        show_json_line({"input": line, "text": written}) if json_wanted else show(written)


@thai.command("digits")
@_TEXT
@_DIGITS
@as_json
def digits_(text: str, digits: str, json_wanted: bool) -> None:
    """แปลงเลขไทยและเลขอารบิก

    Write every digit of a text in one kind. For text that a program wrote; an author's codes and doses
    are better left as typed.
    """
    for line in _lines(text):
        written = in_digits(line, Digits(digits))
        show_json_line({"input": line, "text": written}) if json_wanted else show(written)


@thai.command("words")
@_TEXT
@as_json
def words(text: str, json_wanted: bool) -> None:
    """ตัดคำ

    Cut a text into words; all together they are the text again.
    """
    from sopctl.thai.words import Words  # noqa: PLC0415

    dictionary = Words.default()
    for line in _lines(text):
        cut = dictionary.segment(line)
        show_json_line({"words": cut}) if json_wanted else show("|".join(cut))


@thai.command("normalise")
@_TEXT
@as_json
def normalise(text: str, json_wanted: bool) -> None:
    """ซ่อมข้อความ

    Repair text as import does (NFC, nikhahit + sara aa, doubled marks, invisible characters) and tell
    each repair.
    """
    from sopctl.thai.text import repair  # noqa: PLC0415

    for line in _lines(text):
        mended = repair(line)
        repairs = [
            {"code": r.code.value, "offset": r.offset, "before": r.before, "after": r.after}
            for r in mended.repairs
        ]
        if json_wanted:
            show_json_line({"input": line, "text": mended.text, "repairs": repairs})
        else:
            show(mended.text)


def _lines(text: str) -> Iterator[str]:
    """The text itself, or the lines of standard input without their ends. Raises NotTextError."""
    if text != "-":
        yield text
        return
    for raw in sys.stdin.buffer:  # split at \n alone: other separators may be part of a text
        try:
            yield raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise NotTextError("stdin") from None
