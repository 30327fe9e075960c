from __future__ import annotations

from tests.support.authorisation import COLUMNS, PAGE, page
from tests.web.sites import PEOPLE


def test_the_printed_page_says_what_the_tables_say() -> None:
    again = "write it again: python -m tests.support.authorisation"
    assert PAGE.read_text("utf-8") == page(), again
    assert set(COLUMNS) == {"nobody", *PEOPLE}
