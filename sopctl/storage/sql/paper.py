"""Lists of what was approved on paper, in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.paper import LineOutcome, LineState, PaperList
from sopctl.storage.sql.tables import paper_lines, paper_lists


class SqlPaperLists:
    """Port ``PaperLists``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, list_id: str) -> PaperList | None:
        return next(iter(self._read(paper_lists.c.id == list_id)), None)

    def all(self) -> Sequence[PaperList]:
        return self._read()[::-1]

    def running(self) -> Sequence[PaperList]:
        return self._read(paper_lists.c.decided_at.is_not(None), paper_lists.c.ended_at.is_(None))

    def add(self, paper_list: PaperList) -> None:
        row = {
            "id": paper_list.id,
            "name": paper_list.name,
            "made_at": paper_list.made_at,
            "made_by": paper_list.made_by,
            "sha256": paper_list.sha256,
            "decided_at": paper_list.decided_at,
            "decided_by": paper_list.decided_by,
            "decision": paper_list.decision,
            "ended_at": paper_list.ended_at,
        }
        self._connection.execute(insert(paper_lists).values(row))
        lines = [{"list_id": paper_list.id, **vars(line), "state": line.state.value}
                 for line in paper_list.lines]  # fmt: skip
        if lines:
            self._connection.execute(insert(paper_lines), lines)

    def decide(self, list_id: str, at: datetime, *, by: str, decision: str) -> None:
        changed = self._connection.execute(
            update(paper_lists)
            .where(
                paper_lists.c.id == list_id,
                paper_lists.c.decided_at.is_(None),
                paper_lists.c.ended_at.is_(None),
            )
            .values(decided_at=at, decided_by=by, decision=decision)
        )
        if changed.rowcount == 0:
            raise ConcurrentChangeError("the list")

    def settle(self, list_id: str, outcome: LineOutcome) -> None:
        self._connection.execute(
            update(paper_lines)
            .where(
                paper_lines.c.list_id == list_id,
                paper_lines.c.position == outcome.position,
                paper_lines.c.state == LineState.WAITING.value,
            )
            .values(
                state=outcome.state.value,
                code=outcome.code,
                thai=outcome.thai,
                english=outcome.english,
                at=outcome.at,
            )
        )

    def end(self, list_id: str, at: datetime) -> None:
        self._connection.execute(
            update(paper_lists)
            .where(paper_lists.c.id == list_id, paper_lists.c.ended_at.is_(None))
            .values(ended_at=at)
        )

    def _read(self, *which: ColumnElement[bool]) -> list[PaperList]:
        ids = select(paper_lists.c.id).where(*which)
        found: dict[str, list[LineOutcome]] = defaultdict(list)
        lines = select(paper_lines).where(paper_lines.c.list_id.in_(ids)).order_by(paper_lines.c.position)
        for row in self._connection.execute(lines).mappings():
            found[row["list_id"]].append(_outcome(row))
        lists = select(paper_lists).where(*which).order_by(paper_lists.c.made_at, paper_lists.c.id)
        return [
            PaperList(**{**row, "lines": tuple(found[row["id"]])})
            for row in self._connection.execute(lists).mappings()
        ]


def _outcome(row: RowMapping) -> LineOutcome:
    return LineOutcome(
        row["position"],
        row["version_id"],
        LineState(row["state"]),
        row["code"],
        row["thai"],
        row["english"],
        row["at"],
    )
