from __future__ import annotations

from pathlib import Path

import pytest

from sopctl.config import load_settings


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"SOPCTL_PORT": "8361"}, "http://127.0.0.1:8361"),
        ({"SOPCTL_PORT": "8361", "SOPCTL_PUBLIC_URL": "https://sop.h.go.th/"}, "https://sop.h.go.th"),
        ({"SOPCTL_PORT": "nonsense"}, "http://127.0.0.1:8000"),
    ],
)
def test_copies_name_the_port_that_is_served_unless_an_address_is_set(
    tmp_path: Path, environ: dict[str, str], address: str
) -> None:
    assert load_settings(environ, tmp_path).public_url == address
