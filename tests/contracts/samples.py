"""Believable values of everything that is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sopctl.application.records import Approval, CopyKey, Document, Intent, ReleasedVersion, SearchEntry
from sopctl.domain.access import Access
from sopctl.domain.manifest import Manifest
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Meaning, Medium, Signature
from sopctl.domain.standing import Release
from sopctl.domain.types import SignerKind, Signers, Step
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action

NOW = datetime(2026, 3, 1, 2, 3, 4, 567890, tzinfo=UTC)
DAY = date(2026, 3, 1)
NUMBER = DocumentNumber("SOP-IT-001")
V1 = VersionLabel(1)
SHA = "ab" * 32


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def person(user: str = "somchai") -> Person:
    return Person(user, "นายสมชาย ใจดี", frozenset({Role.AUTHOR, Role.STAFF}), "IT", "นักวิชาการคอมพิวเตอร์")


def document(number: DocumentNumber = NUMBER) -> Document:
    return Document(number, "SOP", "IT", "ศูนย์คอมพิวเตอร์", Access.ALL, NOW, ("PH",))


def version(
    version_id: str = "v1", number: DocumentNumber = NUMBER, label: VersionLabel = V1, minutes: float = 0
) -> Version:
    return Version(version_id, number, label, "somchai", later(minutes))


def opened_round(of: Version, round_id: str = "r1") -> Round:
    manifest = Manifest(
        number=of.number,
        version=of.label,
        title="นโยบายการบริหารความทรงจำ",
        type_code="SOP",
        sources=(("document.md", SHA), ("แผนผัง.png", SHA)),
        shape=(("type", SHA),),
        requested_effective=DAY,
        reason="ปรับให้ทันสมัย",
        prepared_by="somchai",
        round_id=round_id,
    )
    return Round(
        id=round_id,
        ordinal=len(of.rounds) + 1,
        manifest=manifest,
        steps=(
            Step(Action.REVIEW, Signers(SignerKind.PEOPLE, people=("malee", "wichai")), needed=2),
            Step(Action.APPROVE, Signers(SignerKind.POST, "director")),
        ),
        department="IT",
        prepared_by="somchai",
        prepared_name="นายสมชาย ใจดี",
        prepared_title="นักวิชาการคอมพิวเตอร์",
        opened_at=later(10),
        commit="c0" * 20,
    )


def signature(of: Round, who: str = "malee", minutes: float = 20) -> Signature:
    return Signature(
        round_id=of.id,
        step=0,
        manifest_sha256=of.manifest.sha256,
        evidence_sha256=SHA,
        meaning=Meaning.REVIEWED,
        person=who,
        name="นางมาลี สุขใจ",
        post="หัวหน้าพยาบาล",
        authority="people:malee,wichai",
        at=later(minutes),
        previous="0" * 64,
        remark="ผ่าน",
    )


def submitted(of: Version, round_id: str = "r1") -> Version:
    return of.submit(opened_round(of, round_id), by="somchai", at=later(10))


def reviewed(of: Version, who: str = "malee", minutes: float = 20) -> Version:
    assert of.round is not None
    return of.sign(Action.REVIEW, signature(of.round, who, minutes))


def released(
    version_id: str = "v1",
    number: DocumentNumber = NUMBER,
    label: VersionLabel = V1,
    effective: date = DAY,
    recorded_at: datetime = NOW,
) -> ReleasedVersion:
    return ReleasedVersion(
        release=Release(version_id, number, label, effective, recorded_at),
        title="นโยบายการบริหารความทรงจำ",
        type_code="SOP",
        department="IT",
        owner="ศูนย์คอมพิวเตอร์",
        access=Access.RESTRICTED,
        approval=Approval(Medium.PAPER, "นพ.วิชัย เกษม", "ผู้อำนวยการ", date(2023, 6, 12)),
        change="ออกใหม่",
        manifest_sha256=version_id.encode().hex().ljust(64, "0"),
        record=b'{"a":"\xe0\xb8\x81"}',
        commit="c0" * 20,
        tag=f"{number.slug}/v{label}",
        token=f"token-{version_id}",
        public_url="https://sop.example.org",
        copies={CopyKey("master", "pdf"): SHA, CopyKey("controlled", "pdf", "3"): SHA},
        standards=("HA II-4",),
        departments=("PH", 'ห้อง"ยา"'),
    )


def intent(intent_id: str = "i1", version_id: str = "v1") -> Intent:
    return Intent(intent_id, version_id, NUMBER, V1, NOW, "token", "https://sop.example.org", b"{}")


def entry(
    number: str = "SOP-IT-001",
    title: str = "นโยบายการบริหารความทรงจำ",
    *passages: tuple[str, str, str],
    access: Access = Access.ALL,
    department: str = "IT",
    type_code: str = "SOP",
    standards: tuple[str, ...] = (),
    departments: tuple[str, ...] = (),
) -> SearchEntry:
    return SearchEntry(
        DocumentNumber(number), number.lower(), title, type_code, department, access, DAY, standards,
        passages, departments,
    )  # fmt: skip


def with_copies(of: ReleasedVersion, **copies: str) -> ReleasedVersion:
    return replace(of, copies={**of.copies, **{CopyKey(mark, "pdf"): name for mark, name in copies.items()}})
