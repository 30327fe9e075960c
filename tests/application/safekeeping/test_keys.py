"""Only an administrator exchanges the signing key, and it is in the ledger."""

from __future__ import annotations

import pytest

from sopctl.application.library import Actor
from sopctl.application.safekeeping.keys import rotate_key
from sopctl.domain.errors import NotAllowedError
from tests.application.house import House


def test_an_administrator_rotates_the_key_and_the_ledger_says_so(house: House) -> None:
    assert rotate_key(house.library, Actor("admin")) == "new"
    assert house.ledger_actions()[-1] == "key:rotate"


@pytest.mark.parametrize("user", ["quality", "director", "auditor", "author"])
def test_nobody_else_rotates_the_key(house: House, user: str) -> None:
    before = house.ledger_actions()
    with pytest.raises(NotAllowedError):
        rotate_key(house.library, Actor(user))
    assert house.ledger_actions() == before
