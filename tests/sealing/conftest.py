from __future__ import annotations

from pathlib import Path

import pytest

from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.keys import KeyFolder
from tests.sealing.samples import HOSPITAL, NOW


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    """The keys of one library; never rotated."""
    return KeyFolder.create(tmp_path_factory.mktemp("library") / "keys", HOSPITAL, NOW)


@pytest.fixture(scope="session")
def seal(keys: KeyFolder) -> CmsSeal:
    return CmsSeal(keys.signing(NOW))


@pytest.fixture(scope="session")
def trusted(keys: KeyFolder) -> tuple[bytes, ...]:
    return keys.trusted_certificates()


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    """Another library that calls itself by the same hospital's name."""
    return KeyFolder.create(tmp_path_factory.mktemp("other") / "keys", HOSPITAL, NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"
