from __future__ import annotations

import re

from sopctl.resources import templates_dir
from sopctl.web import words
from tests.web.sites import Site

_PAIR = re.compile(r"say\(\s*(\"[^\"]*\"|'[^']*')\s*,\s*(\"[^\"]*\"|'[^']*')")
_THAI = re.compile("[\u0e01-\u0e5b]")


def test_every_pair_in_a_page_is_thai_and_then_english() -> None:
    count = 0
    for page in sorted((templates_dir() / "web").glob("*.html")):
        for thai, english in _PAIR.findall(page.read_text("utf-8")):
            count += 1
            assert english[1:-1].strip(), (page.name, thai)
            if english.strip("'\"") in {"ไทย", "th"}:
                continue  # the language switch itself
            assert _THAI.search(thai), (page.name, thai)
            assert not _THAI.search(english), (page.name, english)
    assert count > 200


def test_every_state_has_words_and_a_shape() -> None:
    for table in (words.STATES, words.STANDINGS, words.ACTIONS, words.MEANINGS, words.ROLES):
        for key, (thai, english) in table.items():
            assert _THAI.search(thai), key
            assert english, key
            assert not _THAI.search(english), key
    for value in (*words.STATES, *words.STANDINGS):
        assert words.shape(value) != "dot"


def test_no_thai_outside_a_pair_in_a_page() -> None:
    for page in (templates_dir() / "web").glob("*.html"):
        bare = re.sub(r"\{[{%].*?[%}]\}", "", page.read_text("utf-8"), flags=re.DOTALL)
        assert not _THAI.search(bare), (page.name, _THAI.search(bare))


def test_the_switch_is_kept_and_leads_back(site: Site) -> None:
    browser = site.nobody()
    assert "เข้าสู่ระบบ" in browser.text("/sign-in")
    answer = browser.get("/language/en?next=/sign-in")
    assert answer.headers["Location"] == "/sign-in"
    page = browser.text("/sign-in")
    assert "Sign in" in page
    assert 'href="/language/th?next=/sign-in"' in page
    browser.get("/language/th?next=/sign-in")
    assert "เข้าสู่ระบบ" in browser.text("/sign-in")


def test_a_thai_title_on_an_english_page_says_that_it_is_thai(site: Site) -> None:
    site.house.publish()
    for path, thai in (
        ("/register", '<td lang="th">เรื่องทดสอบ</td>'),
        ("/documents/SOP-IT-001", '<h1><span lang="th">'),
        ("/", '<span class="title"><span lang="th">'),
    ):
        english = site.nobody()
        english.get("/language/en?next=/")
        assert thai in english.text(path), path
        assert thai not in site.nobody().text(path), path
