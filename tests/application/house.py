"""A library in memory, with people in their places and a clock that tests move."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sopctl.accounts.second_factors import TotpFactors
from sopctl.application.authoring import drafts, submission
from sopctl.application.library import Actor, Drawing, Library
from sopctl.application.ports.copies import Inspection, OfficialCopy, PrintedForm, Seal
from sopctl.application.records import ReleasedVersion
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.content.attached_text import office_words
from sopctl.content.blocks import Body
from sopctl.content.profile import Profile
from sopctl.domain import canonical
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Post
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action
from sopctl.intake.files import FileIntake
from sopctl.resources import templates_dir
from tests.fakes import FakeBlobs, FakeLibrary, FakeLock, FakePasswordRules, FakePasswords, FakeSources
from tests.support.people import appoint, settle_in

PASSWORD = "correct horse battery"
HOSPITAL = (
    "name: โรงพยาบาลทดสอบ\nname_en: Test\ndepartments:\n- {code: IT, name: คอม}\n- {code: ED, name: เรียน}\n"
)

TEXT = """---
number: {number}
title: {title}
type: SOP
department: IT
owner: ศูนย์คอมพิวเตอร์
access: {access}
---

# วัตถุประสงค์

{purpose}

# ขอบเขต

ทุกหน่วยงาน

# ผู้รับผิดชอบ

บุคลากรทุกคน

# ขั้นตอนการปฏิบัติ

1. อ่าน
2. ทำตาม

# ตัวชี้วัด

ร้อยละของการปฏิบัติตาม
"""


def text(
    number: str = "SOP-IT-001",
    title: str = "เรื่องทดสอบ",
    purpose: str = "เพื่อทดสอบ",
    access: str = "all",
    let_in: str = "",
) -> str:
    """A text of the department IT; ``let_in``: other departments, as in ``ED, PH``."""
    written = TEXT.format(number=number, title=title, purpose=purpose, access=access)
    return written.replace("access:", f"departments: [{let_in}]\naccess:") if let_in else written


class PlainRenderer:
    """Draws a copy as lines that tests can read; the seal's bytes come last."""

    def __init__(self, extension: str) -> None:
        self.extension = extension
        self.media_type = f"test/{extension}"

    def render(self, copy: OfficialCopy, profile: Profile, seal: Seal | None = None) -> bytes:
        signed = [f"{s.meaning}:{s.name}:{s.medium}:{s.formula}" for s in copy.sign_offs]
        signed += [f"picture:{canonical.sha256(s.picture)}" for s in copy.sign_offs if s.picture]
        history = [f"{r.version}@{r.day}" for r in copy.revisions]
        parts = [self.extension, str(copy.number), str(copy.version), copy.mark, str(copy.effective), *signed,
                 *history, copy.verify_url or "", profile.name, repr(copy.body.blocks)]  # fmt: skip
        data = "\n".join(parts).encode()
        return data + (seal.sign(bytes.fromhex(canonical.sha256(data))) if seal else b"")


class PlainSheets:
    """Draws a sheet as lines that tests can read."""

    def render(self, copy: OfficialCopy, profile: Profile) -> bytes:
        return f"%PDF-sheet {copy.number} {copy.version} {profile.name} {copy.body.blocks!r}".encode()

    def render_form(self, form: PrintedForm, profile: Profile) -> bytes:
        return f"%PDF-form {form.number} {form.title} {profile.name} {form.body.blocks!r}".encode()


class PlainSeal:
    size = 8

    def sign(self, digest: bytes) -> bytes:
        return b"SEAL" + digest[:4]

    def rotate(self) -> str:
        return "new"


class NoInspector:
    def inspect(self, data: bytes, certificates: tuple[bytes, ...]) -> Inspection:
        return Inspection("other", False, False, None, None, None)


class PlainPages:
    def render(self, body: Body, *, digits: str, image_base: str) -> str:
        return f"<p>{digits} {image_base} {len(body.blocks)}</p>"


@dataclass
class House:
    """The library with the hands that tests need."""

    library: Library
    sources: FakeSources
    blobs: FakeBlobs
    lock: FakeLock
    database: FakeLibrary
    now: datetime = field(default_factory=lambda: datetime(2026, 1, 15, 3, 0, tzinfo=UTC))

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=7)).date()

    def ledger_actions(self) -> list[str]:
        with self.library.reading() as uow:
            return [row.action for row, _ in uow.ledger.rows()]

    def version(self, version_id: str) -> Version:
        with self.library.reading() as uow:
            found = uow.versions.get(version_id)
        assert found is not None
        return found

    def appoint(self, user: str, first: date, *, by: str = "quality") -> None:
        appoint(self.library, DIRECTOR, user, first, by=by, password=PASSWORD)

    # -- the ordinary walk, step by step ---------------------------------------------------------------
    def write(
        self, markdown: str | None = None, *, by: str = "author", reason: str = "ประกาศใช้ครั้งแรก"
    ) -> str:
        version_id = drafts.start_from_text(self.library, Actor(by), markdown or text(), {})
        drafts.save_draft(self.library, Actor(by), version_id, save_number=1, reason=reason)
        return version_id

    def submit(self, version_id: str, *, by: str = "author") -> str:
        opened = submission.submit(self.library, Actor(by), version_id).round
        assert opened is not None
        return opened.id

    def sign(
        self, round_id: str, action: Action, by: str, *, password: str = PASSWORD, code: str = ""
    ) -> Version:
        self.pass_time(seconds=20)
        shown = rounds.signing_view(self.library, Actor(by), round_id).shown
        return rounds.sign(
            self.library, Actor(by), round_id, action, password=password, shown=shown, code=code
        )

    def approve(self, version_id: str) -> str:
        round_id = self.submit(version_id)
        self.sign(round_id, Action.REVIEW, "reviewer")
        self.sign(round_id, Action.CHECK, "quality")
        self.sign(round_id, Action.APPROVE, "director")
        return round_id

    def release(self, version_id: str, *, effective: date | None = None) -> ReleasedVersion:
        return releasing.release_version(
            self.library, Actor("quality"), version_id, password=PASSWORD, effective=effective
        )

    def publish(self, markdown: str | None = None, *, effective: date | None = None) -> str:
        version_id = self.write(markdown)
        self.approve(version_id)
        self.release(version_id, effective=effective)
        return version_id


PEOPLE = (
    Person("admin", "ผู้ดูแล", frozenset({Role.ADMIN})),
    Person("author", "ผู้จัดทำ", frozenset({Role.AUTHOR}), "IT"),
    Person("reviewer", "หัวหน้าแผนก", frozenset({Role.REVIEWER}), "IT"),
    Person("other", "หัวหน้าแผนกอื่น", frozenset({Role.REVIEWER, Role.AUTHOR}), "ED"),
    Person("quality", "ศูนย์คุณภาพ", frozenset({Role.QUALITY, Role.AUTHOR})),
    Person("director", "ผู้อำนวยการ", frozenset({Role.STAFF})),
    Person("deputy", "รองผู้อำนวยการ", frozenset({Role.STAFF})),
    Person("auditor", "ผู้ตรวจ", frozenset({Role.AUDITOR})),
    Person("staff", "พยาบาล", frozenset({Role.STAFF}), "ED"),
)
DIRECTOR = Post("director", "ผู้อำนวยการโรงพยาบาล", "Director")


def _packaged(path: str) -> bytes | None:
    file = templates_dir() / path
    return file.read_bytes() if file.is_file() else None


def build() -> House:
    """A library with everybody in it, told of nothing, and nothing written."""
    house = build_empty()
    settle_in(house.library, PEOPLE, PASSWORD)
    house.appoint("director", date(2025, 10, 1))
    house.database.data.notices.clear()
    return house


def _head(database: FakeLibrary) -> str:
    with database.reading() as uow:
        return uow.ledger.head()


def build_empty() -> House:
    """A library without anybody."""
    database, sources, blobs = FakeLibrary(), FakeSources(), FakeBlobs()
    lock = FakeLock(database)
    counter = itertools.count(1)
    drawing = Drawing({"pdf": PlainRenderer("pdf"), "docx": PlainRenderer("docx")}, str.split, PlainSheets())
    holder: list[House] = []

    def clock() -> datetime:
        # Every reading is a little later, as a real clock's is.
        holder[0].now += timedelta(milliseconds=1)
        return holder[0].now

    own: Callable[[str], bytes | None] = lambda path: sources.main_file(f"library/{path}")  # noqa: E731
    library = Library(
        drawing=lambda _: drawing,
        page=PlainPages(),
        packaged=_packaged,
        own=own,
        missing_characters=lambda _: set(),
        words_of=office_words,
        clock=clock,
        new_id=lambda: f"{next(counter):032x}"[::-1],
        unit=database.unit,
        passing=database.passing,
        reading=database.reading,
        head=lambda: _head(database),
        sources=sources,
        blobs=blobs,
        lock=lock,
        passwords=FakePasswords(),
        password_rules=FakePasswordRules(),
        second_factors=TotpFactors(),
        inspector=NoInspector(),
        seal=PlainSeal(),
        certificates=lambda: (),
        new_token=lambda: f"token-{next(counter)}",
        vouch=lambda data: canonical.sha256(b"only this library\0" + data),
        public_url="https://sop.example",
        lock_file_sha256="f" * 64,
        intake=FileIntake(),
    )
    house = House(library, sources, blobs, lock, database)
    holder.append(house)
    sources.move_main({"library": {"hospital.yaml": HOSPITAL.encode()}}, message="begin", at=house.now)
    return house
