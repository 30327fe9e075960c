from __future__ import annotations

import pytest

from sopctl.web.persons import picked

NAMES = {"somchai": "นายสมชาย ใจดี", "malee": "นางมาลี รักดี", "malee2": "นางมาลี รักดี"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("somchai", "somchai"),
        (" somchai นายสมชาย ใจดี ", "somchai"),
        ("นายสมชาย  ใจดี", "somchai"),
        ("malee2 นางมาลี รักดี", "malee2"),
        ("นางมาลี รักดี", "นางมาลี รักดี"),  # two of that name: nobody is guessed
        ("นายสมชาย", "นายสมชาย"),
        ("", ""),
    ],
)
def test_a_field_names_a_person_by_user_name_or_by_a_name_that_one_has(typed: str, meant: str) -> None:
    assert picked(NAMES, typed) == meant
