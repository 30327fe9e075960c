from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import Order, ReaffirmationOrder, WithdrawalOrder

# What signatures cover: other bytes for the same facts would make every signature given so far a stranger.
KINDS = [
    (WithdrawalOrder, "02f0547b543e483a9b475157af3030854ed61b4bb46dcd84f26d1f6d4e2fc3a7"),
    (ReaffirmationOrder, "3c2870b82fe021c5e2fa938dccb78a35a3028f0fbc152bd3fa73e1063b623b45"),
]


def order(kind: type[Order]) -> Order:
    number, asked_at = DocumentNumber("SOP-IT-001"), datetime(2026, 3, 1, 2, 3, 4, tzinfo=UTC)
    day = date(2026, 4, 1)
    return kind(number, VersionLabel(2), "aa" * 32, "bb" * 32, day, "เลิกใช้", "ann", "แอน", asked_at)


@pytest.mark.parametrize(("kind", "sha256"), KINDS)
def test_the_signed_bytes_of_an_order_never_change_and_come_back(kind: type[Order], sha256: str) -> None:
    made = order(kind)
    assert made.sha256 == sha256
    assert kind.decode(made.encode()) == made


def test_an_order_of_one_kind_is_none_of_the_other() -> None:
    with pytest.raises(KeyError):
        WithdrawalOrder.decode(order(ReaffirmationOrder).encode())
