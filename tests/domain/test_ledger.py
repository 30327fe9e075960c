"""The ledger names the first row that is not as written (R1, R4, invariant 5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.domain.ledger import GENESIS, LedgerBrokenError, LedgerRow, verify
from tests.domain.builders import later

Rows = list[tuple[LedgerRow, str]]


def rows(count: int = 6) -> Rows:
    found: Rows = []
    head = GENESIS
    for n in range(1, count + 1):
        row = LedgerRow(n, later(n), f"round:{n}", "round:review", "reviewer", "", {"ก": "ข"}, head)
        head = row.hash
        found.append((row, head))
    return found


def broken_at(changed: Rows) -> int:
    with pytest.raises(LedgerBrokenError) as refused:
        verify(changed)
    return int(refused.value.facts["row"])


def test_an_unchanged_ledger_gives_its_head() -> None:
    written = rows()
    assert verify(written) == written[-1][1]
    assert verify([]) == GENESIS


@pytest.mark.parametrize("field", ["at", "subject", "action", "actor", "host_user", "detail"])
def test_a_changed_row_is_named(field: str) -> None:
    changed = rows()
    other = {"at": later(99), "detail": {}}.get(field, "another")
    changed[2] = (replace(changed[2][0], **{field: other}), changed[2][1])  # type: ignore[arg-type]
    assert broken_at(changed) == 3


def test_a_row_changed_with_its_own_hash_is_named_at_the_next() -> None:
    changed = rows()
    forged = replace(changed[2][0], actor="another")
    changed[2] = (forged, forged.hash)
    assert broken_at(changed) == 4


def test_a_removed_an_inserted_and_a_moved_row_are_named() -> None:
    written = rows()
    assert broken_at(written[:2] + written[3:]) == 3
    assert broken_at([*written[:2], written[1], *written[2:]]) == 3
    assert broken_at([written[0], written[2], written[1], *written[3:]]) == 2
