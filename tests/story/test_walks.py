"""What the pages tell people to do is done as they tell it, with the tools that they name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.pages import ROOT
from tests.support.walks import walk

pytestmark = pytest.mark.conformance  # needs openssl, poppler and OpenSSH


@pytest.fixture
def home(demo_library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_library, tmp_path / "library"))


def test_approval_evidence_is_checked_without_the_program(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "auditor"
    folder.mkdir()
    walk(ROOT / "docs" / "evidence.md", folder, {"SOPCTL_HOME": str(home)})
