from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from sopctl.cli.root import ENTRIES, root
from tests.support.command_line import Sopctl

HEAVY = ("alembic", "cryptography", "docx", "flask", "git", "obstore", "reportlab", "sqlalchemy", "yaml")


def modules_after(*args: str) -> set[str]:
    program = (
        "import sys\nfrom sopctl.cli.root import root\n"
        f"try: root({list(args)!r})\nexcept SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in ran.stderr.split()} | set(ran.stderr.split())


def test_help_loads_no_command_and_nothing_heavy() -> None:
    loaded = modules_after("--help")
    assert not loaded & set(HEAVY)
    assert not {entry.module for entry in ENTRIES.values()} & loaded


def test_help_is_nearly_as_fast_as_its_toolkit() -> None:
    # In instructions of the import, not in seconds: what else the machine does must not decide.
    def microseconds(module: str) -> int:
        best = 10**9
        for _ in range(3):
            command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
            lines = subprocess.run(command, capture_output=True, text=True, check=True).stderr.splitlines()
            best = min(best, int(lines[-1].split("|")[1]))
        return best

    assert microseconds("sopctl.cli.root") < 2.5 * microseconds("click")


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_command_is_where_the_tree_says(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert isinstance(command, click.Command)
    assert re.search("[ก-๙]", command.help or ""), "the help is Thai first"


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_command_takes_the_library_folder(name: str) -> None:
    entry = ENTRIES[name]
    command = getattr(import_module(entry.module), entry.attribute)
    leaves = command.commands.values() if isinstance(command, click.Group) else [command]
    for leaf in leaves:
        assert any("--home" in parameter.opts for parameter in leaf.params), leaf.name


def test_help_names_every_command(nowhere: Sopctl) -> None:
    shown = nowhere.done("--help").out
    assert all(re.search(rf"^  {re.escape(name)} ", shown, re.MULTILINE) for name in ENTRIES)


def test_wrong_usage_is_status_two(nowhere: Sopctl) -> None:
    assert nowhere("document", "list", "--no-such").status == 2
    assert nowhere("no-such-command").status == 2
    assert nowhere("render", "SOP-IT-001", "--to", "odt").status == 2


def test_a_library_that_is_not_there_is_one_line(nowhere: Sopctl) -> None:
    ran = nowhere("document", "list")
    assert (ran.status, ran.out, ran.code) == (1, "", "library-missing")


def test_a_fault_of_the_program_is_one_line_too(monkeypatch: pytest.MonkeyPatch, nowhere: Sopctl) -> None:
    from click.testing import CliRunner

    from sopctl.cli.context import Door

    def fail(_door: Door) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(Door, "library", property(fail))
    environ = {"SOPCTL_HOME": str(nowhere.home)}
    ran = CliRunner().invoke(root, ["document", "list"], env=environ)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("unexpected: ")
    assert ran.stderr.count("\n") == 1
    told = CliRunner().invoke(root, ["--traceback", "document", "list"], env=environ)
    assert isinstance(told.exception, ZeroDivisionError)


def test_a_password_that_nobody_can_be_asked_for_is_wrong_usage(library_to_read: Path) -> None:
    asked = ["review", "SOP-IT-001", "--as", "reviewer", "--home", str(library_to_read)]
    command = [sys.executable, "-m", "sopctl", *asked]
    # A session of its own has no terminal, as a job at night has none.
    ran = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, start_new_session=True
    )
    assert ran.returncode == 2
    assert "--password-stdin" in ran.stderr


def test_a_terminal_that_cannot_show_thai_gets_no_traceback(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii", "SOPCTL_HOME": str(tmp_path / "none")}
    command = [sys.executable, "-m", "sopctl"]
    ran = subprocess.run([*command, "document", "list"], capture_output=True, check=False, env=environ)
    assert (ran.returncode, ran.stderr[:16]) == (1, b"library-missing:")
    assert b"Traceback" not in ran.stderr
    name = os.fsencode(tmp_path) + b"/\xff.md"
    ran = subprocess.run([*command, "lint", name], capture_output=True, check=False, env=environ)
    assert (ran.returncode, ran.stderr[:16]) == (1, b"file-unreadable:")
