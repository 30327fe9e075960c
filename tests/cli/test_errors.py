from __future__ import annotations

import errno
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml

import sopctl
from sopctl.cli import errors
from sopctl.cli.context import host_user
from sopctl.cli.errors import line_of, thai_sentence
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.numbers import NumberMalformedError
from sopctl.domain.workflow import Action, OutOfOrderError, State
from sopctl.resources import templates_dir
from sopctl.thai.dates import parse


def refusals() -> Iterator[type[SopctlError]]:
    for found in pkgutil.walk_packages(sopctl.__path__, "sopctl."):
        if ".web" in found.name or found.name.endswith("__main__"):
            continue
        for _, one in inspect.getmembers(import_module(found.name), inspect.isclass):
            if issubclass(one, SopctlError) and one.__module__ == found.name:
                yield one


def test_a_line_begins_with_the_code_then_says_it_in_thai_and_english() -> None:
    line = line_of(NumberMalformedError("x"))
    assert line.startswith("number-malformed: “x” ไม่ใช่รหัสเอกสาร")
    assert line.endswith("“x” is not a document number such as SOP-IT-001.")


def test_facts_that_are_codes_are_said_in_thai() -> None:
    thai = thai_sentence("out-of-order", OutOfOrderError(State.DRAFT, Action.APPROVE, (Action.SUBMIT,)).facts)
    assert "ร่าง" in thai
    assert "ส่งทบทวน" in thai
    assert "draft" not in thai


def test_a_refused_operating_system_user_is_told_how_to_name_who_acts() -> None:
    assert line_of(NotAllowedError(host_user(), "act")).endswith("Name who acts with --as USER.")
    assert "--as" not in line_of(NotAllowedError("staff", "act"))


def test_a_thai_date_says_its_own_thai() -> None:
    with pytest.raises(ValueError, match="no day") as refused:
        parse("31/2/2566", today=date(2026, 1, 15))
    assert line_of(refused.value).startswith("no-such-day: “31/2/2566” ไม่มีวันที่ 31")


def test_a_refusal_of_several_lines_is_one_line() -> None:
    assert "\n" not in line_of(SopctlError("one\ntwo"))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (click.Abort(), "stopped"),
        (KeyboardInterrupt(), "interrupted"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "system-refused"),
        (ZeroDivisionError("x"), "unexpected"),
    ],
)
def test_every_failure_has_a_code(error: BaseException, code: str) -> None:
    assert line_of(error).startswith(f"{code}: ")


def test_a_missing_fact_leaves_the_english_sentence() -> None:
    assert thai_sentence("not-found", {}) == ""


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [one.code for one in refusals()]
    assert len(codes) == len(set(codes))


def test_every_refusal_is_said_in_thai() -> None:
    text = (templates_dir() / "errors.yaml").read_text(encoding="utf-8")
    known = yaml.safe_load(text)["errors"]
    assert not {one.code for one in refusals()} - set(known)


def test_a_path_is_named_as_it_was_given() -> None:
    assert "a/b.md" in line_of(errors.NotTextError(Path("a/b.md")))
