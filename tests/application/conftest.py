from __future__ import annotations

import pytest

from tests.application.house import House, build, build_empty


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture
def empty() -> House:
    return build_empty()
