from __future__ import annotations

import pytest

from tests.web.sites import Site, make


@pytest.fixture
def site() -> Site:
    return make()
