"""Every command as everybody. A command that this table does not name fails the test.

Commands without ``--as`` ask for nobody: they are for whoever the operating system lets open the library's
folder, or they read nothing of a library.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from sopctl.application.ports.outbox import UNDELIVERABLE, Message
from sopctl.cli.context import Door
from sopctl.cli.root import root
from sopctl.config import Settings
from sopctl.domain.notices import Channel
from sopctl.domain.workflow import Action
from sopctl.resources import templates_dir
from tests.application.house import PASSWORD, text
from tests.web.sites import PEOPLE
from tests.web.test_access import Walk

NONE: frozenset[str] = frozenset()
PERSONS = frozenset(PEOPLE)
WRITERS = frozenset({"author", "other", "quality"})
OVERSEERS = frozenset({"quality", "auditor"})
SEE_READERS = OVERSEERS | {"reviewer", "other"}
READERS_OF_DRAFT = SEE_READERS | {"author"}
ADMIN, QUALITY, AUTHOR = frozenset({"admin"}), frozenset({"quality"}), frozenset({"author"})
_SIGN = "--password-stdin"

HOST = frozenset({
    "init", "serve", "worker", "verify", "doctor", "department list",
    "backup", "restore", "rebuild", "post list", "announcement list",
    "key certificate", "ledger export", "ledger verify", "thai date", "thai digits",
    "thai format", "thai normalise", "thai words", "db check", "db downgrade", "db upgrade",
})  # fmt: skip
# command -> what follows it, and who gets an answer, or a refusal of what was typed and not of the person
WHO: dict[str, tuple[str, frozenset[str]]] = {
    "library list": ("", frozenset({"admin", "auditor", "quality"})),
    "library show": ("types/SOP.yaml", PERSONS),
    "library set": ("types/SOP.yaml {tmp}/new.md", QUALITY),  # who signs is not the administrator's to set
    "library remove": ("logo.png", frozenset({"admin", "quality"})),
    "department add": ("XR รังสีวิทยา", frozenset({"admin", "quality"})),
    "user list": ("", frozenset({"admin", "auditor", "quality"})),
    "user confirmations": ("", PERSONS),
    "user work": ("staff", frozenset({"admin", "auditor", "quality", "staff"})),  # staff: their own
    "user picture": ("staff --remove", frozenset({"admin", "staff"})),  # staff: their own
    "user confirm": (f"staff {_SIGN}", frozenset({"auditor", "director", "quality"})),
    "user add": ("newcomer --role staff --full-name ใหม่", ADMIN),
    "user directory": ("staff", ADMIN),
    "user sign-in-page": ("staff", ADMIN),
    "user sign-out": ("staff", ADMIN),
    "user import": ("{tmp}/people.csv --dry-run", ADMIN),
    "user handover": ("staff other --reason ลาออก", frozenset({"admin", "quality"})),
    "user second-factor": (f"--remove {_SIGN}", PERSONS),
    "post hold": ("director deputy --from 2027-10-01", ADMIN),
    "post delegate": ("director deputy --from 2026-03-01 --to 2026-03-02", frozenset({"admin", "director"})),
    "post end": ("director quality", NONE),  # nobody acts for a post today
    "announcement make": ("SOP-IT-001", QUALITY),
    "notice list": ("", QUALITY | ADMIN),
    "notice again": ("{message}", QUALITY | ADMIN),
    "notice give-up": ("{other}", QUALITY | ADMIN),
    "overview": ("", OVERSEERS),
    "notice test": ("--to staff", ADMIN),
    "token list": ("--of staff", frozenset({"admin", "staff"})),  # staff: their own
    "token new": (f"รายการ --scope read {_SIGN}", PERSONS),
    "token end": ("{token}", frozenset({"admin", "staff"})),  # staff: their own
    "document list": ("", PERSONS),
    "document show": ("SOP-IT-001", PERSONS),
    "document history": ("SOP-IT-001", PERSONS),
    "document compare": ("SOP-IT-001 --from 1 --to 2", PERSONS),
    "document due": ("", PERSONS),
    "document flags": ("", PERSONS),
    "document look": ("SOP-IT-001 --at SOP-IT-002 --remark ดูแล้ว", NONE),  # nothing is flagged here
    "document new": ("SOP-IT-009 --title ใหม่", WRITERS),
    "document new-file": ("FM-IT-009 {tmp}/scan.pdf --title แบบบันทึก --type FM --department IT", WRITERS),
    "document file": ("SOP-IT-001 -o {tmp}/original", NONE),  # its body is no file
    "document revise": ("SOP-IT-103", WRITERS),
    "import": ("{tmp}/new.md", WRITERS),
    "lint": ("SOP-IT-004", READERS_OF_DRAFT),
    "render": ("SOP-IT-004 --to html -o {tmp}/out.html", READERS_OF_DRAFT),
    "draft show": ("SOP-IT-004", READERS_OF_DRAFT),
    "draft save": ("SOP-IT-004 {tmp}/draft.md --reason แก้", AUTHOR),
    "draft attach": ("SOP-IT-004 {tmp}/scan.pdf", AUTHOR),
    "draft detach": ("SOP-IT-004 scan.pdf", AUTHOR),
    "draft clear": ("SOP-IT-004 --finding none --reason ไม่ใช่", NONE),  # nothing is found here
    "submit": ("SOP-IT-004 --reason ใหม่", AUTHOR),
    "take-back": ("SOP-IT-003 --reason แก้", AUTHOR),
    "review": (f"SOP-IT-002 {_SIGN}", frozenset({"reviewer"})),
    "check": (f"SOP-IT-010 {_SIGN}", QUALITY),
    "approve": (
        f"SOP-IT-011 {_SIGN}",
        frozenset({"director", "quality"}),
    ),  # quality: acts for the director on this walk
    "return": ("SOP-IT-006 --reason แก้", frozenset({"reviewer"})),
    "replace-signer": ("SOP-IT-006 reviewer other --reason ย้าย", QUALITY),
    "release": (f"SOP-IT-005 {_SIGN}", QUALITY),
    "withdraw": ("SOP-IT-102 --ask --reason เลิกใช้", QUALITY),
    "reaffirm": ("SOP-IT-001 --propose --reason ยังใช้", frozenset({"author", "quality", "reviewer"})),
    "register": ("", PERSONS),
    "print list": ("", OVERSEERS),
    "print issue": ("SOP-IT-001 --to staff -o {tmp}/print.pdf", QUALITY),
    "print exchange": ("SOP-IT-001 --copy 1 -o {tmp}/new.pdf", QUALITY),
    "print recall": ("SOP-IT-001 --copy 2", QUALITY),
    "print count": ("", OVERSEERS),
    "request new": ("revise SOP-IT-001 --reason พิมพ์ผิด --proposal แก้", PERSONS),
    "request list": ("", OVERSEERS),
    "request show": ("{request}", frozenset({"auditor", "quality", "staff"})),  # staff: their own
    "request decide": ("{request} refuse --words ไม่จำเป็น", QUALITY),
    "reading list": ("", PERSONS),
    "reading completion": ("", SEE_READERS),
    "reading readers": ("SOP-IT-001", SEE_READERS),
    "reading set": ("SOP-IT-001 --from-type", frozenset({"author", "quality"})),
    "reading sheet": ("SOP-IT-001 -o {tmp}/sheet.pdf", SEE_READERS),
    "reading waive": ("SOP-IT-001 1 --reason แก้คำผิด", QUALITY),
    "reading paper": (
        "SOP-IT-001 --user author --day 2026-01-15 --scan {tmp}/scan.pdf --password-stdin",
        QUALITY,
    ),
    "reading pin": (_SIGN, PERSONS),
    "acknowledge": (f"SOP-IT-001 {_SIGN}", PERSONS),
    "key rotate": ("", ADMIN),
    "export": ("{tmp}/bundle", PERSONS),
    "abandon": ("SOP-IT-004 --reason ไม่ใช้", frozenset({"author", "quality"})),
    "user deactivate": ("deputy", ADMIN),
    "user password": (_SIGN, PERSONS),
}


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        elif command is not None:
            yield " ".join((*path, name)), command


def _acts(command: click.Command) -> bool:
    return any("--as" in parameter.opts for parameter in command.params)


def test_the_table_names_every_command() -> None:
    commands = dict(leaves(root))
    assert {name for name, command in commands.items() if _acts(command)} == set(WHO)
    assert {name for name, command in commands.items() if not _acts(command)} == HOST


@pytest.fixture(scope="module")
def statuses() -> dict[str, int]:
    facts = yaml.safe_load((templates_dir() / "errors.yaml").read_text("utf-8"))
    errors: dict[str, dict[str, int]] = facts["errors"]
    return {code: each["status"] for code, each in errors.items()}


@pytest.mark.parametrize("who", sorted({"stranger", *PEOPLE}))
def test_who_may_do_what(
    who: str, statuses: dict[str, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert observe(who, statuses, monkeypatch, tmp_path) == {
        name for name, (_, may) in WHO.items() if who in may
    }


def observe(who: str, statuses: dict[str, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> set[str]:
    """The commands that do not refuse somebody."""
    walk = Walk()
    house = walk.site.house
    for number, signers in (("SOP-IT-010", 1), ("SOP-IT-011", 2)):
        round_id = house.submit(house.write(text(number)))
        for action, by in ((Action.REVIEW, "reviewer"), (Action.CHECK, "quality"))[:signers]:
            house.sign(round_id, action, by)
    monkeypatch.setattr(Door, "library", house.library)
    monkeypatch.setattr(Door, "has_library", True)
    monkeypatch.setattr(Door, "settings", Settings(tmp_path, "sqlite://"))
    files = {"new.md": text("SOP-IT-008"), "draft.md": text("SOP-IT-004"), "scan.pdf": "%PDF-1.4",
             "people.csv": "employee,name\n"}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    places = {"tmp": tmp_path, "token": walk.program.id, "request": walk.requests[""],
              "message": "m1", "other": "m2"}  # fmt: skip
    with house.library.unit() as uow:
        for message in ("m1", "m2"):
            uow.outbox.add(Message(message, "staff", Channel.MAIL, house.library.clock(),
                                   house.library.clock(), outcome=UNDELIVERABLE))  # fmt: skip
        uow.commit()
    done = set()
    for name, (more, _) in WHO.items():
        argv = [*name.split(), *(word.format(**places) for word in more.split()), "--as", who]
        result = CliRunner().invoke(root, argv, input=f"{PASSWORD}\n{PASSWORD}\n")
        code = result.stderr.partition(":")[0].strip()
        assert result.exit_code != 2, (name, result.stderr)
        if result.exit_code == 0 or statuses.get(code) not in {401, 403, 404}:
            done.add(name)
    return done
