from __future__ import annotations

import pytest

from tests.web.api.programs import Programs
from tests.web.sites import make


@pytest.fixture
def programs() -> Programs:
    return Programs(make())
