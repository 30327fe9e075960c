"""The short form of ``python -m tests.intake.fuzz``: each damaged file is taken or refused, none hangs."""

from __future__ import annotations

import contextlib
import gc
import tempfile
from pathlib import Path

import pytest

from tests.intake.fuzz import HANG, damaged, run, taken

FILES = 120


def test_files_damaged_at_random_are_taken_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = _open_files()
    left = iter(range(FILES))
    tally = run(lambda: next(left, None) is None, 1, None)
    assert tally.broken == []
    assert tally.slowest < HANG
    assert {"taken", "NotWordError"} <= set(tally.files), "the damage is of both kinds"
    assert _open_files() - before == set()
    assert list(tmp_path.iterdir()) == []


def _open_files() -> set[str]:
    """The files that this process holds open; an earlier test's may be let go while another runs."""
    gc.collect()
    found = set()
    for handle in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the handle that lists the folder itself
            found.add(str(handle.readlink()))
    return {name for name in found if name.startswith("/")}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seed_makes_the_same_file_again(seed: int) -> None:
    assert damaged(seed) == damaged(seed)
    assert taken(*damaged(seed)) == taken(*damaged(seed))
