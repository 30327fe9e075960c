"""Guards over every test: no socket leaves the machine; property tests repeat where changes land."""

from __future__ import annotations

import os

import pytest
import pytest_socket
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("landing", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("landing" if os.environ.get("CI") else "default")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how often the program was killed, and its disk cut off, in the tests of crashes."""
    passed = terminalreporter.getreports("passed")
    said = {"kills": "The program was killed {} times", "power cuts": "The power was cut {} times"}
    for what, words in said.items():
        total = sum(int(str(value)) for r in passed for name, value in r.user_properties if name == what)
        if total:
            terminalreporter.write_line(f"{words.format(total)}, and nothing was lost.")


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
