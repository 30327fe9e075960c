"""What can be wrong with a library, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """One kind for each way in which a library can be wrong."""

    DATABASE_DAMAGED = "database-damaged"
    GIT_DAMAGED = "git-damaged"
    GIT_LOCK = "git-lock"
    INTENT_OPEN = "intent-open"
    LEDGER_BROKEN = "ledger-broken"
    LEDGER_REWRITTEN = "ledger-rewritten"
    LEDGER_UNANCHORED = "ledger-unanchored"
    RELEASE_MISSING = "release-missing"
    RELEASE_DIFFERS = "release-differs"
    RELEASE_UNRECORDED = "release-unrecorded"
    TAG_MISSING = "tag-missing"
    TAG_SIGNATURE = "tag-signature"
    TAG_UNKNOWN = "tag-unknown"
    ROUND_MISSING = "round-missing"
    ROUND_DIFFERS = "round-differs"
    SIGNATURE_DIFFERS = "signature-differs"
    HISTORY_DIFFERS = "history-differs"
    BLOB_MISSING = "blob-missing"
    BLOB_DAMAGED = "blob-damaged"
    COPY_MISSING = "copy-missing"
    COPY_SEAL = "copy-seal"
    MAIN_DIFFERS = "main-differs"
    SEARCH_DIFFERS = "search-differs"
    MIRROR_BEHIND = "mirror-behind"


# Thai first, then English. {subject} is what is wrong, {about} the version it belongs to, {detail} how.
_WORDS = {
    Kind.DATABASE_DAMAGED: (
        "ฐานข้อมูลเสียหายที่ {subject}: {detail}",
        "The database is damaged at {subject}: {detail}.",
    ),
    Kind.GIT_DAMAGED: (
        "ที่เก็บ git เสียหายที่ {subject}: {detail}",
        "The git repository is damaged at {subject}: {detail}.",
    ),
    Kind.GIT_LOCK: (
        "มีไฟล์ล็อก {subject} ค้างอยู่จากกระบวนการที่หยุดกลางคัน",
        "A process that was cut off left the lock file {subject}.",
    ),
    Kind.INTENT_OPEN: (
        "การประกาศใช้ {subject} เริ่มแล้วแต่ยังไม่เสร็จ",
        "The release of {subject} has begun and is not done.",
    ),
    Kind.LEDGER_BROKEN: (
        "บัญชีเหตุการณ์ {subject} ไม่ตรงกับที่บันทึกไว้: {detail}",
        "Ledger {subject} is not as written: {detail}.",
    ),
    Kind.LEDGER_REWRITTEN: (
        "บัญชีเหตุการณ์ {subject} ไม่ตรงกับที่ git จำไว้: {detail}",
        "Ledger {subject} is not what git remembers: {detail}.",
    ),
    Kind.LEDGER_UNANCHORED: (
        "git ยังไม่มีบัญชีเหตุการณ์ถึงแถวที่ {subject} ใช้อ้างถึง",
        "Git does not hold the ledger up to what {subject} refers to.",
    ),
    Kind.RELEASE_MISSING: (
        "{subject}: สถานะกับการประกาศใช้ไม่ตรงกัน: {detail}",
        "{subject}: its state and its release disagree: {detail}.",
    ),
    Kind.RELEASE_DIFFERS: (
        "ข้อมูลการประกาศใช้ {subject} ไม่ตรงกับที่ลงนามไว้: {detail}",
        "What the database says of {subject} is not what was signed: {detail}.",
    ),
    Kind.RELEASE_UNRECORDED: (
        "บัญชีเหตุการณ์ไม่ตรงกับการประกาศใช้ {subject}: {detail}",
        "The ledger does not say what the release of {subject} says: {detail}.",
    ),
    Kind.TAG_MISSING: (
        "ไม่พบป้ายกำกับ {subject} ใน git",
        "Release tag {subject} is not in git.",
    ),
    Kind.TAG_SIGNATURE: (
        "ป้ายกำกับ {subject} ไม่มีลายเซ็นของคลังเอกสารนี้",
        "Release tag {subject} is not signed by a key of this library.",
    ),
    Kind.TAG_UNKNOWN: (
        "git มีป้ายกำกับ {subject} แต่ฐานข้อมูลไม่มีการประกาศใช้นี้",
        "Git has the release tag {subject}, and the database knows no such release.",
    ),
    Kind.ROUND_MISSING: (
        "ไม่พบต้นฉบับของรอบ {subject} ใน git: {detail}",
        "The sources of round {subject} are not in git: {detail}.",
    ),
    Kind.ROUND_DIFFERS: (
        "ต้นฉบับของรอบ {subject} ไม่ตรงกับรายการที่ลงนาม: {detail}",
        "The sources of round {subject} are not those that were signed: {detail}.",
    ),
    Kind.SIGNATURE_DIFFERS: (
        "ลายมือชื่อในรอบ {subject} ไม่ตรงกับบัญชีเหตุการณ์: {detail}",
        "A signature of round {subject} is not what the ledger says: {detail}.",
    ),
    Kind.HISTORY_DIFFERS: (
        "ประวัติของ {subject} ไม่ตรงกับบัญชีเหตุการณ์: {detail}",
        "The history of {subject} is not what the ledger says: {detail}.",
    ),
    Kind.BLOB_MISSING: (
        "ไม่พบไฟล์ {subject} ({detail}) ของ {about}",
        "File {subject} ({detail}) of {about} is missing.",
    ),
    Kind.BLOB_DAMAGED: (
        "ไฟล์ {subject} ({detail}) ของ {about} เสียหาย",
        "File {subject} ({detail}) of {about} is damaged.",
    ),
    Kind.COPY_MISSING: (
        "{about} ไม่มีสำเนา {detail}",
        "{about} has no copy {detail}.",
    ),
    Kind.COPY_SEAL: (
        "สำเนา {subject} ของ {about} ไม่ใช่สำเนาที่ถูกต้อง: {detail}",
        "Copy {subject} of {about} is not a genuine, unchanged copy of it: {detail}.",
    ),
    Kind.MAIN_DIFFERS: (
        "สาขา main ไม่ตรงกับฉบับที่บังคับใช้ของ {subject}",
        "Branch main does not hold what is in force of {subject}.",
    ),
    Kind.SEARCH_DIFFERS: (
        "ดัชนีค้นหาไม่ตรงกับฉบับที่บังคับใช้ของ {subject}",
        "The search index does not hold what is in force of {subject}.",
    ),
    Kind.MIRROR_BEHIND: (
        "ส่งสำเนา git ไปที่ {subject} ไม่สำเร็จ: {detail}",
        "The git mirror {subject} could not be sent what is new: {detail}.",
    ),
}
_MENDABLE = {
    Kind.GIT_LOCK,
    Kind.INTENT_OPEN,
    Kind.LEDGER_UNANCHORED,
    Kind.BLOB_MISSING,
    Kind.BLOB_DAMAGED,
    Kind.COPY_MISSING,
    Kind.COPY_SEAL,
    Kind.MAIN_DIFFERS,
    Kind.SEARCH_DIFFERS,
}
# A copy is made again only from facts that nothing speaks against: a seal over altered facts would hide them.
WHOLE_LIBRARY = {Kind.DATABASE_DAMAGED, Kind.LEDGER_BROKEN, Kind.LEDGER_REWRITTEN}
OF_THE_FACTS = {
    Kind.RELEASE_MISSING,
    Kind.RELEASE_DIFFERS,
    Kind.RELEASE_UNRECORDED,
    Kind.TAG_MISSING,
    Kind.TAG_SIGNATURE,
    Kind.ROUND_MISSING,
    Kind.ROUND_DIFFERS,
    Kind.SIGNATURE_DIFFERS,
    Kind.HISTORY_DIFFERS,
}
OF_COPIES = {Kind.BLOB_MISSING, Kind.BLOB_DAMAGED, Kind.COPY_MISSING, Kind.COPY_SEAL}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    ``subject`` names it (a blob's hash, ``row 12``, a tag, a round's id, a number). ``about`` is the release
    tag of the version that it belongs to, "" without one. ``detail`` says how, in English. ``copy`` is the
    copy that a file should be, such as ``master.pdf``.
    """

    kind: Kind
    subject: str
    about: str = ""
    detail: str = ""
    copy: str = ""
    repairable: bool = False

    @classmethod
    def found(cls, kind: Kind, subject: str, *, about: str = "", detail: str = "", copy: str = "") -> Problem:
        """A problem that is repairable when its kind is."""
        return cls(kind, subject, about, detail, copy, kind in _MENDABLE)

    @property
    def thai(self) -> str:
        """What is wrong, in Thai."""
        return self._said(0)

    @property
    def english(self) -> str:
        """What is wrong, in English."""
        return self._said(1)

    def _said(self, language: int) -> str:
        facts = {"subject": self.subject, "about": self.about, "detail": self.detail or self.copy}
        return _WORDS[self.kind][language].format_map(facts)
