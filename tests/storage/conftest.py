from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.storage.databases import sqlite_copy, sqlite_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite library."""
    return sqlite_copy(template, tmp_path)


@pytest.fixture
def library(url: str) -> Iterator[SqlLibrary]:
    opened = SqlLibrary.open(url)
    yield opened
    opened.close()
