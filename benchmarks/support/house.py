"""A library of any size, quickly: the rows, git objects and index entries that the use cases would write.

People and posts are made by the use cases. Documents are written in bulk from the same values (versions with
their rounds and signatures, releases, ledger rows in their chain, commits, tags, search entries); only the
files are shared: every copy of every document is the one file of 200,000 bytes that the benchmark downloads.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Table, insert

from benchmarks.search import made_entries, passages
from sopctl.application.authoring.checking import read_source
from sopctl.application.authoring.submission import open_round
from sopctl.application.copies.official import MANIFEST_FILE, SOURCE_FILE, Frozen, approval_record
from sopctl.application.demo import hospital_facts
from sopctl.application.ledger import ledger_lines
from sopctl.application.library import Library
from sopctl.application.records import (
    Account,
    Approval,
    CopyKey,
    Document,
    Draft,
    ReleasedVersion,
    SearchEntry,
)
from sopctl.bootstrap import create_library, open_library
from sopctl.config import Settings, load_settings
from sopctl.domain import canonical
from sopctl.domain.access import Access
from sopctl.domain.ledger import GENESIS, LedgerRow
from sopctl.domain.manifest import Manifest
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Holding, Post
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import MEANING_OF, Medium, Signature
from sopctl.domain.standing import Release
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, State
from sopctl.resources import documents_dir
from sopctl.storage.sql import tables
from sopctl.storage.sql import version_rows as rows
from sopctl.storage.sql.engine import make_engine, writing
from sopctl.storage.sql.releases import _row as release_row
from sopctl.thai.dates import bangkok_day

PASSWORD = "sopctl-demo"
COPY_SIZE = 200_000
_BATCH = 500
_BEGAN = datetime(2026, 1, 5, 2, tzinfo=UTC)
_PEOPLE = (
    Person("author", "นางสาวกมลชนก ใจดี", frozenset({Role.AUTHOR}), "IT", "นักวิชาการ"),
    Person("reviewer", "นายประเสริฐ ศรีสวัสดิ์", frozenset({Role.REVIEWER}), "IT", "หัวหน้าศูนย์"),
    Person("quality", "นางสาวศิริพร มั่นคง", frozenset({Role.QUALITY}), "QM", "พยาบาลวิชาชีพ"),
    Person("director", "นายแพทย์วิชัยเกษม", frozenset({Role.STAFF}), "", "นายแพทย์เชี่ยวชาญ"),
    Person("auditor", "นายสมเกียรติ ตรวจดี", frozenset({Role.AUDITOR}), "QM", "ผู้ตรวจประเมิน"),
    Person("admin", "นายธนกร วัฒนานนท์", frozenset({Role.ADMIN}), "IT", "นักวิชาการ"),
    *(Person(f"staff{i:02}", f"เจ้าหน้าที่ที่ {i}", frozenset({Role.STAFF}), "NS", "พยาบาล") for i in range(60)),
)
_SIGNERS = ((Action.REVIEW, "reviewer", "role:reviewer"), (Action.CHECK, "quality", "role:quality"),
            (Action.APPROVE, "director", "post:director"))  # fmt: skip


class HouseLeftError(Exception):
    """A library that a run before left in the middle."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} was left in the middle of a run; remove it.")


@dataclass
class House:
    """A library that grows: ``released`` documents, and versions that wait.

    ``to_approve`` are ids of rounds that wait for the director, ``to_release`` ids of approved versions.
    """

    settings: Settings
    library: Library
    released: int = 0
    to_approve: tuple[str, ...] = ()
    to_release: tuple[str, ...] = ()
    before: int = 0  # how many were made to wait before

    @classmethod
    def make(cls, home: Path) -> House:
        """An empty library with its people."""
        settings = load_settings({}, home)
        create_library(settings, hospital_facts(documents_dir()))
        library = open_library(settings)
        hashed = library.passwords.hash(PASSWORD)
        with library.unit() as uow:
            for person in _PEOPLE:
                uow.people.add(person)
                uow.people.save_account(Account(person.user, hashed))
            uow.posts.add(Post("director", "ผู้อำนวยการโรงพยาบาล", "Hospital Director"))
            uow.posts.hold(
                Holding("held", "director", "director", date(2025, 1, 1), None, Formula.NONE), _BEGAN
            )
            uow.commit()
        library.blobs.put(copy_file())
        return cls(settings, library)

    @classmethod
    def open(cls, home: Path, released: int) -> House:
        """One that was made before, with as many documents in force, and nothing that waits any more."""
        settings = load_settings({}, home)
        library = open_library(settings)
        with library.reading() as uow:
            waits = len(uow.versions.in_states([State.IN_APPROVAL, State.APPROVED]))
            again = sum(v.label.edition == 2 for v in uow.versions.in_states([State.RELEASED]))
        if waits:
            raise HouseLeftError(home)
        house = cls(settings, library, released)
        house.before = again
        return house

    def grow(self, to: int) -> None:
        """Bring more documents into force, until there are ``to``."""
        new = range(self.released, to)
        _Bulk(self).write([_Made(i, 1, steps=3, out=True) for i in new])
        self.released = to

    def wait(self, *, approve: int, release: int) -> None:
        """New documents that wait for the director, and approved second versions that wait to be released."""
        first, second = _WAITING + self.before, self.before
        self.before += max(approve, release)
        new = [_Made(first + i, 1, steps=2) for i in range(approve)]
        again = [_Made(second + i, 2, steps=3) for i in range(release)]
        found = _Bulk(self).write([*new, *again])
        self.to_approve += tuple(version.rounds[0].id for version in found[:approve])
        self.to_release += tuple(version.id for version in found[approve:])


def copy_file() -> bytes:
    """Bytes of the size that all who are compared send."""
    head = b"%PDF-1.7\n"
    return head + random.Random(7).randbytes(COPY_SIZE - len(head))


def number_of(index: int) -> DocumentNumber:
    """The number of the document at a place."""
    return DocumentNumber(f"SOP-{_UNITS[index % len(_UNITS)]}-{index:05}")


_WAITING = 80_000  # the place of the first document that is not in force
_UNITS = ("IT", "NS", "PH", "ER", "OR", "LAB", "MR")


@dataclass(frozen=True)
class _Made:
    index: int
    edition: int
    steps: int  # how many have signed
    out: bool = False  # released


class _Bulk:
    """Writes many documents at once: git first, then one transaction for some hundred of them."""

    def __init__(self, house: House) -> None:
        self._house, self._library = house, house.library
        self._day = bangkok_day(_BEGAN)
        self._people = {person.user: person for person in _PEOPLE}
        self._copies = {
            CopyKey(mark, extension): canonical.sha256(copy_file())
            for mark in ("master", "uncontrolled")
            for extension in ("pdf", "docx")
        }
        self._pattern: tuple[Round, Frozen] | None = None

    def write(self, wanted: Sequence[_Made]) -> list[Version]:
        """Keep them; returns their versions."""
        made: list[Version] = []
        entries = made_entries(len(wanted), passages())
        texts = [(each, self._entry(each, next(entries))) for each in wanted]
        for first in range(0, len(texts), _BATCH):
            made += self._batch(texts[first : first + _BATCH])
        with self._library.reading() as uow:
            lines = ledger_lines(uow)
        self._library.sources.anchor_ledger(lines, at=_BEGAN)
        repository = self._house.settings.home / "repository.git"
        subprocess.run(["git", "-C", repository, "pack-refs", "--all"], check=True)
        return made

    def _entry(self, each: _Made, drawn: SearchEntry) -> SearchEntry:
        number = number_of(each.index)
        return replace(
            drawn, number=number, version_id=_id(each), department=_unit(number), standards=("HA",)
        )

    def _batch(self, batch: Sequence[tuple[_Made, SearchEntry]]) -> list[Version]:
        opened = [self._round(each, entry) for each, entry in batch]
        commits = _freeze(self._house.settings.home / "repository.git", [
            (each, one.id, files) for (each, _), (one, files) in zip(batch, opened, strict=True)
        ])  # fmt: skip
        engine = make_engine(self._house.settings.database_url)
        with writing(engine).begin() as connection:
            ledger = _Ledger(connection)
            made = [
                self._version(each, replace(one, commit=commits[one.id]), ledger)
                for (each, _), (one, _) in zip(batch, opened, strict=True)
            ]
            releases = [
                self._released(each, entry, version)
                for (each, entry), version in zip(batch, made, strict=True)
                if each.out
            ]
            self._insert(connection, batch, made, opened, releases)
            ledger.write(connection)
        engine.dispose()
        with self._library.unit() as uow:
            for each, entry in batch:
                if each.out:
                    uow.search.put(entry)
            uow.commit()
        return made

    def _round(self, each: _Made, entry: SearchEntry) -> tuple[Round, dict[str, bytes]]:
        number, label = entry.number, VersionLabel(each.edition)
        text = _markdown(entry)
        if self._pattern is None:
            version = Version(_id(each), number, label, "author", _BEGAN)
            draft = Draft(version.id, text, {}, "ปรับปรุงตามรอบ", None, 1, _BEGAN, "author")
            source = read_source(self._library, text)
            self._pattern = open_round(self._library, version, draft, source, self._people["author"])
        one, frozen = self._pattern
        sources = tuple({SOURCE_FILE: canonical.sha256(text.encode())}.items())
        manifest: Manifest = replace(
            one.manifest, number=number, version=label, title=entry.title, sources=sources,
            round_id=f"{number.slug}-v{label}-r1-{each.index:06}",
        )  # fmt: skip
        opened = replace(one, id=manifest.round_id, manifest=manifest, department=entry.department,
                         opened_at=_at(each))  # fmt: skip
        files = {**frozen.files, SOURCE_FILE: text.encode(), MANIFEST_FILE: manifest.encode()}
        return opened, files

    def _version(self, each: _Made, opened: Round, ledger: _Ledger) -> Version:
        at, manifest = opened.opened_at, opened.manifest
        version = Version(_id(each), manifest.number, manifest.version, "author", at)
        told = {"number": str(manifest.number), "version": str(manifest.version)}
        ledger.add(at, f"version:{version.id}", "draft:begin", "author", told)
        version = version.submit(opened, by="author", at=at)
        ledger.add(at, f"round:{opened.id}", "round:submit", "author",
                   {**told, "manifest": manifest.sha256, "reason": manifest.reason})  # fmt: skip
        for step, (action, user, ground) in enumerate(_SIGNERS[: each.steps]):
            signature = self._signature(opened, step, action, user, ground, ledger.head)
            version = version.sign(action, signature)
            ledger.add(at, f"round:{opened.id}", f"round:{action}", user, {
                "signature": signature.digest, "manifest": manifest.sha256,
                "evidence": signature.evidence_sha256, "meaning": signature.meaning,
                "name": signature.name, "post": signature.post,
                "authority": ground,
            })  # fmt: skip
        if each.out:
            version = version.apply(Action.RELEASE, by="quality", at=at, reason=manifest.reason)
            ledger.add(at, f"version:{version.id}", "version:release", "quality", {
                **told, "effective": self._day.isoformat(), "manifest": manifest.sha256,
                "medium": "electronic", "tag": f"{manifest.number.slug}/v{manifest.version}",
            })  # fmt: skip
        return version

    def _signature(
        self, opened: Round, step: int, action: Action, user: str, ground: str, head: str
    ) -> Signature:
        person, shown = self._people[user], canonical.sha256(f"{opened.id}{step}".encode())
        return Signature(opened.id, step, opened.manifest.sha256, shown, MEANING_OF[action], user,
                         person.name, person.title, ground, opened.opened_at, head)  # fmt: skip

    def _released(self, each: _Made, entry: SearchEntry, version: Version) -> ReleasedVersion:
        opened = version.rounds[-1]
        return ReleasedVersion(
            release=Release(version.id, version.number, version.label, self._day, _at(each)),
            title=entry.title, type_code="SOP", department=entry.department, owner=entry.department,
            access=Access.ALL, approval=Approval(Medium.ELECTRONIC, "นายแพทย์วิชัยเกษม", "ผู้อำนวยการ", self._day),
            change=opened.manifest.reason, manifest_sha256=opened.manifest.sha256,
            record=approval_record(opened.manifest, opened), commit=opened.commit,
            tag=f"{version.number.slug}/v{version.label}", token=f"token-{version.id}",
            public_url="http://127.0.0.1:8000", copies=self._copies, standards=entry.standards,
        )  # fmt: skip

    def _insert(
        self,
        connection: Connection,
        batch: Sequence[tuple[_Made, SearchEntry]],
        made: Sequence[Version],
        opened: Sequence[tuple[Round, dict[str, bytes]]],
        releases: Sequence[ReleasedVersion],
    ) -> None:
        documents = [
            vars(Document(e.number, "SOP", e.department, e.department, Access.ALL, _at(each)))
            for each, e in batch
            if each.edition == 1
        ]
        drafts: list[dict[str, object]] = [
            {"version_id": version.id, "markdown": files[SOURCE_FILE].decode(), "files": {}, "reason": "-",
             "requested_effective": None, "save_number": 1, "saved_at": _BEGAN, "saved_by": "author"}
            for version, (_, files) in zip(made, opened, strict=True)
        ]  # fmt: skip
        given: list[tuple[Table, list[dict[str, object]]]] = [
            (tables.documents, [{**d, "number": d["number"].text, "access": "all"} for d in documents]),
            (tables.versions, [rows.version_row(v) for v in made]),
            (tables.rounds, [row for v in made for row in rows.round_rows(v)]),
            (tables.events, [row for v in made for row in rows.event_rows(v)]),
            (tables.signatures, [row for v in made for row in rows.signature_rows(v)]),
            (tables.drafts, drafts),
            (tables.releases, [dict(release_row(r)) for r in releases]),
            (tables.copies, [
                {"version_id": r.release.version_id, **vars(key), "sha256": digest}
                for r in releases for key, digest in r.copies.items()
            ]),
            (tables.version_references, [
                {"version_id": r.release.version_id, "number": number}
                for r in releases for number in ("", str(_neighbour(r.release.number)))
            ]),
            (tables.notices, [_notice(version) for version in made]),
        ]  # fmt: skip
        for table, some in given:
            if some:
                connection.execute(insert(table), some)


class _Ledger:
    """Rows in their chain, as ``SqlLedger.append`` writes them."""

    def __init__(self, connection: Connection) -> None:
        last = tables.ledger.select().order_by(tables.ledger.c.sequence.desc()).limit(1)
        row = connection.execute(last).first()
        self._next: int = row.sequence + 1 if row else 1
        self.head: str = row.hash if row else GENESIS
        self._rows: list[dict[str, object]] = []

    def add(self, at: datetime, subject: str, action: str, actor: str, detail: Mapping[str, str]) -> None:
        row = LedgerRow(self._next, at, subject, action, actor, "", dict(detail), self.head)
        self._next, self.head = self._next + 1, row.hash
        written = canonical.encode(dict(row.detail)).decode()
        self._rows.append({**row.payload(), "detail": written, "hash": row.hash})

    def write(self, connection: Connection) -> None:
        connection.execute(insert(tables.ledger), self._rows)


def _markdown(entry: SearchEntry) -> str:
    head = (f"---\nnumber: {entry.number}\ntitle: {json.dumps(entry.title, ensure_ascii=False)}\ntype: SOP\n"
            f"department: {entry.department}\nowner: {entry.department}\naccess: all\n"
            f"references: [{_neighbour(entry.number)}]\n---\n")  # fmt: skip
    return head + "".join(f"\n# {heading.strip()}\n\n{text}\n" for _, heading, text in entry.passages)


def _notice(version: Version) -> dict[str, object]:
    opened = version.rounds[-1]
    return {"id": f"n-{version.id}", "kind": "released", "person": "author", "key": opened.id,
            "at": opened.opened_at, "number": version.number.text, "title": opened.manifest.title,
            "path": version.number.address, "read_at": opened.opened_at,
            "planned_at": opened.opened_at}  # fmt: skip


def _freeze(repository: Path, wanted: Sequence[tuple[_Made, str, Mapping[str, bytes]]]) -> dict[str, str]:
    """Commits of rounds, tags of releases and ``main`` that follows, in one stream; the commit by round."""
    stream: list[bytes] = []
    followed: list[bytes] = []
    for mark, (each, round_id, files) in enumerate(wanted, start=1):
        stream.append(_commit(f"refs/rounds/{round_id}", mark, f"Submit {round_id}"))
        for path, data in sorted(files.items()):
            stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
        if each.out:
            slug, text = number_of(each.index).slug, files[SOURCE_FILE]
            stream.append(f"tag {slug}/v{each.edition}\nfrom :{mark}\n{_WHO.replace('committer', 'tagger')}"
                          "data 7\nrelease\n".encode())  # fmt: skip
            place = f"documents/{slug}/{SOURCE_FILE}".encode()
            followed.append(b"M 100644 inline %s\ndata %d\n%s\n" % (place, len(text), text))
    if followed:
        main = b"from refs/heads/main^0\n"
        stream += [_commit("refs/heads/main", len(wanted) + 1, "Follow"), main, *followed]
    marks = repository / "marks"
    marked = f"--export-marks={marks}"
    command: list[str | Path] = [
        "git",
        "-C",
        repository,
        "-c",
        "core.fsync=none",
        "fast-import",
        "--quiet",
        marked,
    ]
    subprocess.run(command, input=b"".join(stream), check=True)
    by_mark = dict(line[1:].split(" ") for line in marks.read_text().splitlines())
    marks.unlink()
    return {round_id: by_mark[str(mark)] for mark, (_, round_id, _) in enumerate(wanted, start=1)}


_WHO = f"committer sopctl <> {int(_BEGAN.timestamp())} +0000\n"


def _commit(ref: str, mark: int, message: str) -> bytes:
    return f"commit {ref}\nmark :{mark}\n{_WHO}data {len(message)}\n{message}\n".encode()


def _neighbour(number: DocumentNumber) -> DocumentNumber:
    """The document that one refers to: each of ten to the next of them."""
    index = int(number.text.rsplit("-", 1)[1])
    return number_of(index // 10 * 10 + (index + 1) % 10)


def _id(each: _Made) -> str:
    return f"{each.index:06}-{each.edition}"


def _at(each: _Made) -> datetime:
    return _BEGAN + timedelta(seconds=each.index)


def _unit(number: DocumentNumber) -> str:
    return number.text.split("-")[1]
