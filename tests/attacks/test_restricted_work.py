"""A restricted document takes its strangers no other work than a number that there is not.

What a stopwatch could tell is made of questions to the database, of files opened and of pages drawn. They are
compared instead of time, which is too noisy for a test.
"""

from __future__ import annotations

import pytest

from tests.application.house import text
from tests.fakes import FakeBlobs, FakeSources
from tests.storage.test_statements import Counted

pytestmark = pytest.mark.xdist_group("restricted-work")  # one library for all
REAL, NONE = "SOP-IT-701", "SOP-IT-702"
ADDRESSES = (
    "/documents/{}", "/documents/{}.pdf", "/documents/{}/versions/1", "/documents/{}/versions/1.docx",
    "/documents/{}/history", "/documents/{}/compare?from=1&to=2", "/documents/{}/original",
    "/documents/{}/review", "/reading/{}", "/readers/{}", "/requests/new?document={}&kind=revise",
    "/search?q={}", "/api/v1/documents/{}", "/api/v1/documents/{}/history",
    "/api/v1/documents/{}/comparison?from=1&to=2",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    made = Counted(tmp_path_factory.mktemp("work"))
    made.house.publish(text("SOP-IT-001"))
    for purpose in ("มรกต", "มรกตใหม่"):
        made.house.publish(text(REAL, "ทับทิม", purpose, "restricted"))
    return made


@pytest.mark.parametrize("who", ["", "staff", "deputy", "other"])
def test_a_restricted_number_asks_what_a_missing_one_asks(
    library: Counted, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    for stored, way in ((FakeBlobs, "get"), (FakeSources, "read")):
        monkeypatch.setattr(stored, way, lambda _, name: read.append(name))
    browser, wrong = library.browser(who), dict[str, tuple[list[str], list[str]]]()
    browser.get("/documents/SOP-IT-999")  # what is asked once for a browser
    for address in ADDRESSES:
        asked = []
        for number in (REAL, NONE):
            library.asked.clear()
            browser.get(address.format(number))
            asked.append(list(library.asked))
        if asked[0] != asked[1]:
            wrong[address] = (asked[0], asked[1])
    told = {a: (len(r), len(n), [q[:90] for q in r if q not in n]) for a, (r, n) in wrong.items()}
    assert told == {}
    assert read == []  # nothing is opened or drawn for whoever may not see it
