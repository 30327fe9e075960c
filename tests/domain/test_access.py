"""Whom a document is for."""

from __future__ import annotations

import pytest

from sopctl.domain.access import Access, OpenTo


@pytest.mark.parametrize(
    ("open_to", "let_in"),
    [
        (OpenTo.of(Access.ALL, "IT", ["ER"]), {"IT", "ER", "NS", "it", ""}),
        (OpenTo.of(Access.RESTRICTED, "IT", []), {"IT"}),
        (OpenTo.of(Access.RESTRICTED, "IT", ["ER", "ER"]), {"IT", "ER"}),
        (OpenTo.of(Access.RESTRICTED, "IT", None), {"IT"}),
        (OpenTo.of(Access.RESTRICTED, "", ["ER"]), {"ER"}),
        (OpenTo.of(Access.RESTRICTED, "", ["", "ER"]), {"ER"}),
        (OpenTo.of(Access.RESTRICTED, "", []), set()),
    ],
)
def test_who_is_let_in(open_to: OpenTo, let_in: set[str]) -> None:
    assert {code for code in ("IT", "ER", "NS", "it", "") if open_to.lets_in(code)} == let_in
