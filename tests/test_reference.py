"""Every setting, command, error code and finding is documented, and nothing that is not there."""

from __future__ import annotations

import os
import re

import pytest

from sopctl import config
from sopctl.content.findings import LEVELS
from sopctl.intake import asides
from tests.support.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_is_what_the_program_says_of_itself(name: str) -> None:
    written, page = PAGES[name](), FOLDER / name
    if os.environ.get("SOPCTL_UPDATE_SNAPSHOTS"):
        page.write_text(written, "utf-8")
    assert page.read_text("utf-8") == written, "run `make update-snapshots`"


def test_every_setting_is_documented() -> None:
    named = re.findall(
        r"^\| `SOPCTL_([A-Z_]+)` \|", (FOLDER / "settings.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(named) == sorted(config.KNOWN)


def test_every_finding_is_documented_with_its_level() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (\w+) \|", (FOLDER / "findings.md").read_text("utf-8"), re.MULTILINE
    )
    known = {**LEVELS, **asides.LEVELS}
    assert dict(rows) == {code: level.value for code, level in known.items()}
    assert len(rows) == len(known)
