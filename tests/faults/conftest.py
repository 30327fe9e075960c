from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sopctl.application.library import Library
from sopctl.storage.blobs import LocalBlobs
from sopctl.thai.dates import bangkok_day
from tests.application.house import text
from tests.faults.building import START, approve, build, draft, publish, reopen

TOMORROW = bangkok_day(START) + timedelta(days=1)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SOP-IT-001 in two versions, SOP-IT-002 in force and once more scheduled, SOP-IT-003 approved."""
    home = tmp_path_factory.mktemp("faults") / "finished"
    library = build(home)
    publish(library)
    publish(library, text(purpose="เพื่อทดสอบอีกครั้ง"))
    publish(library, text("SOP-IT-002", "เรื่องที่สอง"))
    publish(library, text("SOP-IT-002", "เรื่องที่สอง", "วันพรุ่งนี้"), effective=TOMORROW)
    approve(library, draft(library, text("SOP-IT-003", "เรื่องที่สาม")))
    return home


@pytest.fixture
def home(finished: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(finished, tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def library(home: Path) -> Library:
    return reopen(home)


@pytest.fixture
def blob_file(library: Library) -> Callable[[str], Path]:
    """Where a blob's file is."""
    blobs = library.blobs
    assert isinstance(blobs, LocalBlobs)
    return blobs.path
