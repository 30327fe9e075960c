"""The ledger in git: files of a thousand rows, so that an anchor writes the last of them and not all rows."""

from __future__ import annotations

from collections.abc import Iterator

LEDGER_FOLDER = "ledger"
SEGMENT = 1_000  # rows of a file


def segments(lines: bytes, before: int) -> Iterator[tuple[str, bytes]]:
    """Files by path for rows as JSON lines; ``before``, of whole segments, says which row is the first."""
    if before % SEGMENT:
        raise ValueError(f"{before} rows are no whole segments")
    rows = lines.splitlines(keepends=True)
    for first in range(0, len(rows), SEGMENT):
        number = (before + first) // SEGMENT + 1
        yield f"{LEDGER_FOLDER}/{number:06}.jsonl", b"".join(rows[first : first + SEGMENT])
