"""Reaffirmations in a rebuild: walked again in the versions' histories, and written back."""

from __future__ import annotations

from collections.abc import Mapping

from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReaffirmationRequest, ReleasedVersion
from sopctl.application.safekeeping.recollection import RememberedReaffirmation, TagUnreadableError
from sopctl.domain import canonical
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action


def settle_reaffirmations(
    found: dict[str, RememberedReaffirmation], versions: dict[str, Version], refused: list[TagUnreadableError]
) -> None:
    """Walk every reaffirmation again in its version's history, oldest first; refuse those without one."""
    for tag, again in sorted(found.items(), key=lambda item: item[1].at):
        version = versions.get(again.release_tag)
        if version is None or not tag.startswith(f"{again.release_tag}-reaffirmed-"):
            refused.append(TagUnreadableError(tag, "the release that it reaffirms is not there"))
            del found[tag]
            continue
        deciding = again.signatures[-1]
        versions[again.release_tag] = version.apply(
            Action.REAFFIRM, by=deciding.person, at=again.at, reason=again.order.reason,
            signature=deciding.digest,
        )  # fmt: skip


def write_reaffirmations(
    library: Library,
    uow: UnitOfWork,
    recorded: set[tuple[str, str]],
    found: Mapping[str, RememberedReaffirmation],
    released: Mapping[str, ReleasedVersion],
) -> None:
    """Write them back; one whose row was not yet in git's ledger gets it now, with where it comes from."""
    for again in sorted(found.values(), key=lambda each: each.at):
        version_id, order = released[again.release_tag].release.version_id, again.order
        request = ReaffirmationRequest(library.new_id(), version_id, order, ())
        uow.reaffirmations.add(request)
        for signature in again.signatures:
            uow.reaffirmations.sign(request.id, signature)
        deciding = again.signatures[-1]
        uow.reaffirmations.close(request.id, "reaffirmed", again.at, by=deciding.person)
        known = any(
            row.subject == f"version:{version_id}" and row.detail.get("signature") == deciding.digest
            for row, _ in uow.ledger.rows()
        )
        if (f"version:{version_id}", "version:reaffirm") in recorded and known:
            continue
        record(library, uow, Actor(deciding.person), f"version:{version_id}", "version:reaffirm",
               number=str(order.number), version=str(order.version), reason=order.reason,
               asked_by=order.asked_by, due=order.due.isoformat(), manifest=order.manifest_sha256,
               signature=deciding.digest, signed=canonical.encode(deciding.payload()).decode(),
               rebuilt="from the tag")  # fmt: skip
