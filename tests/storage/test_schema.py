from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from sopctl.application.records import Shelf
from sopctl.domain.access import Access
from sopctl.resources import migrations_dir
from sopctl.storage.sql import revisions, schema
from sopctl.storage.sql.engine import make_engine, writing
from sopctl.storage.sql.tables import metadata
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.contracts import samples
from tests.storage.databases import postgres_database

FTS = ("search_titles", "search_trigrams", "search_grams")


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: not (kind == "table" and name.startswith(FTS)),
                "include_object": lambda _, name, kind, reflected, other: (
                    not (kind == "index" and reflected and other is None and name.startswith("ix_search_"))
                ),
            },
        )
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    engine = make_engine(url)
    assert differences(engine) == []
    engine.dispose()


@pytest.mark.conformance
def test_the_migrations_make_the_same_tables_on_postgresql(worker_id: str) -> None:
    url = postgres_database(f"{worker_id}_schema")
    engine = make_engine(url)
    assert differences(engine) == []
    engine.dispose()
    schema.downgrade(url, "base")
    assert revisions.current(url) is None
    schema.upgrade(url)
    revisions.check(url)
    _closed_again(url)


def test_a_library_of_before_departments_were_heeded_lets_in_nobody_else(url: str) -> None:
    _closed_again(url)


def _closed_again(url: str) -> None:
    """Down to before departments were kept, and up again, with a restricted document that names some."""
    number, before = samples.NUMBER, "7a3f0c9d51b8"
    library = SqlLibrary.open(url)
    with library.unit() as unit:
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.releases.add(samples.released())
        unit.search.put(samples.entry("SOP-IT-001", "ทับทิม", access=Access.RESTRICTED, departments=("PH",)))
        unit.commit()
    seen = [_seen_by(library, code) for code in ("PH", "IT", "ED")]
    library.close()
    assert seen == [(1, 1), (1, 1), (0, 0)]
    schema.downgrade(url, before)
    schema.upgrade(url)
    library = SqlLibrary.open(url)
    seen = [_seen_by(library, code) for code in ("PH", "IT", "ED")]
    with library.reading() as unit:
        assert unit.releases.of(number) == [replace(samples.released(), departments=None)]
        assert unit.documents.get(number) == replace(samples.document(), departments=())
        assert [entry.departments for entry in unit.search.entries()] == [()]
    library.close()
    assert seen == [(0, 0), (1, 1), (0, 0)]


def _seen_by(library: SqlLibrary, department: str) -> tuple[int, int]:
    mine = frozenset({department})
    with library.reading() as unit:
        found = unit.search.find("ทับทิม", restricted_departments=mine)
        return unit.releases.count_on(Shelf(mine), samples.DAY), len(found)


def test_a_library_goes_down_and_up_again(url: str) -> None:
    revisions.check(url)
    assert revisions.current(url) == revisions.head()
    schema.downgrade(url, "base")
    assert revisions.current(url) is None
    engine = make_engine(url)
    with engine.connect() as connection:
        left = connection.scalars(text("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")).all()
    engine.dispose()
    assert left == ["alembic_version"]
    schema.upgrade(url)
    revisions.check(url)


def test_a_new_folder_has_an_older_library(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with pytest.raises(revisions.SchemaOlderError, match="sopctl db upgrade"):
        revisions.check(url)


def test_a_library_of_a_newer_program_is_left_alone(url: str) -> None:
    engine = make_engine(url)
    with writing(engine).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'fedcba987654'"))
    engine.dispose()
    for step in (revisions.check, schema.upgrade):
        with pytest.raises(revisions.SchemaNewerError, match="newer sopctl"):
            step(url)
    assert revisions.current(url) == "fedcba987654"


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    monkeypatch.setattr(command, "upgrade", _half_an_upgrade)
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(url)
    assert revisions.current(url) is None
    engine = make_engine(url)
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT name FROM sqlite_master")).all() == []
    engine.dispose()


def _half_an_upgrade(config: Config, _revision: str) -> None:
    config.attributes["connection"].execute(text("CREATE TABLE half (id INTEGER)"))
    raise ZeroDivisionError


def test_migrations_stand_alone_and_have_their_names() -> None:
    for path in (migrations_dir() / "versions").glob("*.py"):
        assert re.fullmatch(r"[0-9]{8}_[0-9]{4}_[0-9a-f]{12}_[a-z0-9_]+\.py", path.name)
        source = path.read_text("utf-8")
        assert "sopctl" not in re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
        assert f'revision = "{path.name[14:26]}"' in source


def test_the_revisions_are_those_that_alembic_finds_in_its_order() -> None:
    scripts = ScriptDirectory(str(migrations_dir()))
    assert list(revisions.known()) == [one.revision for one in scripts.walk_revisions()][::-1]
    assert revisions.head() == scripts.get_current_head()
