"""What the pages for people say is there: every link leads somewhere, every command shown exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from sopctl.cli.root import root
from tests.support import pages
from tests.support.pages import PAGES, ROOT


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    assert pages.broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_that_a_page_shows_exists_with_its_options(page: Path) -> None:
    told = [*pages.shown_commands(page), *pages.named_commands(page)]
    wrong = [f"{at}: {line}: {why}" for at, line in told if (why := pages.complaint(line, root))]
    assert wrong == []


def test_no_page_shows_commands_where_nothing_would_check_them() -> None:
    unmarked = [
        f"{_name(page)}:{line.number}: {line.text}"
        for page in PAGES
        if "reference" not in page.parts
        for line in pages.lines(page)
        if line.fence == "" and line.text.strip().startswith("sopctl ")
    ]
    assert unmarked == []


def test_a_broken_link_and_an_unknown_option_are_found(tmp_path: Path) -> None:
    page = ROOT / "docs" / "index.md"
    assert pages.complaint("sopctl user add NAME --rôle x", root) == "sopctl user add has no --rôle"
    assert pages.complaint("sudo -u sopctl /opt/bin/sopctl usr add", root) == "sopctl has no usr"
    assert pages.complaint("echo x | sopctl review N --password-stdin  # --nothing", root) is None
    assert pages.anchors(page) >= {"sopctl"}


def test_every_page_is_in_the_site() -> None:
    told = (ROOT / "mkdocs.yml").read_text("utf-8")
    missing = [
        _name(page)
        for page in PAGES
        if page.is_relative_to(ROOT / "docs")
        and not page.name.startswith("0")  # decisions, added by the hook
        and str(page.relative_to(ROOT / "docs")) not in told
    ]
    assert missing == []
