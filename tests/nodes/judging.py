"""After the day: whether everything that was acknowledged is there, and the library whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Signature
from tests.nodes.cluster import Hospital, Node
from tests.nodes.day import Acknowledged, Day


def judge(hospital: Hospital, day: Day, node: Node, folder: Path) -> list[str]:
    """What is lost or wrong. ``node`` is one that stands; ``folder`` takes copies to verify."""
    library = hospital.open()
    found = [*day.problems, *_lost(library, day.said), *_copies(hospital, library, day, node, folder)]
    verify_ledger(library)
    doctor = hospital.command("doctor", "--json")
    if doctor.returncode != 0:
        found.append(f"doctor: {doctor.stdout[:2000]} {doctor.stderr[:500]}")
    ledger = hospital.command("ledger", "verify")
    if ledger.returncode != 0:
        found.append(f"ledger verify: {ledger.stdout} {ledger.stderr}")
    return found


def _lost(library: Library, said: Acknowledged) -> list[str]:
    with library.reading() as uow:
        found = [*_lost_saves(uow, said), *_lost_signatures(uow, said)]
        for number, version in said.releases:
            out = {r.release.version for r in uow.releases.of(DocumentNumber.parse(number))}
            if VersionLabel.parse(version) not in out:
                found.append(f"the release of {number} version {version} is lost")
        if uow.intents.open():
            found.append("a release has begun and is not done")
    return found


def _lost_saves(uow: UnitOfWork, said: Acknowledged) -> Iterator[str]:
    for draft_id, (number, mark) in said.saves.items():
        draft = uow.drafts.get(draft_id)
        if draft is None or draft.save_number < number:
            yield f"save {number} of draft {draft_id} is lost"
        elif draft.save_number == number and mark and f"mark-{mark:06}" not in draft.markdown:
            yield f"draft {draft_id} does not say what was saved"


def _lost_signatures(uow: UnitOfWork, said: Acknowledged) -> Iterator[str]:
    recorded = {row.detail.get("signature") for row, _ in uow.ledger.rows()}
    signed: dict[str, list[Signature]] = {}
    for round_id, draft_id in said.rounds.items():
        version = uow.versions.get(draft_id)
        found = next((r for r in version.rounds if r.id == round_id), None) if version else None
        if found is None:
            yield f"round {round_id} is lost"
        else:
            signed[round_id] = list(found.signatures)
    for round_id, verb, user in said.signatures:
        if round_id not in said.rounds:
            continue  # its submission got no answer; the release that came of it is looked at
        mine = [each for each in signed.get(round_id, ()) if each.person == user]
        if not mine or mine[0].digest not in recorded:
            yield f"the signature {verb} of {user} on {round_id} is lost"


def _copies(hospital: Hospital, library: Library, day: Day, node: Node, folder: Path) -> list[str]:
    """Every released copy is there by its hash; those of some releases are fetched and verified as files."""
    found: list[str] = []
    with library.reading() as uow:
        for number, _ in day.said.releases:
            for released in uow.releases.of(DocumentNumber.parse(number)):
                found += [f"copy {d} is gone" for d in released.copies.values() if not library.blobs.has(d)]
    files: list[str] = []
    for (number, version), path in list(day.said.releases.items())[-5:]:
        answer, _ = day.ask("GET", path, node=node)
        if answer is None or answer.status != 200:
            found.append(f"{path}: {answer.status if answer else 'no answer'}")
            continue
        file = folder / f"{number}-{version}.pdf"
        file.write_bytes(answer.body)
        files.append(str(file))
        if hashlib.sha256(answer.body).hexdigest() != answer.headers.get("ETag", "").strip('"'):
            found.append(f"{path}: its ETag is not its hash")
    for file_name in files:
        verified = hospital.command("verify", file_name, "--json")
        if verified.returncode != 0:
            found.append(f"verify {file_name}: {verified.stdout[:500]} {verified.stderr[:300]}")
    return found
