"""Controlled prints: each has its sealed copy; and the files that came with change requests."""

from __future__ import annotations

from collections.abc import Iterator

from sopctl.application.distribution.print_copies import key_of
from sopctl.application.library import Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.application.safekeeping.doctor.releases import name_of


def check_prints(moment: Moment) -> Iterator[Problem]:
    """Prints whose copy no release names, and copies that nobody issued."""
    prints = {(issued.version_id, key_of(issued)): issued for issued in moment.held.prints.values()}
    by_id = {released.release.version_id: released for released in moment.releases}
    for (version_id, key), issued in prints.items():
        about = name_of(by_id[version_id]) if version_id in by_id else str(issued.number)
        name = f"{key.mark}.{key.copy_number}.{key.extension}"
        if version_id not in by_id or key not in by_id[version_id].copies:
            yield Problem.found(Kind.COPY_MISSING, f"{about} {name}", about=about, copy=name)
    for released in moment.releases:
        for key, digest in released.copies.items():
            if key.copy_number and (released.release.version_id, key) not in prints:
                about = name_of(released)
                name = f"{key.mark}.{key.copy_number}.{key.extension}"
                yield Problem(Kind.COPY_SEAL, digest, about, f"{name}: nobody issued it", name)


def check_request_files(library: Library, moment: Moment) -> Iterator[Problem]:
    """The files that came with change requests; nothing that the library holds could bring one back."""
    for request in moment.held.requests.values():
        for name, digest in request.asked.files.items():
            try:
                library.blobs.get(digest)
            except (BlobMissingError, BlobDamagedError) as gone:
                kind = Kind.BLOB_MISSING if isinstance(gone, BlobMissingError) else Kind.BLOB_DAMAGED
                yield Problem(kind, digest, request.number, f"file {name} of the request")
