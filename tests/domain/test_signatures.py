"""A signature covers everything that it says (R9, R10)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from sopctl.domain.manifest import Manifest
from sopctl.domain.signatures import Meaning, Signature
from sopctl.domain.workflow import Action
from tests.domain.builders import later, manifest, signature, submitted

OTHER: dict[str, Any] = {"step": 7, "meaning": Meaning.APPROVED, "at": later(99)}


@pytest.mark.parametrize("field", [f.name for f in fields(Signature)])
def test_changing_any_fact_changes_the_digest(field: str) -> None:
    given = signature(submitted(), "reviewer", Action.REVIEW)
    assert replace(given, **{field: OTHER.get(field, "another")}).digest != given.digest


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "อื่น"),
        ("sources", (("document.md", "c" * 64),)),
        ("shape", ()),
        ("requested_effective", date(2026, 2, 1)),
        ("reason", "another"),
        ("prepared_by", "another"),
        ("round_id", "another"),
    ],
)
def test_changing_any_fact_of_the_manifest_changes_what_is_signed(field: str, value: object) -> None:
    assert replace(manifest(), **{field: value}).sha256 != manifest().sha256  # type: ignore[arg-type]


def test_a_manifest_comes_back_from_its_bytes() -> None:
    scheduled = replace(manifest(), requested_effective=date(2026, 2, 1))
    for each in (manifest(), scheduled):
        assert Manifest.decode(each.encode()) == each
