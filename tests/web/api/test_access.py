"""Every operation as everybody. An operation that this table does not name fails the test."""

from __future__ import annotations

from typing import Any

import pytest

from sopctl.application.authoring import drafts
from sopctl.application.library import Actor
from sopctl.application.release import withdrawal
from sopctl.domain.numbers import DocumentNumber
from sopctl.web.api import SUBJECTS
from sopctl.web.api.operations import Operation
from tests.application.house import PASSWORD, text
from tests.support.pictures import PNG
from tests.web.api.programs import Program, Programs
from tests.web.sites import PEOPLE, make

ALL = frozenset({"nobody", *PEOPLE})
SIGNED_IN = frozenset(PEOPLE)
WRITERS = frozenset({"author", "other", "quality"})
READERS_OF_DRAFT = frozenset({"author", "reviewer", "other", "quality", "auditor"})
READERS_OF_ROUND = frozenset({"author", "reviewer", "quality", "auditor", "director"})
OVERSEERS = frozenset({"quality", "auditor"})

# operation -> who gets an answer, or a refusal of what was sent and not of the person
WHO: dict[str, frozenset[str]] = {
    "list_documents": ALL,
    "show_document": ALL,
    "show_version": ALL,
    "fetch_copy": ALL,
    "show_history": ALL,
    "compare_versions": ALL,
    "compare_file": SIGNED_IN,
    "show_register": ALL,
    "search": ALL,
    "verify_file": ALL,
    "verify_code": ALL,
    "show_me": SIGNED_IN,
    "show_ledger": OVERSEERS | {"admin"},
    "show_inbox": SIGNED_IN,
    "start_draft": WRITERS,
    "show_draft": READERS_OF_DRAFT,
    "change_draft": frozenset({"author"}),
    "put_file": frozenset({"author"}),
    "clear_finding": frozenset({"author", "quality", "reviewer"}),
    "submit": frozenset({"author"}),
    "take_back": frozenset({"author"}),
    "abandon": frozenset({"author", "quality"}),
    "show_round": READERS_OF_ROUND,
    "fetch_round_copy": READERS_OF_ROUND,
    "sign": frozenset({"reviewer"}),
    "send_back": frozenset({"reviewer"}),
    "release_version": frozenset({"quality"}),
    "ask_withdrawal": frozenset({"quality"}),
    "show_withdrawal": OVERSEERS | {"director"},
    "sign_withdrawal": frozenset({"director"}),
    "decline_withdrawal": frozenset({"quality", "director"}),
}
OPERATIONS = {operation.name: operation for subject in SUBJECTS for operation, _ in subject.listed}


def test_the_table_names_every_operation() -> None:
    assert set(WHO) == set(OPERATIONS)


class Walk:
    """A library with something of everything, made anew for each person, so that nobody hides another."""

    def __init__(self) -> None:
        self.programs = Programs(make())
        house = self.programs.site.house
        house.publish()
        house.publish(text(purpose="เพื่อแก้ไข"))
        self.draft = house.write(text("SOP-IT-004"))
        self.round = house.submit(house.write(text("SOP-IT-002")))
        self.taken_back = house.write(text("SOP-IT-003"))
        house.submit(self.taken_back)
        self.returned = house.submit(house.write(text("SOP-IT-006")))
        self.approved = house.write(text("SOP-IT-005"))
        house.approve(self.approved)
        self.to_submit = house.write(text("SOP-IT-007"))
        self.personal = house.write(text("SOP-IT-008", purpose="โทรแจ้งศูนย์ที่ 081-234-5678"))
        (found,) = drafts.view_draft(house.library, Actor("author"), self.personal).personal
        self.mark = found.finding.fingerprint
        for number in ("SOP-IT-101", "SOP-IT-102", "SOP-IT-103"):
            house.publish(text(number))
        for number in ("SOP-IT-102", "SOP-IT-103"):
            withdrawal.ask_withdrawal(house.library, Actor("quality"), DocumentNumber(number), reason="เลิกใช้")
        with house.library.reading() as uow:
            self.token = uow.releases.all()[0].token

    def request(self, operation: Operation, program: Program) -> tuple[str, dict[str, Any]]:
        special: dict[str, dict[str, object]] = {
            "take_back": {"draft": self.taken_back}, "submit": {"draft": self.to_submit},
            "clear_finding": {"draft": self.personal},
            "release_version": {"draft": self.approved}, "send_back": {"round_id": self.returned},
            "ask_withdrawal": {"number": "SOP-IT-101"}, "show_withdrawal": {"number": "SOP-IT-102"},
            "sign_withdrawal": {"number": "SOP-IT-102"}, "decline_withdrawal": {"number": "SOP-IT-103"},
        }  # fmt: skip
        values: dict[str, object] = {
            "number": "SOP-IT-001", "version": "1", "extension": "pdf", "token": self.token,
            "draft": self.draft, "round_id": self.round, "name": "a.png",
        } | special.get(operation.name, {})  # fmt: skip
        bound = self.programs.site.app.url_map.bind("localhost")
        rule = next(
            r for r in self.programs.site.app.url_map.iter_rules() if r.endpoint == f"api.{operation.name}"
        )
        path = bound.build(rule.endpoint, {k: values[k] for k in rule.arguments}, method=operation.method)
        path = path.removeprefix("/api/v1")
        return path + {"compare_versions": "?from=1&to=2", "search": "?q=ทดสอบ"}.get(operation.name, ""), {
            "json": self.body(operation, program)
        } if operation.body else {"data": PNG} if operation.takes_bytes else {}

    def body(self, operation: Operation, program: Program) -> object:
        shown = "0" * 64
        if operation.name == "sign":
            seen = program.send("GET", f"/rounds/{self.round}").get_json()
            shown = seen.get("shown", shown)
        if operation.name == "sign_withdrawal":
            seen = program.send("GET", "/documents/SOP-IT-102/withdrawal").get_json()
            shown = seen.get("shown", shown)
        bodies: dict[str, object] = {
            "start_draft": {"markdown": text("SOP-IT-009")},
            "change_draft": {"reason": "เหตุผล"},
            "abandon": {"reason": "ไม่ใช้"},
            "clear_finding": {"mark": self.mark, "reason": "เบอร์กลาง"},
            "send_back": {"reason": "แก้"},
            "sign": {"action": "review", "shown": shown, "password": PASSWORD},
            "release_version": {"password": PASSWORD},
            "ask_withdrawal": {"reason": "เลิกใช้"},
            "sign_withdrawal": {"shown": shown, "password": PASSWORD},
            "decline_withdrawal": {"reason": "ยังใช้"},
        }
        return bodies.get(operation.name, {})


@pytest.mark.parametrize("who", sorted(ALL))
def test_who_may_do_what(who: str) -> None:
    walk = Walk()
    program = walk.programs.nobody() if who == "nobody" else walk.programs.of(who)
    wrong = []
    for operation in sorted(OPERATIONS.values(), key=lambda each: each.name == "abandon"):
        path, options = walk.request(operation, program)
        headers = {"If-Match": '"2"'} if operation.matched else {}
        status = program.send(operation.method, path, headers=headers, **options).status_code
        # A refusal of what was sent (an old save, a file of another kind) is no refusal of the person.
        allowed = status < 400 or status in {400, 409, 415}
        if allowed != (who in WHO[operation.name]):
            wrong.append((operation.name, status))
    assert wrong == []
