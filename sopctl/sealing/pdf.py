"""Checks a PDF: its seal over the bytes as they are in the file, then what the sealed bytes say.

The seal is found in the bytes and not through the document's own structure, because the structure is what a
forger controls. A trusted seal that covers every byte proves that the file is, byte for byte, what the
library made; nothing that a viewer could be shown instead is left.
"""

from __future__ import annotations

import io
import re
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from sopctl.application.ports.copies import Inspection
from sopctl.sealing.problems import Found, Problem
from sopctl.sealing.seals import SealCheck, Trust, check_seal

RECORD_SUFFIX = "-approval.json"

_BYTE_RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}0\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{0,40}\]"
)
_HEX = re.compile(rb"<(?:[0-9a-f]{2})*>|<(?:[0-9A-F]{2})*>")
_MOST_SEALS = 8  # looked at in one file, the last ones; an official copy has one
_LARGEST_SEAL = 1024 * 1024  # bytes with its room, in hexadecimal
_MOST_ATTACHED = 200  # attached files, and nodes of the tree of their names, that are looked at
_MIB = 1024 * 1024
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * _MIB),
    document_budget=DocumentDecodeBudget(base_allowance=128 * _MIB, max_ratio=20),
)


@dataclass(frozen=True)
class Place:
    """Where a seal stands: it covers the bytes ``[:start]`` and ``[stop:end]`` and is between them."""

    start: int
    stop: int
    end: int


@dataclass(frozen=True)
class _Said:
    """What sealed bytes say when they are read as a document."""

    record: bytes | None = None
    sealed_at: datetime | None = None
    certified: bool = False
    problem: Problem | None = None


def inspect_pdf(data: bytes, trust: Trust) -> Inspection:
    """What a PDF says of itself, checked against ``trust``. Never raises for a bad file."""
    places = find_seals(data)
    checks = [(place, check) for place in places if (check := _check(data, place, trust))]
    if not checks:
        return _unsealed(data, places)
    place, check = max(checks, key=lambda found: _weight(*found))
    said = _read(data[: place.end])
    sealed_at = check.stamped_at or said.sealed_at
    problems = [*check.problems, *_changes(data, place, check)]
    if said.problem:
        problems.append(said.problem.found())
    elif check.genuine:
        problems += [*check.time_problems(sealed_at), *_shortcomings(said)]
    return Inspection(
        kind="pdf",
        genuine=check.genuine and check.valid_at(sealed_at),
        unchanged=check.intact and not check.altered and place.end == len(data),
        record=said.record,
        sealed_at=sealed_at,
        certificate_sha256=check.fingerprint,
        problems=tuple(problems),
    )


def find_seals(data: bytes) -> list[Place]:
    """Where seals stand, in the order of the file; one whose end is missing from ``data`` is among them."""
    places = []
    for match in deque(_BYTE_RANGE.finditer(data), _MOST_SEALS):
        start, stop, rest = (int(number) for number in match.groups())
        if 0 < stop - start <= _LARGEST_SEAL and _HEX.fullmatch(data, start, min(stop, len(data))):
            places.append(Place(start, stop, stop + rest))
    return places


def _check(data: bytes, place: Place, trust: Trust) -> SealCheck | None:
    if place.end > len(data):
        return None
    seal = bytes.fromhex(data[place.start + 1 : place.stop - 1].decode("ascii"))
    return check_seal(seal, data[: place.start] + data[place.stop : place.end], trust)


def _weight(place: Place, check: SealCheck) -> tuple[bool, bool, int]:
    """The library's own seal before a stranger's that was put around it; among equals, what covers more."""
    return check.genuine and check.intact, check.genuine, place.end


def _unsealed(data: bytes, places: list[Place]) -> Inspection:
    said = _read(data)
    missing = max((place.end - len(data) for place in places), default=0)
    if missing > 0:
        problem = Problem.TRUNCATED.found(missing=missing)
    elif said.problem is Problem.ENCRYPTED:
        problem = said.problem.found()
    elif b"/ByteRange" in data:
        problem = Problem.SEAL_DAMAGED.found()
    else:
        problem = (said.problem or Problem.NOT_SEALED).found()
    return Inspection(
        kind="pdf",
        genuine=False,
        unchanged=False,
        record=said.record,
        sealed_at=None,
        certificate_sha256=None,
        problems=(problem,),
    )


def _changes(data: bytes, place: Place, check: SealCheck) -> list[Found]:
    if not check.intact:
        return [Problem.CONTENT_CHANGED.found()]
    added = len(data) - place.end
    return [Problem.ADDED_AFTER_SEALING.found(added=added)] if added else []


def _shortcomings(said: _Said) -> list[Found]:
    problems = []
    if not said.certified:
        problems.append(Problem.NOT_CERTIFIED.found())
    if said.record is None:
        problems.append(Problem.NO_APPROVAL_RECORD.found())
    return problems


def _read(data: bytes) -> _Said:
    """Read the bytes of one sealed state as a document, within limits of size."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False, decode_limits=_LIMITS)
        if reader.encrypted:
            return _Said(problem=Problem.ENCRYPTED)
        certification = read_certification_data(reader)
        return _Said(
            record=_record(reader),
            sealed_at=_sealed_at(reader),
            certified=certification is not None and certification.permission == MDPPerm.NO_CHANGES,
        )
    except Exception:
        # A stranger's bytes can break a parser in any way.
        return _Said(problem=Problem.UNREADABLE)


def _sealed_at(reader: PdfFileReader) -> datetime | None:
    seals = reader.embedded_regular_signatures
    moment = seals[-1].self_reported_timestamp if seals else None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo else None


def _record(reader: PdfFileReader) -> bytes | None:
    """The approval record among the attached files, by the end of its name."""
    root = reader.root
    attached = list(_at(root, "/AF") or ())
    names = _at(root, "/Names")
    if names is not None:
        attached += _leaves(_at(names, "/EmbeddedFiles"))
    for entry in attached[:_MOST_ATTACHED]:
        specification = entry.get_object()
        name = _at(specification, "/UF") or _at(specification, "/F")
        if isinstance(name, generic.TextStringObject) and name.endswith(RECORD_SUFFIX):
            data: bytes = specification["/EF"]["/F"].data
            return data
    return None


def _leaves(tree: generic.DictionaryObject | None) -> list[generic.PdfObject]:
    """The values of a name tree; a tree that is larger than any copy's, or bites its tail, is cut off."""
    values: list[generic.PdfObject] = []
    nodes = [] if tree is None else [tree]
    for _ in range(_MOST_ATTACHED):
        if not nodes:
            break
        node = nodes.pop(0)
        values += list(_at(node, "/Names") or ())[1::2]
        nodes += [kid.get_object() for kid in list(_at(node, "/Kids") or ())[:_MOST_ATTACHED]]
    return values


def _at(dictionary: generic.DictionaryObject, key: str) -> Any:
    """An entry with its reference followed (``get`` would not), or None."""
    try:
        return dictionary[key]
    except KeyError:
        return None
