from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import Sopctl
from tests.support.demo import demo_library, library_home, library_to_read

__all__ = ["demo_library", "library_home", "library_to_read"]


@pytest.fixture
def reading(library_to_read: Path) -> Sopctl:
    """The demo library for commands that change nothing."""
    return Sopctl(library_to_read)


@pytest.fixture
def sopctl(library_home: Path) -> Sopctl:
    """A demo library of the test's own."""
    return Sopctl(library_home)


@pytest.fixture
def nowhere(tmp_path: Path) -> Sopctl:
    """Commands where there is no library."""
    return Sopctl(tmp_path / "no-library")
