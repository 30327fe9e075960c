"""``sopctl register --paper-from``: hundreds of documents approved on paper, from a sheet with scans."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sopctl.cli.context import Door
from sopctl.cli.errors import FileUnreadableError
from sopctl.cli.parameters import read_bytes, read_code, read_password, write_bytes
from sopctl.cli.presenting import show, show_facts, show_json, show_table

if TYPE_CHECKING:
    from sopctl.application.paper.lists import ListView

_REPORT_HEADINGS = ("แถว", "รหัสเอกสาร", "เรื่อง", "ฉบับที่", "ผล", "รายละเอียด")
_RESULTS = {
    "done": ("ขึ้นทะเบียนแล้ว", "registered"),
    "waiting": ("พร้อมขึ้นทะเบียน", "ready"),
    "wrong": ("ต้องแก้", "wrong"),
    "refused": ("ไม่ได้ขึ้นทะเบียน", "refused"),
}


@dataclass(frozen=True)
class Asked:
    """What the command line says of a list; ``resume`` names one that was decided before."""

    sheet: Path | None
    scans: Path | None
    resume: str | None
    report: Path | None
    dry_run: bool
    json_wanted: bool


def register_list(door: Door, asked: Asked, user: str | None, code: str, *, from_stdin: bool) -> None:
    """Read a list, show it, decide it with one proof, register its lines, report. A dry run only shows.

    Raises SheetUnreadableError, FileUnreadableError, NothingToRegisterError, WrongPasswordError and such.
    """
    from sopctl.application.paper import lists as paper_lists  # noqa: PLC0415

    actor = door.actor(user)
    if asked.resume:
        view = paper_lists.view_list(door.library, actor, asked.resume)
    else:
        view = _proposed(door, asked, user)
        _show(view, json_wanted=asked.json_wanted and asked.dry_run)
        if asked.dry_run:
            paper_lists.put_away(door.library, actor, view.paper_list.id)
            _report(view, asked.report)
            return
        password = read_password(
            f"รหัสผ่านของ {actor.user} เพื่อขึ้นทะเบียนทั้งรายการ Password", from_stdin=from_stdin
        )
        code = read_code(door, actor, code, from_stdin=from_stdin)
        shown = view.paper_list.sha256
        paper_lists.decide(door.library, actor, view.paper_list.id, shown=shown, password=password, code=code)
        show(f"รายการ List {view.paper_list.id}")
    ended = paper_lists.run_list(door.library, view.paper_list.id, _progress)
    view = paper_lists.view_list(door.library, actor, ended.id)
    if asked.json_wanted:
        show_json(facts_of(view))
    counts = {state: sum(o.state == state for _, o in view.lines) for state in _RESULTS}
    show(f"ขึ้นทะเบียนแล้ว {counts['done']} แถว ไม่ได้ขึ้นทะเบียน {counts['refused'] + counts['wrong']} แถว "
         f"Registered {counts['done']}, left out {counts['refused'] + counts['wrong']}.")  # fmt: skip
    _report(view, asked.report)


def write_template(door: Door, path: Path) -> None:
    """Write the empty workbook, with the types and departments of the library to choose from."""
    from sopctl.application.review.overview import document_types  # noqa: PLC0415
    from sopctl.application.shape import hospital  # noqa: PLC0415
    from sopctl.intake.registration_book import template  # noqa: PLC0415

    types = [f"{kind.code} {kind.title_th}" for kind in document_types(door.library)]
    departments = [f"{each.code} {each.name}" for each in hospital(door.library).departments]
    write_bytes(path, template(types, departments))


def facts_of(view: ListView) -> dict[str, object]:
    """A list for programs: its id, its hash, and each line with what became of it."""
    return {
        "list": view.paper_list.id,
        "sha256": view.paper_list.sha256,
        "lines": [
            {
                "row": read.typed.row,
                "number": read.typed.value("number"),
                "version": str(read.line.label) if read.line else read.typed.value("version"),
                "state": outcome.state.value,
                "code": outcome.code,
                "message": outcome.english,
                "problems": [problem.payload() for problem in read.problems],
            }
            for read, outcome in view.lines
        ],
    }


def report_rows(view: ListView) -> list[list[str]]:
    """The rows of a report in Thai, in the order of the sheet."""
    return [
        [
            str(read.typed.row),
            str(read.line.number) if read.line else read.typed.value("number"),
            read.typed.value("title"),
            str(read.line.label) if read.line else read.typed.value("version"),
            _RESULTS[outcome.state][0],
            "\n".join(filter(None, [outcome.thai or outcome.english, *(p.thai for p in read.problems)])),
        ]
        for read, outcome in view.lines
    ]


def _proposed(door: Door, asked: Asked, user: str | None) -> ListView:
    from sopctl.application.identity import require  # noqa: PLC0415
    from sopctl.application.paper.lists import propose  # noqa: PLC0415
    from sopctl.domain.people import Role  # noqa: PLC0415
    from sopctl.intake.spreadsheets import read_registrations  # noqa: PLC0415

    if asked.sheet is None:
        raise click.UsageError("--paper-from needs a spreadsheet.")
    actor = door.actor(user)
    with door.library.reading() as uow:  # nothing is kept for somebody who may not register
        require(uow, actor, Role.QUALITY, "register")
    typed = read_registrations(read_bytes(asked.sheet))
    scans: dict[str, str] = {}
    for path in _files(asked.scans):
        scans[path.name] = door.library.blobs.put(read_bytes(path))
    return propose(door.library, actor, asked.sheet.name, typed, scans)


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise FileUnreadableError(folder, "it is no folder")
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _show(view: ListView, *, json_wanted: bool) -> None:
    if json_wanted:
        show_json(facts_of(view))
        return
    show_table(_REPORT_HEADINGS, report_rows(view))
    ready = sum(read.line is not None for read, _ in view.lines)
    show_facts(
        [
            ("พร้อมขึ้นทะเบียน Ready", str(ready)),
            ("ต้องแก้ Wrong", str(len(view.lines) - ready)),
            ("แฮชของรายการ List SHA-256", view.paper_list.sha256),
        ]
    )


def _progress(done: int, wanted: int) -> None:
    """One line that counts on a terminal, and a line now and then in a log."""
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{wanted}", nl=done == wanted, err=True)
    elif done == wanted or done % 50 == 0:
        click.echo(f"{done}/{wanted}", err=True)


def _report(view: ListView, path: Path | None) -> None:
    if path is None:
        return
    if path.suffix == ".json":
        import json  # noqa: PLC0415

        write_bytes(path, (json.dumps(facts_of(view), ensure_ascii=False, indent=1) + "\n").encode())
        return
    from sopctl.intake.registration_book import report  # noqa: PLC0415

    write_bytes(path, report(_REPORT_HEADINGS, report_rows(view), "ผลการขึ้นทะเบียน"))
