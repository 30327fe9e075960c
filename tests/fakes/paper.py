"""The fake of the lists of what was approved on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.paper import LineOutcome, LineState, PaperList
from tests.fakes.data import Data


class FakePaperLists:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, list_id: str) -> PaperList | None:
        return self._data.paper.get(list_id)

    def all(self) -> Sequence[PaperList]:
        return sorted(self._data.paper.values(), key=lambda x: (x.made_at, x.id), reverse=True)

    def running(self) -> Sequence[PaperList]:
        return [x for x in reversed(self.all()) if x.running]

    def add(self, paper_list: PaperList) -> None:
        self._data.paper[paper_list.id] = paper_list

    def decide(self, list_id: str, at: datetime, *, by: str, decision: str) -> None:
        found = self._data.paper.get(list_id)
        if found is None or not found.proposed:
            raise ConcurrentChangeError("the list")
        self._data.paper[list_id] = replace(found, decided_at=at, decided_by=by, decision=decision)

    def settle(self, list_id: str, outcome: LineOutcome) -> None:
        found = self._data.paper[list_id]
        lines = tuple(
            replace(outcome, version_id=line.version_id)
            if line.position == outcome.position and line.state is LineState.WAITING
            else line
            for line in found.lines
        )
        self._data.paper[list_id] = replace(found, lines=lines)

    def end(self, list_id: str, at: datetime) -> None:
        found = self._data.paper[list_id]
        if found.ended_at is None:
            self._data.paper[list_id] = replace(found, ended_at=at)
