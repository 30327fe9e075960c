"""Guards over every test: no socket leaves the machine; property tests repeat where changes land."""

from __future__ import annotations

import os

import pytest_socket
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("landing", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("landing" if os.environ.get("CI") else "default")


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
