from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import string
import textwrap
from datetime import date

import pytest

import sopctl
from sopctl.application.authoring.drafts import DraftOpenError, FileRefusedError
from sopctl.application.people.proof import SigningLockedError
from sopctl.application.people.roster import UserTakenError
from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.release.releasing import EffectiveTooEarlyError
from sopctl.domain.counts import NothingToCountError
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.workflow import Action, OutOfOrderError, State
from sopctl.intake.tables import TableUnreadableError
from sopctl.resources import templates_dir
from sopctl.thai.digits import Digits
from sopctl.web.errors import refusal, sentences
from tests.web.sites import Site


def _import_everything() -> None:
    for module in pkgutil.walk_packages(sopctl.__path__, "sopctl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _refusals(base: type[SopctlError] = SopctlError) -> list[type[SopctlError]]:
    found = [base]
    for child in base.__subclasses__():
        found += _refusals(child)
    return [cls for cls in found if cls.__module__.startswith("sopctl.")]


def _facts(cls: type[SopctlError]) -> set[str]:
    """The names of the facts that a class hands to its base."""
    owner = next(c for c in cls.__mro__ if "__init__" in c.__dict__)
    if owner is SopctlError:
        return set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner.__init__)))  # type: ignore[misc]
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "__init__"
    ]
    return {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}


def test_every_refusal_of_the_program_has_a_thai_sentence_made_of_its_facts() -> None:
    _import_everything()
    table = sentences()
    missing, wrong, not_thai = [], [], []
    for cls in _refusals():
        entry = table.get(cls.code)
        if entry is None:
            missing.append(f"{cls.__module__}.{cls.__name__}: {cls.code}")
            continue
        asked = {name for _, name, _, _ in string.Formatter().parse(entry.thai) if name}
        if cls is not SopctlError and not asked <= _facts(cls):
            wrong.append(f"{cls.code}: {sorted(asked - _facts(cls))}")
        if not any("\u0e01" <= char <= "\u0e5b" for char in entry.thai):
            not_thai.append(cls.code)
    assert (missing, wrong, not_thai) == ([], [], [])


def test_states_and_actions_in_a_sentence_are_in_thai() -> None:
    found = refusal(OutOfOrderError(State.DRAFT, Action.APPROVE, (Action.SUBMIT,)))
    assert found.status == 409
    assert "ร่าง" in found.thai
    assert "อนุมัติ" in found.thai
    assert "ส่งทบทวน" in found.thai
    assert found.english.startswith("approve is not possible")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (SigningLockedError(15), "อีก ๑๕ นาที"),
        (DraftOpenError(DocumentNumber("SOP-IT-001"), VersionLabel(2, 1)), "SOP-IT-001 มีฉบับที่ ๒.๑ "),
        (EffectiveTooEarlyError(date(2026, 1, 5), date(2026, 1, 6)), "คือ ๖ มกราคม ๒๕๖๙"),
        (NothingToCountError("หอผู้ป่วยใน 1"), "“หอผู้ป่วยใน 1”"),
        (
            FileRefusedError("ยา 5 mg.png", "“ให้ 5 mg ทุก 4 ชั่วโมง”", "a dose"),
            "“ยา 5 mg.png” ไม่ได้: “ให้ 5 mg ทุก 4 ชั่วโมง”",
        ),
        (UserTakenError("10234"), "ชื่อ 10234 อยู่แล้ว"),
    ],
)
def test_what_was_counted_is_in_the_digits_of_the_page_and_what_was_typed_stays(
    error: SopctlError, shown: str
) -> None:
    found = refusal(error)
    assert shown in found.told(Digits.THAI)[0]
    assert not set("๐๑๒๓๔๕๖๗๘๙") & set(found.told(Digits.ARABIC)[0])
    assert found.thai == found.told(Digits.ARABIC)[0]


def test_no_count_is_written_into_a_sentence_in_digits_of_its_own() -> None:
    examples = re.compile(r"SOP-IT-001|2 หรือ 2\.1|1y หรือ 6m|UTF-8")
    assert [
        code for code, one in sentences().items() if re.search("[0-9๐-๙]", examples.sub("", one.thai))
    ] == []


def test_a_wordless_code_is_shown_only_as_a_failure() -> None:
    class SecretError(SopctlError):
        code = "setting-wrong"

        def __init__(self) -> None:
            super().__init__("SOPCTL_SECRET_KEY=abc at /srv is wrong")

    found = refusal(SecretError())
    assert "SOPCTL" not in found.thai + found.english


@pytest.mark.parametrize("path", ["/nothing", "/documents/SOP-XX-999", "/documents/no number", "/rounds/x"])
def test_a_page_that_is_not_there_says_so_in_both_languages(site: Site, path: str) -> None:
    answer = site.of("quality").get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "ไม่พบ" in text
    assert "not in this library" in text or "no such page" in text


def test_an_unexpected_failure_says_nothing_of_the_inside(site: Site) -> None:
    site.house.sources.commits.clear()
    object.__setattr__(site.house.library, "reading", lambda: 1 / 0)
    answer = site.nobody().get("/documents/SOP-IT-001")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "ระบบขัดข้อง" in text
    assert "Traceback" not in text
    assert "ZeroDivision" not in text


def test_not_allowed_names_who_and_what() -> None:
    assert refusal(NotAllowedError("staff", "release")).status == 403


def test_identities_that_no_page_shows_are_said_in_words() -> None:
    found = refusal(ConcurrentChangeError("draft 56e089d3945048728d59b8179cd238c8"))
    assert "56e0" not in found.thai + found.english
    assert "ร่างนี้" in found.thai
    assert found.english.startswith("This draft was changed")


def test_no_code_has_two_sentences() -> None:
    written = re.findall(
        r"^  ([a-z-]+): \{", (templates_dir() / "errors.yaml").read_text("utf-8"), re.MULTILINE
    )
    assert len(written) == len(set(written))


def test_who_may_not_do_it_reads_whom_to_ask_in_thai_and_what_it_was_in_english() -> None:
    found = refusal(NotAllowedError("staff", "list people"))
    assert "list people" not in found.thai
    assert "ให้แจ้งศูนย์คุณภาพ" in found.thai
    assert found.english == "staff may not list people here."


def test_why_a_file_is_refused_is_said_in_both_languages() -> None:
    found = refusal(TableUnreadableError("ไม่มีแถวข้อมูล", "it has no rows"))
    assert "ไม่มีแถวข้อมูล" in found.thai
    assert "it has no rows" not in found.thai
    assert "it has no rows" in found.english
