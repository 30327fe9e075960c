"""Lists of paper approvals: what was decided over, and the scans of lines that still wait."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sopctl.application.library import Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError
from sopctl.application.ports.paper import LineState, PaperList
from sopctl.application.safekeeping.doctor.problem import Kind, Problem


def check_paper_lists(library: Library) -> Iterator[Problem]:
    """Every file that a list names; nothing that the library holds could bring one back."""
    with library.reading() as uow:
        found = uow.paper.all()
    for each in found:
        lost = _lost(library, each.sha256)
        if lost is not None:
            yield Problem(lost, each.sha256, each.name, "the list of paper approvals")
            continue
        for digest in sorted(_waiting(library, each)):
            lost = _lost(library, digest)
            if lost is not None:
                yield Problem(lost, digest, each.name, "a scan that waits to be registered")


def files_of(library: Library, paper_list: PaperList) -> frozenset[str]:
    """The SHA-256 of everything that a list names, itself included."""
    if _lost(library, paper_list.sha256) is not None:
        return frozenset({paper_list.sha256})
    content = json.loads(library.blobs.get(paper_list.sha256))
    return frozenset({paper_list.sha256, *content["scans"].values()})


def _waiting(library: Library, paper_list: PaperList) -> set[str]:
    """The files of lines that wait; what is registered stands in git."""
    if paper_list.ended_at is not None:
        return set()
    content = json.loads(library.blobs.get(paper_list.sha256))
    waiting = {outcome.position for outcome in paper_list.lines if outcome.state is LineState.WAITING}
    lines = [line["line"] for place, line in enumerate(content["lines"], start=1) if place in waiting]
    return {digest for line in lines for digest in (line["scan"], *line["body"].values())}


def _lost(library: Library, digest: str) -> Kind | None:
    try:
        library.blobs.get(digest)
    except BlobMissingError:
        return Kind.BLOB_MISSING
    except BlobDamagedError:
        return Kind.BLOB_DAMAGED
    return None
