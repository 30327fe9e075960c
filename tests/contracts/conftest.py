"""Every port's contract runs over the fake and over every real adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from sopctl.application.ports import Blobs, LibraryLock, Sources, UnitOfWork
from sopctl.storage.blobs import LocalBlobs, open_blobs
from sopctl.storage.git import GitSources
from sopctl.storage.lock import FileLock, PostgresLock
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.contracts import keys
from tests.fakes import FakeBlobs, FakeLibrary, FakeLock, FakeSources
from tests.storage.databases import empty, postgres_database, sqlite_copy, sqlite_template

DATABASES = ["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.conformance)]


class Library(Protocol):
    """What a library's database gives."""

    def unit(self) -> UnitOfWork: ...
    def reading(self) -> UnitOfWork: ...


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> str:
    return postgres_database(worker_id)


@pytest.fixture(params=DATABASES)
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    if request.param == "fake":
        yield FakeLibrary()
        return
    if request.param == "sqlite":
        url = sqlite_copy(request.getfixturevalue("template"), tmp_path)
    else:
        url = request.getfixturevalue("postgres")
        empty(url)
    opened = SqlLibrary.open(url)
    yield opened
    opened.close()


@pytest.fixture
def lock(library: Library, tmp_path: Path) -> LibraryLock:
    if isinstance(library, FakeLibrary):
        return FakeLock(library)
    assert isinstance(library, SqlLibrary)
    if library.engine.dialect.name == "postgresql":
        return PostgresLock(library.engine, patience=0.2)
    return FileLock(tmp_path / "library.lock", library.engine, patience=0.2)


@pytest.fixture(params=["fake", "git"])
def sources(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sources]:
    if request.param == "fake":
        yield FakeSources()
        return
    made = GitSources.create(tmp_path / "repository.git", keys.sign, keys.verify)
    yield made
    made.close()


@pytest.fixture(params=["fake", "local", "object store"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    made: dict[str, Callable[[], Blobs]] = {
        "fake": FakeBlobs,
        "local": lambda: LocalBlobs(tmp_path / "blobs"),
        "object store": lambda: open_blobs("memory:///"),
    }
    return made[request.param]()
