"""The contract of the lists of what was approved on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.paper import LineOutcome, LineState, PaperList
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import NOW, later

LIST = PaperList(
    "a" * 32,
    "ทะเบียนเดิม.xlsx",
    NOW,
    "somchai",
    "b" * 64,
    (
        LineOutcome(1, "v" * 32, LineState.WAITING),
        LineOutcome(2, "", LineState.WRONG, "date", "วันที่ไม่มีจริง", "no such day"),
        LineOutcome(3, "w" * 32, LineState.WAITING),
    ),
)


def test_a_list_comes_back_and_is_decided_once(library: Library) -> None:
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.paper.add(LIST)
        unit.commit()
    with library.reading() as unit:
        assert unit.paper.get(LIST.id) == LIST
        assert unit.paper.get("nothing") is None
        assert unit.paper.running() == []
    with library.unit() as unit:
        unit.paper.decide(LIST.id, later(1), by="somchai", decision="c" * 64)
        unit.commit()
    with library.unit() as unit, pytest.raises(ConcurrentChangeError):
        unit.paper.decide(LIST.id, later(2), by="somchai", decision="d" * 64)
    with library.reading() as unit:
        decided = replace(LIST, decided_at=later(1), decided_by="somchai", decision="c" * 64)
        assert unit.paper.running() == [decided]
        assert unit.paper.running()[0].running


def test_a_settled_line_stays_as_it_is(library: Library) -> None:
    done = LineOutcome(1, "v" * 32, LineState.DONE, at=later(3))
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.paper.add(LIST)
        unit.paper.add(replace(LIST, id="e" * 32, made_at=later(1), lines=()))
        unit.paper.decide(LIST.id, later(1), by="somchai", decision="c" * 64)
        unit.paper.settle(LIST.id, done)
        unit.paper.settle(LIST.id, LineOutcome(1, "", LineState.REFUSED, "x", "y", "z", later(4)))
        unit.paper.settle(LIST.id, LineOutcome(2, "", LineState.DONE, at=later(4)))
        unit.paper.end(LIST.id, later(5))
        unit.paper.end(LIST.id, later(6))
        unit.commit()
    with library.reading() as unit:
        found = unit.paper.get(LIST.id)
        assert found is not None
        assert found.lines == (done, *LIST.lines[1:])
        assert found.ended_at == later(5)
        assert unit.paper.running() == []
        assert [x.id for x in unit.paper.all()] == ["e" * 32, LIST.id]


def test_a_list_that_was_put_away_is_not_decided(library: Library) -> None:
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.paper.add(LIST)
        unit.paper.end(LIST.id, later(1))
        with pytest.raises(ConcurrentChangeError):
            unit.paper.decide(LIST.id, later(2), by="somchai", decision="c" * 64)
        unit.commit()


def test_a_release_is_found_by_a_file_that_its_record_names(library: Library) -> None:
    record = b'{"manifest":{"sources":{"form.xlsx":"' + b"a" * 64 + b'"}},"other":"' + b"b" * 64 + b'"}'
    given = replace(samples.released(), record=record)
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.documents.add(samples.document())
        unit.versions.add(samples.version())
        unit.releases.add(given)
        unit.commit()
    with library.reading() as unit:
        assert unit.releases.by_source("a" * 64) == [given]
        assert unit.releases.by_source("b" * 64) == []  # named, and not among the sources
        assert unit.releases.by_source("c" * 64) == []
        assert unit.releases.by_source('"manifest"') == []
