"""Writes ``docs/reference/commands.md`` and ``errors.md`` from the program itself."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click

import sopctl
from sopctl.cli.root import root
from sopctl.domain.errors import SopctlError
from sopctl.thai.dates import ThaiDateError
from sopctl.web.errors import sentences

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def commands() -> str:
    """Every command with its arguments, options and what it says of itself."""
    parts = [
        "# คำสั่งทั้งหมด Commands",
        "",
        "ทุกคำสั่งรับ `--home FOLDER` และ `-h` สถานะ 0 สำเร็จ 1 ถูกปฏิเสธ 2 ใช้คำสั่งผิด  ",
        (
            "Every command takes `--home FOLDER` and `-h`. Status 0: done; 1: refused or failed, with one"
            " line on stderr that begins with the error's code; 2: wrong usage."
        ),
        "",
        "<!-- Written from the program: make update-snapshots -->",
    ]
    for name, command in _walk(root, ()):
        parts += ["", f"## `{name}`", "", inspect.cleandoc(command.help or "").strip()]
        rows = [_option(p) for p in command.params if isinstance(p, click.Option) and _shown(p)]
        arguments = " ".join(_argument(p) for p in command.params if isinstance(p, click.Argument))
        parts += ["", f"    {name} {arguments}".rstrip()]
        if rows:
            parts += ["", "| | |", "|---|---|", *rows]
    return "\n".join(parts) + "\n"


def errors() -> str:
    """Every code of a refusal: what it means, and what people are told in Thai."""
    table, told = sentences(), {cls.code: inspect.getdoc(cls) or "" for cls in _refusals()}
    parts = [
        "# รหัสข้อผิดพลาด Error codes",
        "",
        "บรรทัดบน stderr ขึ้นต้นด้วยรหัส หน้าเว็บและ API แสดงประโยคเดียวกัน คำใน { } คือข้อเท็จจริงของครั้งนั้น  ",
        (
            "The line on stderr begins with the code; pages and the interface for programs say the same"
            " sentence. Words in { } are the facts of the case."
        ),
        "",
        "<!-- Written from the program: make update-snapshots -->",
        "",
        "| code | HTTP | what it is | ประโยค |",
        "|---|---|---|---|",
    ]
    for code in sorted(table):
        about = " ".join(told.get(code, "Said by the web itself.").split("\n\n")[0].split())
        parts.append(f"| `{code}` | {table[code].status} | {_cell(about)} | {_cell(table[code].thai)} |")
    return "\n".join(parts) + "\n"


PAGES = {"commands.md": commands, "errors.md": errors}


def _walk(command: click.Command, above: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield " ".join(("sopctl", *above)), command
        return
    context = click.Context(command)
    if above and command.params and command.invoke_without_command:
        yield " ".join(("sopctl", *above)), command
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None and not found.hidden:
            yield from _walk(found, (*above, name))


def _shown(option: click.Option) -> bool:
    return not option.hidden and "--home" not in option.opts and "--help" not in option.opts


def _option(option: click.Option) -> str:
    value = "" if option.is_flag else f" {option.metavar or option.type.name.upper()}"
    if isinstance(option.type, click.Choice):
        value = " " + "\\|".join(map(str, option.type.choices))
    names = ", ".join(f"`{name}`" for name in option.opts)
    return f"| {names}{value} | {_cell(option.help or '')} |"


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper().replace("_", "-")
    many = "..." if argument.nargs == -1 and "..." not in name else ""
    return f"{name}{many}" if argument.required else f"[{name}{many}]"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _refusals() -> set[type[SopctlError | ThaiDateError]]:
    for module in pkgutil.walk_packages(sopctl.__path__, "sopctl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: set[type[SopctlError | ThaiDateError]] = set()
    waiting: list[type] = [SopctlError, ThaiDateError]
    while waiting:
        cls = waiting.pop()
        found.add(cls)
        waiting += cls.__subclasses__()
    return {cls for cls in found if getattr(cls, "code", "")}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), "utf-8")
