"""Rebuild: a library from a mirror of its git repository alone, and what that could not bring back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sopctl.application.copies.official import Frozen, evidence
from sopctl.application.ledger import ledger_lines, read_lines
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import CopyKey, Document, ReleasedVersion, WithdrawalRequest
from sopctl.application.release.indexing import index_document
from sopctl.application.release.publication import copy_key
from sopctl.application.release.redrawing import expected_copies, redraw
from sopctl.application.safekeeping.losses import Lost, lost_of
from sopctl.application.safekeeping.recollection import (
    Remembered,
    RememberedReaffirmation,
    RememberedWithdrawal,
    TagUnreadableError,
    recollect,
)
from sopctl.application.safekeeping.remembered_facts import bring_back
from sopctl.application.safekeeping.remembered_people import remembered_people
from sopctl.application.safekeeping.remembered_reviews import settle_reaffirmations, write_reaffirmations
from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerRow, verify
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person
from sopctl.domain.signatures import Signature
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action
from sopctl.thai.dates import bangkok_day

Progress = Callable[[str, int], None]
_RESEAL = "copy:reseal"


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild brought back, and what it could not.

    ``verified``: the keys that sign tags were given, and every tag brought back carries their signature.
    ``refused``: tags left out, with the reason. ``waiting``: rounds whose version was never released; their
    texts stay in git. ``unseen``: how many pictures of what signers saw could not be drawn again. ``told``:
    how many facts came back from the ledger alone, by kind. ``lost``: what did not come back.
    """

    verified: bool
    documents: int
    released: int
    withdrawn: int
    people: int
    ledger_rows: int
    copies: int
    refused: tuple[TagUnreadableError, ...]
    waiting: tuple[str, ...]
    unseen: int
    told: Mapping[str, int]
    lost: tuple[Lost, ...]


@dataclass
class _Gathered:
    """What is read from git before anything is written."""

    rows: Sequence[tuple[LedgerRow, str]]
    rounds: Mapping[str, str]
    releases: dict[str, Remembered] = field(default_factory=dict)
    withdrawals: dict[str, RememberedWithdrawal] = field(default_factory=dict)
    reaffirmations: dict[str, RememberedReaffirmation] = field(default_factory=dict)
    refused: list[TagUnreadableError] = field(default_factory=list)
    versions: dict[str, Version] = field(default_factory=dict)
    released: dict[str, ReleasedVersion] = field(default_factory=dict)

    @property
    def there(self) -> frozenset[str]:
        """The ids of the versions that are there again."""
        return frozenset(released.release.version_id for released in self.released.values())


def rebuild(library: Library, actor: Actor, *, keys_given: bool, progress: Progress) -> Rebuilt:
    """Fill an empty database from the repository that ``library`` already holds, in one transaction.

    With ``keys_given``, a tag without a signature of a believed key is left out. Copies are drawn from the
    frozen rounds, sealed by this library's own key and recorded as sealed again; people come back by name,
    without accounts and not active. Raises LedgerBrokenError when git's own copy of the ledger is not whole.
    """
    rows = read_lines(library.sources.anchored_ledger())
    verify(rows)
    found = _Gathered(rows, library.sources.rounds())
    for count, tag in enumerate(library.sources.tags(), start=1):
        _gather(library, found, tag, keys_given)
        progress("tags", count)
    _settle(library, found)
    copies = _draw(library, found, progress)
    unseen = sum(_draw_evidence(library, version) for version in found.versions.values())
    with library.unit() as uow:
        for row, digest in rows:
            again = uow.ledger.append(at=row.at, subject=row.subject, action=row.action, actor=row.actor,
                                      host_user=row.host_user, detail=row.detail)  # fmt: skip
            if again.hash != digest:
                raise AssertionError("a verified row keeps its hash")
        people = _people(found)
        for person in people:
            uow.people.add(person)
        _write(library, uow, found, copies, actor)
        said = [row for row, _ in rows]
        told = bring_back(library, uow, actor, said, found.versions.values(), found.released.values())
        waiting = _waiting(found)
        record(library, uow, actor, "library", "library:rebuild", verified=str(keys_given).lower(),
               releases=str(len(found.released)), refused=" ".join(e.facts["tag"] for e in found.refused),
               waiting=" ".join(waiting))  # fmt: skip
        lines = ledger_lines(uow)
        uow.commit()
    library.sources.anchor_ledger(lines, at=library.clock())
    return Rebuilt(
        verified=keys_given,
        documents=len({r.release.number for r in found.released.values()}),
        released=len(found.released),
        withdrawn=len(found.withdrawals),
        people=len(people),
        ledger_rows=len(rows),
        copies=sum(len(made) for made in copies.values()),
        refused=tuple(found.refused),
        waiting=waiting,
        unseen=unseen,
        told=told.counted,
        lost=lost_of(said, told, found.there, [person.user for person in people]),
    )


def _gather(library: Library, found: _Gathered, tag: str, keys_given: bool) -> None:
    try:
        if keys_given and not library.sources.tag_valid(tag):
            raise TagUnreadableError(tag, "no key that is believed signed it")  # noqa: TRY301
        read = recollect(library, tag, found.rounds)
    except TagUnreadableError as refused:
        found.refused.append(refused)
    else:
        if isinstance(read, Remembered):
            found.releases[tag] = read
        elif isinstance(read, RememberedReaffirmation):
            found.reaffirmations[tag] = read
        else:
            found.withdrawals[tag] = read


def _settle(library: Library, found: _Gathered) -> None:
    """Give every version its identity, its history and its dates."""
    ids, begun = _identities(found.rows)
    for tag, remembered in found.releases.items():
        manifest = remembered.manifest
        key = (str(manifest.number), str(manifest.version))
        version_id = ids.get(tag) or library.new_id()
        created_at = begun.get(key, remembered.opened.opened_at)
        try:
            found.versions[tag] = remembered.version(version_id, created_at)
            found.released[tag] = remembered.released(version_id)
        except (SopctlError, KeyError, ValueError) as broken:
            found.refused.append(TagUnreadableError(tag, f"its history cannot be walked again ({broken})"))
            found.versions.pop(tag, None)
    settle_reaffirmations(found.reaffirmations, found.versions, found.refused)
    for tag, order in list(found.withdrawals.items()):
        released = found.released.get(order.release_tag)
        if released is None or tag != f"{order.release_tag}-withdrawn":
            found.refused.append(TagUnreadableError(tag, "the release that it withdraws is not there"))
            del found.withdrawals[tag]
            continue
        version = found.versions[order.release_tag]
        found.versions[order.release_tag] = version.apply(
            Action.WITHDRAW, by=order.signature.person, at=order.at, reason=order.order.reason,
            signature=order.signature.digest,
        )  # fmt: skip
        release = replace(released.release, withdrawn_from=order.from_day, withdrawn_recorded_at=order.at)
        found.released[order.release_tag] = replace(released, release=release)


def _identities(
    rows: Iterable[tuple[LedgerRow, str]],
) -> tuple[Mapping[str, str], Mapping[tuple[str, str], datetime]]:
    """The version id of each release tag, and when each version was begun, as far as the ledger tells."""
    ids: dict[str, str] = {}
    begun: dict[tuple[str, str], datetime] = {}
    for row, _ in rows:
        kind, _, version_id = row.subject.partition(":")
        if kind != "version" or "number" not in row.detail or "version" not in row.detail:
            continue
        number, label = row.detail["number"], row.detail["version"]
        if row.action == "draft:begin":
            begun[number, label] = row.at
        # A label may be taken again after an abandoned draft; the last one is the one that was released.
        ids[f"{number.replace('/', '_').replace('.', '_')}/v{label}"] = version_id
    return ids, begun


def _draw(library: Library, found: _Gathered, progress: Progress) -> dict[str, dict[CopyKey, str]]:
    """Draw and seal the copies of every release; their SHA-256 by tag."""
    made: dict[str, dict[CopyKey, str]] = {}
    of_number: dict[DocumentNumber, list[ReleasedVersion]] = defaultdict(list)
    for released in found.released.values():
        of_number[released.release.number].append(released)
    count = 0
    for tag, released in found.released.items():
        siblings = of_number[released.release.number]
        made[tag] = {}
        for key in sorted(expected_copies(released, siblings), key=str):
            data = redraw(library, found.versions[tag], released, siblings, key, without_lost_pictures=True)
            made[tag][key] = library.blobs.put(data)
            count += 1
            progress("copies", count)
    return made


def _draw_evidence(library: Library, version: Version) -> int:
    """Put back what the signers saw, where the same bytes come out; returns how many did not."""
    lost = 0
    for opened in version.rounds:
        for place, given in enumerate(opened.signatures):
            if not given.evidence_sha256:
                continue
            try:
                before = replace(opened, signatures=opened.signatures[:place])
                drawn = evidence(library, before, Frozen.of(library, opened.commit))
            except SopctlError:
                drawn = b""
            if canonical.sha256(drawn) == given.evidence_sha256:
                library.blobs.put(drawn)
            else:
                lost += 1
    return lost


def _write(
    library: Library,
    uow: UnitOfWork,
    found: _Gathered,
    copies: Mapping[str, Mapping[CopyKey, str]],
    actor: Actor,
) -> None:
    recorded = {(row.subject, row.action) for row, _ in found.rows}
    order = sorted(found.released.values(), key=lambda r: r.release.recorded_at)
    for released in order:  # the facts of a document are those of its last release
        _write_document(uow, released, found.versions[released.tag].created_at)
        uow.versions.add(found.versions[released.tag])
        release = replace(released.release, withdrawn_from=None, withdrawn_recorded_at=None)
        uow.releases.add(replace(released, release=release, copies=copies[released.tag]))
        remembered = found.releases[released.tag]
        _record_release(library, uow, recorded, remembered, released)
        _record_copies(library, uow, found, released, copies[released.tag], actor)
    write_reaffirmations(library, uow, recorded, found.reaffirmations, found.released)
    for withdrawal in found.withdrawals.values():
        _write_withdrawal(library, uow, recorded, withdrawal, found.released[withdrawal.release_tag])
    today = bangkok_day(library.clock())
    for number in {released.release.number for released in order}:
        index_document(library, uow, number, today)


def _write_document(uow: UnitOfWork, released: ReleasedVersion, created_at: datetime) -> None:
    number = released.release.number
    known = uow.documents.get(number)
    document = Document(
        number, released.type_code, released.department, released.owner, released.access,
        known.created_at if known else created_at, released.departments or (),
    )  # fmt: skip
    if known:
        uow.documents.save(document)
    else:
        uow.documents.add(document)


def _record_release(
    library: Library,
    uow: UnitOfWork,
    recorded: set[tuple[str, str]],
    remembered: Remembered,
    released: ReleasedVersion,
) -> None:
    """A release whose row was not yet in git's ledger gets it now, and says where it comes from."""
    subject = f"version:{released.release.version_id}"
    action = "version:register" if remembered.paper else "version:release"
    if (subject, action) in recorded:
        return
    signature = remembered.signature
    record(library, uow, Actor(signature.person), subject, action,
           number=str(released.release.number), version=str(released.release.version),
           effective=released.release.effective.isoformat(), manifest=released.manifest_sha256,
           signature=signature.digest, signed=_signed(signature), tag=released.tag,
           medium=released.approval.medium.value, rebuilt="from the tag")  # fmt: skip


def _record_copies(
    library: Library,
    uow: UnitOfWork,
    found: _Gathered,
    released: ReleasedVersion,
    copies: Mapping[CopyKey, str],
    actor: Actor,
) -> None:
    subject = f"version:{released.release.version_id}"
    named = dict(found.releases[released.tag].copies)
    for withdrawal in found.withdrawals.values():
        if withdrawal.release_tag == released.tag:
            named |= withdrawal.copies
    before = {copy_key(name): digest for name, digest in named.items()}
    for row, _ in found.rows:
        if row.subject == subject and row.action == _RESEAL:
            before[copy_key(row.detail["copy"])] = row.detail["new"]
    for key, digest in copies.items():
        if before.get(key) != digest:
            record(library, uow, actor, subject, _RESEAL, number=str(released.release.number),
                   version=str(released.release.version), copy=f"{key.mark}.{key.extension}",
                   old=before.get(key, ""), new=digest, reason="rebuild")  # fmt: skip


def _write_withdrawal(
    library: Library,
    uow: UnitOfWork,
    recorded: set[tuple[str, str]],
    withdrawal: RememberedWithdrawal,
    released: ReleasedVersion,
) -> None:
    version_id, order = released.release.version_id, withdrawal.order
    uow.releases.withdraw(version_id, withdrawal.from_day, withdrawal.at)
    request = WithdrawalRequest(library.new_id(), version_id, order)
    uow.withdrawals.add(request)
    signed = _signed(withdrawal.signature)
    by = withdrawal.signature.person
    for signature in (*withdrawal.earlier, withdrawal.signature):
        uow.withdrawals.sign(request.id, signature)
    uow.withdrawals.close(request.id, "withdrawn", withdrawal.at, by=by, signature=signed.encode())
    if (f"version:{version_id}", "version:withdraw") in recorded:
        return
    record(library, uow, Actor(withdrawal.signature.person), f"version:{version_id}", "version:withdraw",
           number=str(order.number), version=str(order.version), reason=order.reason, asked_by=order.asked_by,
           manifest=order.manifest_sha256, signature=withdrawal.signature.digest, signed=signed,
           rebuilt="from the tag", **{"from": withdrawal.from_day.isoformat()})  # fmt: skip


def _people(found: _Gathered) -> tuple[Person, ...]:
    """Everybody whom the ledger or a signature names."""
    names: list[tuple[str, str]] = []
    for remembered in found.releases.values():
        opened = remembered.opened
        names.append((opened.prepared_by, opened.prepared_name))
        names += [(given.person, given.name) for given in (*opened.signatures, remembered.signature)]
    for withdrawal in found.withdrawals.values():
        names.append((withdrawal.signature.person, withdrawal.signature.name))
        names.append((withdrawal.order.asked_by, withdrawal.order.asked_name))
    for again in found.reaffirmations.values():
        names.append((again.order.asked_by, again.order.asked_name))
        names += [(given.person, given.name) for given in again.signatures]
    return remembered_people((row for row, _ in found.rows), names)


def _waiting(found: _Gathered) -> tuple[str, ...]:
    """The rounds in git that no release brought back."""
    known = {remembered.opened.id for remembered in found.releases.values()}
    return tuple(sorted(found.rounds.keys() - known))


def _signed(signature: Signature) -> str:
    return canonical.encode(signature.payload()).decode()
