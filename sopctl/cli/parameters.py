"""Options and arguments that several commands share, each read once at the edge."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sopctl.cli.errors import FileUnreadableError, FileUnwritableError, NotTextError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.thai.dates import bangkok_day, parse

if TYPE_CHECKING:
    from sopctl.application.library import Actor
    from sopctl.cli.context import Door

_Command = TypeVar("_Command", bound=Callable[..., Any])


class NumberType(click.ParamType[DocumentNumber]):
    """A document number. Raises NumberMalformedError: a refusal with its code, not a usage error."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> DocumentNumber:
        """Read it as a person writes it."""
        del param, ctx
        return value if isinstance(value, DocumentNumber) else DocumentNumber.parse(str(value))


class VersionType(click.ParamType[VersionLabel]):
    """A version label. Raises VersionMalformedError."""

    name = "version"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> VersionLabel:
        """Read ``2`` or ``2.1``."""
        del param, ctx
        return value if isinstance(value, VersionLabel) else VersionLabel.parse(str(value))


class DateType(click.ParamType[date]):
    """A day as people write it: ``๑๒/๖/๒๕๖๖``, ``12 มิ.ย. 2566`` or ISO. Raises ThaiDateError."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; two-digit years are decided by today in Bangkok."""
        del param, ctx
        return (
            value if isinstance(value, date) else parse(str(value), today=bangkok_day(datetime.now(UTC))).date
        )


NUMBER, VERSION, DATE = NumberType(), VersionType(), DateType()
FILE = click.Path(path_type=Path)


def number_argument(command: _Command) -> _Command:
    """The document that a command is about."""
    return click.argument("number", type=NUMBER)(command)


def acting(command: _Command) -> _Command:
    """Who acts, or who reads."""
    return click.option(
        "--as", "user", metavar="USER",
        help="ผู้ดำเนินการ Who acts; else the operating-system user, who is recorded beside either way.",
    )(command)  # fmt: skip


def as_json(command: _Command) -> _Command:
    """Whether programs read the output."""
    return click.option("--json", "json_wanted", is_flag=True, help="ผลเป็น JSON JSON for programs.")(command)


def with_password(command: _Command) -> _Command:
    """Where the password comes from."""
    return click.option(
        "--password-stdin", is_flag=True,
        help="อ่านรหัสผ่านจากบรรทัดแรกของ stdin The password is the first line of standard input.",
    )(command)  # fmt: skip


def with_code(command: _Command) -> _Command:
    """The code of the second factor."""
    return click.option(
        "--code", "--totp", "code", default="", metavar="CODE",
        help="รหัสหกหลัก The second factor's code, or a recovery code; asked for when there is one.",
    )(command)  # fmt: skip


def read_code(door: Door, actor: Actor, given: str, *, from_stdin: bool) -> str:
    """The code as given, else from the next line or a prompt when the account has a second factor."""
    from sopctl.application.people.factors import standing_of  # noqa: PLC0415

    if given or not standing_of(door.library, actor).second_factor:
        return given
    return read_password("รหัสหกหลัก Code", from_stdin=from_stdin)


def with_reason(command: _Command) -> _Command:
    """Why something is done, in words that stay with it."""
    return click.option("--reason", metavar="TEXT", help="เหตุผล Why; it stays with the version.")(command)


def output_option(command: _Command) -> _Command:
    """Where a file goes."""
    return click.option(
        "-o", "--output", type=FILE, metavar="FILE", help="ไฟล์ปลายทาง Where to write; - for standard output."
    )(command)


def read_password(words: str, *, from_stdin: bool, twice: bool = False) -> str:
    """A password from the next line of standard input, or from a hidden prompt; ``twice`` for a new one.

    Where nobody can be asked, it is wrong usage.
    """
    if from_stdin:
        line = sys.stdin.buffer.readline()
        return line.decode("utf-8", "replace").rstrip("\r\n")
    if not _somebody_is_there():
        raise click.UsageError(
            "A password is needed, and there is no terminal to ask at: use --password-stdin."
        )
    answer: str = click.prompt(words, hide_input=True, err=True, confirmation_prompt=twice)
    return answer


def _somebody_is_there() -> bool:
    replaced = sys.stdin is not sys.__stdin__  # a test's, which answers the prompt
    if replaced or os.isatty(0):
        return True
    try:  # a hidden prompt asks at the terminal itself, whatever standard input is
        with Path("/dev/tty").open():
            return True
    except OSError:
        return False


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises FileUnreadableError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadableError(path, error.strerror or "the system refuses") from error


def read_text(path: Path) -> str:
    """A text file. Raises FileUnreadableError or NotTextError."""
    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise NotTextError(path) from None
    if "\0" in text:
        raise NotTextError(path)
    return text


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file; ``-`` is standard output. Raises FileUnwritableError."""
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise FileUnwritableError(path, error.strerror or "the system refuses") from error
