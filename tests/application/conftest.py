from __future__ import annotations

import pytest

from tests.application.house import House, build


@pytest.fixture
def house() -> House:
    return build()
