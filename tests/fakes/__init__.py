"""In-memory fakes of every port, held to the real adapters by tests/contracts."""

from tests.fakes.database import FakeLibrary, FakeUnitOfWork
from tests.fakes.stores import FakeBlobs, FakeLock, FakePasswordRules, FakePasswords, FakeSources

__all__ = [
    "FakeBlobs",
    "FakeLibrary",
    "FakeLock",
    "FakePasswordRules",
    "FakePasswords",
    "FakeSources",
    "FakeUnitOfWork",
]
