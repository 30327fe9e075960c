from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from sopctl.keeping import oldest_release
from sopctl.sealing.keys import KeyFolder
from tests.fakes.stores import FakeSources

OLD, NEW = datetime(2024, 3, 1, 2, tzinfo=UTC), datetime(2026, 1, 15, 2, tzinfo=UTC)


def test_the_key_of_a_rebuilt_library_stands_from_the_first_release_that_it_seals_again(
    tmp_path: Path,
) -> None:
    sources = FakeSources()
    commit = sources.freeze_round("r", {"document.md": b"a"}, message="r", at=OLD, author="a")
    for tag, at in (("SOP-IT-001/v1", NEW), ("SOP-IT-002/v1", OLD)):
        sources.tag_release(tag, commit, json.dumps({"recorded_at": at.isoformat()}), at=at)
    sources.tag_release("no-release", commit, "a note", at=OLD)
    begun = oldest_release(sources)
    assert begun == OLD
    identity = KeyFolder.create(tmp_path / "keys", "โรงพยาบาล", begun).signing(NEW)
    assert identity.certificate.not_valid_before_utc <= OLD
    assert identity.certificate.not_valid_after_utc > NEW


def test_a_repository_without_releases_tells_no_day() -> None:
    assert oldest_release(FakeSources()) is None
