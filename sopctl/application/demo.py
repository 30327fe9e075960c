"""The demonstration library: people, posts, starter documents in force, a version in review and one that
waits for the director.

Everything goes through the same use cases as in a hospital; only the passwords are published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sopctl.application.authoring import drafts, submission
from sopctl.application.authoring.checking import read_source
from sopctl.application.distribution.readership.pins import set_pin
from sopctl.application.library import Actor, Library
from sopctl.application.notices.board import mark_read
from sopctl.application.paper import registration
from sopctl.application.people import confirming, posts, roster
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.content.markdown import parse_body
from sopctl.domain.errors import SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day, parse

EMPLOYEES = {
    "admin": "10001", "staff": "10234", "author": "10235", "reviewer": "10236", "reviewer-pr": "10237",
    "reviewer-mr": "10238", "reviewer-ed": "10239", "reviewer-qm": "10240", "quality": "10241",
    "director": "10242", "group-head": "10243", "auditor": "10244",
}  # fmt: skip
PIN = "592714"  # for the shared machine of a ward, at /read
PASSWORD = "sopctl-demo"  # noqa: S105  # published on purpose; serve refuses to leave loopback with it
ACCOUNTS = ("staff", "author", "reviewer", "quality", "director", "auditor", "admin")
INDEX = "library.yaml"
_STEPS = (Action.REVIEW, Action.CHECK, Action.APPROVE)

_PEOPLE = (
    Person("admin", "นายธนกร วัฒนานนท์", frozenset({Role.ADMIN}), "IT", "นักวิชาการคอมพิวเตอร์"),
    Person("staff", "นางสาวปาริชาติ แสงทอง", frozenset({Role.STAFF}), "PR", "นักประชาสัมพันธ์"),
    Person("author", "นางสาวกมลชนก ใจดี", frozenset({Role.AUTHOR}), "IT", "นักวิชาการคอมพิวเตอร์ปฏิบัติการ"),
    Person("reviewer", "นายประเสริฐ ศรีสวัสดิ์", frozenset({Role.REVIEWER}), "IT", "หัวหน้าศูนย์คอมพิวเตอร์"),
    Person("reviewer-pr", "นางวราภรณ์ พูนผล", frozenset({Role.REVIEWER}), "PR", "หัวหน้างานประชาสัมพันธ์"),
    Person("reviewer-mr", "นางสุนีย์ รักษาธรรม", frozenset({Role.REVIEWER}), "MR", "หัวหน้างานเวชระเบียน"),
    Person("reviewer-ed", "แพทย์หญิงอรอุมา จันทร์เพ็ญ", frozenset({Role.REVIEWER}), "ED",
           "หัวหน้าศูนย์แพทยศาสตรศึกษาและฝึกอบรม"),
    Person("reviewer-qm", "นางพิมพ์ใจ สุขเกษม", frozenset({Role.REVIEWER}), "QM", "หัวหน้าศูนย์คุณภาพ"),
    Person("quality", "นางสาวศิริพร มั่นคง", frozenset({Role.QUALITY}), "QM", "พยาบาลวิชาชีพชำนาญการ"),
    Person("director", "นายแพทย์วิชัยเกษม", frozenset({Role.STAFF}), "", "นายแพทย์เชี่ยวชาญ"),
    Person("group-head", "นายแพทย์กิตติศักดิ์ วงศ์ไพศาล", frozenset({Role.STAFF}), "QM", "นายแพทย์ชำนาญการพิเศษ"),
    Person("auditor", "นายสมเกียรติ ตรวจดี", frozenset({Role.AUDITOR}), "QM", "ผู้ตรวจประเมินภายใน"),
)  # fmt: skip

Progress = Callable[[str], None]


class LibraryNotEmptyError(SopctlError):
    """A library that has documents, into which no demonstration goes."""

    code = "library-not-empty"

    def __init__(self) -> None:
        super().__init__("This library has people or documents already; the demo fills an empty one.")


@dataclass(frozen=True)
class _Text:
    """One starter document as its folder holds it."""

    number: str
    markdown: str
    files: Mapping[str, bytes]
    reason: str
    effective: date | None
    department: str


def hospital_facts(documents: Path, name: str | None = None) -> bytes:
    """The content of ``library/hospital.yaml`` for the demo; ``name`` replaces the hospital's."""
    index = _index(documents)
    hospital = {**index["hospital"], **({"name": name} if name else {})}
    return _yaml({**hospital, "departments": index["departments"]})


def bare_facts(name: str) -> bytes:
    """The content of ``library/hospital.yaml`` for a hospital of which only the name is known."""
    return _yaml({"name": name, "departments": []})


def fill(library: Library, documents: Path, progress: Progress) -> None:
    """Fill an empty library from the starter documents in ``documents``; ``progress`` gets a line a step.

    Raises LibraryNotEmptyError.
    """
    with library.reading() as uow:
        if uow.people.all() or uow.documents.all():
            raise LibraryNotEmptyError
    index = _index(documents)
    _make_people(library, progress)
    paper = index["paper"]
    for entry in index["documents"]:
        text = _read(library, documents, entry)
        if entry["number"] == paper["number"]:
            _register(library, documents, text, paper)
            progress(f"{text.number} ขึ้นทะเบียนตามที่อนุมัติบนกระดาษ registered as approved on paper")
        else:
            _bring_into_force(library, text)
            progress(f"{text.number} ประกาศใช้ in force")
    for person in _PEOPLE:  # a visitor's bell rings for what is new to them, not for how the demo was made
        mark_read(library, Actor(person.user))
    for entry in index["drafts"]:
        text = _read(library, documents, entry)
        _, round_id = _submit(library, text)
        signed = [Action(step) for step in entry.get("signed", ())]
        _sign(library, text, round_id, signed)
        waits = "รออนุมัติ in approval" if signed else "รอทบทวน in review"
        progress(f"{text.number} ฉบับที่ {entry['version']} {waits}")


def _make_people(library: Library, progress: Progress) -> None:
    admin = Actor("admin")
    for person in _PEOPLE:
        known = replace(person, employee=EMPLOYEES[person.user])
        roster.add_person(library, admin, known, PASSWORD, demo=True)
    today = bangkok_day(library.clock())
    posts.hold_post(library, admin, posts.DIRECTOR, "director", today, None)
    posts.hold_post(library, admin, posts.GROUP_HEAD, "group-head", today, None)
    for asked in confirming.confirmations_for(library, Actor("quality")):
        confirming.confirm(library, Actor("quality"), asked.confirmation.id, password=PASSWORD)
    for user in ACCOUNTS:
        set_pin(library, Actor(user), PIN, PASSWORD)
    progress(f"ผู้ใช้ {len(_PEOPLE)} คน และตำแหน่งผู้ลงนาม people and posts")


def _register(library: Library, documents: Path, text: _Text, paper: Mapping[str, str]) -> None:
    quality = Actor("quality")
    version_id = _begin(library, quality, text)
    effective = parse(paper["effective"], today=bangkok_day(library.clock())).date
    scan = (documents / paper["scan"]).read_bytes()
    facts = registration.PaperFacts(paper["approver"], paper["post"], effective, scan)
    registration.register_paper(
        library, quality, version_id, password=PASSWORD, effective=effective, paper=facts
    )


def _bring_into_force(library: Library, text: _Text) -> None:
    version_id, round_id = _submit(library, text)
    _sign(library, text, round_id, _STEPS)
    releasing.release_version(library, Actor("quality"), version_id, password=PASSWORD)


def _sign(library: Library, text: _Text, round_id: str, actions: Iterable[Action]) -> None:
    for action in actions:
        signer = {Action.CHECK: "quality", Action.APPROVE: "director"}.get(action)
        actor = Actor(signer or _reviewer_of(text.department))
        shown = rounds.signing_view(library, actor, round_id).shown
        rounds.sign(library, actor, round_id, action, password=PASSWORD, shown=shown)


def _submit(library: Library, text: _Text) -> tuple[str, str]:
    author = Actor("author")
    version_id = _begin(library, author, text)
    opened = submission.submit(library, author, version_id).round
    if opened is None:
        raise AssertionError("a submitted version has a round")
    return version_id, opened.id


def _begin(library: Library, actor: Actor, text: _Text) -> str:
    version_id = drafts.start_from_text(library, actor, text.markdown, text.files)
    drafts.save_draft(
        library, actor, version_id, save_number=1, reason=text.reason, requested_effective=text.effective
    )
    return version_id


def _reviewer_of(department: str) -> str:
    """The demo's reviewer in a department, as the type SOP asks for."""
    return next(p.user for p in _PEOPLE if Role.REVIEWER in p.roles and p.department == department)


def _read(library: Library, documents: Path, entry: Mapping[str, Any]) -> _Text:
    folder = documents / entry["folder"]
    markdown = (folder / entry["file"]).read_text(encoding="utf-8")
    for edit in entry.get("edits", ()):
        if markdown.count(edit["from"]) != 1:
            raise AssertionError(f"{entry['file']} has “{edit['from']}” once")
        markdown = markdown.replace(edit["from"], edit["to"])
    source = read_source(library, markdown)
    figures = {figure.source for figure in parse_body(source.body_text).figures()}
    files = {name: (folder / name).read_bytes() for name in sorted(figures)}
    return _Text(entry["number"], markdown, files, entry["reason"], source.front.effective, source.department)


def _index(documents: Path) -> dict[str, Any]:
    text = (documents / INDEX).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader builds only text
    return found


def _yaml(facts: object) -> bytes:
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False).encode()
