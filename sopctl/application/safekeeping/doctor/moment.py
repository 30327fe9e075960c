"""One moment of a library, read at once, so that what is compared belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from sopctl.application.ledger import read_lines
from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Document, Draft, Intent, ReleasedVersion
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.application.safekeeping.told import Told
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerBrokenError, LedgerRow, verify
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State


@dataclass(frozen=True)
class Moment:
    """What git listed, then what the database held: so git is never ahead of it by more than its intents.

    ``rows`` are the ledger's rows that can be read. ``anchored`` is None when git's ledger cannot be read.
    """

    tags: Sequence[str]
    frozen: Mapping[str, str]
    anchored: bytes | None
    documents: Sequence[Document]
    versions: Mapping[str, Version]
    releases: Sequence[ReleasedVersion]
    drafts: Sequence[Draft]
    intents: Sequence[Intent]
    rows: Sequence[tuple[LedgerRow, str]]
    problems: tuple[Problem, ...]
    held: Told = field(default_factory=Told)

    @classmethod
    def of(cls, library: Library) -> Moment:
        """Read it. Raises what the database raises when it cannot be read at all."""
        problems: list[Problem] = []
        anchored: bytes | None = None
        tags: Sequence[str] = ()
        frozen: Mapping[str, str] = {}
        try:
            tags, frozen = library.sources.tags(), library.sources.rounds()
            anchored = library.sources.anchored_ledger()
        except SopctlError as broken:
            problems.append(Problem.found(Kind.GIT_DAMAGED, "refs", detail=str(broken)))
        with library.reading() as uow:
            for name, said in uow.damage():
                problems.append(Problem.found(Kind.DATABASE_DAMAGED, name, detail=said))
            versions = {version.id: version for version in uow.versions.in_states(State)}
            drafts = [draft for key in versions if (draft := uow.drafts.get(key)) is not None]
            rows, unread = _rows(uow)
            problems += unread
            documents, releases = uow.documents.all(), uow.releases.all()
            held = Told.by_database(
                uow, {r.release.version_id for r in releases}, [d.number for d in documents]
            )
            return cls(
                tags, frozen, anchored, documents, versions, releases, drafts, uow.intents.open(), rows,
                tuple(problems), held,
            )  # fmt: skip

    @cached_property
    def by_subject(self) -> Mapping[str, Sequence[LedgerRow]]:
        """The ledger's rows by what they are about, in order."""
        found: dict[str, list[LedgerRow]] = defaultdict(list)
        for row, _ in self.rows:
            found[row.subject].append(row)
        return found

    @cached_property
    def hashes(self) -> AbstractSet[str]:
        """The hashes of the ledger's rows."""
        return {digest for _, digest in self.rows}

    @cached_property
    def anchored_hashes(self) -> Sequence[str] | None:
        """The hashes in git's copy of the ledger, in order; None when it cannot be read as one."""
        if self.anchored is None:
            return None
        try:
            rows = read_lines(self.anchored)
            verify(rows)
        except (LedgerBrokenError, KeyError, ValueError, TypeError):
            return None
        return [digest for _, digest in rows]

    @cached_property
    def anchored_set(self) -> AbstractSet[str]:
        """The hashes in git's copy of the ledger, to be looked up."""
        return frozenset(self.anchored_hashes or ())

    def siblings(self, number: DocumentNumber) -> list[ReleasedVersion]:
        """The released versions of a document, oldest first."""
        return self._by_number.get(number, [])

    @cached_property
    def _by_number(self) -> Mapping[DocumentNumber, list[ReleasedVersion]]:
        found: dict[DocumentNumber, list[ReleasedVersion]] = defaultdict(list)
        for released in self.releases:
            found[released.release.number].append(released)
        return dict(found)


def _rows(uow: UnitOfWork) -> tuple[list[tuple[LedgerRow, str]], list[Problem]]:
    """Every row that can be read as one, and a problem for each that cannot."""
    rows: list[tuple[LedgerRow, str]] = []
    problems: list[Problem] = []
    first = 1
    while True:
        try:
            for pair in uow.ledger.rows(first):
                rows.append(pair)  # noqa: PERF402  # those before a broken row are kept
        except LedgerBrokenError as broken:
            row = int(broken.facts["row"])
            reason = broken.facts["reason"]
            problems.append(Problem.found(Kind.LEDGER_BROKEN, f"row {row}", detail=reason))
            first = row + 1
        else:
            return rows, problems
