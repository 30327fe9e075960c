"""Checks a DOCX: the seal over its list of parts, then each part, then that nothing lies outside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lxml import etree

from sopctl.application.ports.copies import Inspection
from sopctl.sealing import package
from sopctl.sealing.archive import ArchiveRefusedError, unpack
from sopctl.sealing.problems import Found, Problem
from sopctl.sealing.seals import Trust, check_seal

_CORE = "docProps/core.xml"
_MODIFIED = "{http://purl.org/dc/terms/}modified"


def inspect_docx(data: bytes, trust: Trust) -> Inspection:
    """What a DOCX says of itself, checked against ``trust``. Never raises for a bad file."""
    try:
        parts, outside = unpack(data)
    except ArchiveRefusedError as refusal:
        return _unproven(refusal.problem, None)
    record = parts.get(package.RECORD_PART)
    listed, signature = parts.get(package.LIST_PART), parts.get(package.SIGNATURE_PART)
    if listed is None and signature is None:
        return _unproven(Problem.NOT_SEALED.found(), record)
    check = check_seal(signature, listed, trust) if listed and signature else None
    hashes = package.read_list(listed or b"")
    if check is None or hashes is None:
        return _unproven(Problem.SEAL_DAMAGED.found(), record)
    changes = _changes(hashes, parts) if check.intact else [Problem.CONTENT_CHANGED.found()]
    changes += [Problem.PACKAGE_ALTERED.found(reason=outside)] if outside else []
    sealed_at = check.stamped_at or _modified(parts.get(_CORE))
    problems = [*check.problems, *changes]
    if check.genuine:
        problems += check.time_problems(sealed_at)
        if record is None:
            problems.append(Problem.NO_APPROVAL_RECORD.found())
    return Inspection(
        kind="docx",
        genuine=check.genuine and check.valid_at(sealed_at),
        unchanged=not changes and not check.altered,
        record=record,
        sealed_at=sealed_at,
        certificate_sha256=check.fingerprint,
        problems=tuple(problems),
    )


def _unproven(problem: Found, record: bytes | None) -> Inspection:
    return Inspection(
        kind="docx",
        genuine=False,
        unchanged=False,
        record=record,
        sealed_at=None,
        certificate_sha256=None,
        problems=(problem,),
    )


def _changes(hashes: dict[str, str], parts: Mapping[str, bytes | None]) -> list[Found]:
    kinds = {
        "changed": Problem.PART_CHANGED,
        "added": Problem.PART_ADDED,
        "removed": Problem.PART_REMOVED,
    }
    found = package.compare(hashes, parts)
    return [problem.found(part=name) for kind, problem in kinds.items() for name in found[kind]]


def _modified(core: bytes | None) -> datetime | None:
    """When the package says it was made: W3CDTF, as ECMA-376 part 2 writes it."""
    try:
        root = etree.fromstring(core or b"", etree.XMLParser(resolve_entities=False, no_network=True))
        moment = datetime.fromisoformat(root.findtext(_MODIFIED) or "")
    except (etree.XMLSyntaxError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
