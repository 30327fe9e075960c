"""The library's signing key, exchanged for a new one."""

from __future__ import annotations

from sopctl.application.identity import require
from sopctl.application.library import Actor, Library, record
from sopctl.domain.people import Role


def rotate_key(library: Library, actor: Actor) -> str:
    """Seal with a new key from now on; copies sealed before stay genuine. For administrators.

    Returns the SHA-256 of the new certificate. Raises NotAllowedError, KeyNotOursError, LibraryBusyError.
    """
    with library.reading() as uow:
        require(uow, actor, Role.ADMIN, "rotate the signing key")
    with library.lock.hold() as fence:
        fingerprint = library.seal.rotate()
        with library.unit() as uow:
            record(library, uow, actor, "library", "key:rotate", certificate=fingerprint)
            uow.check_fence(fence)
            uow.commit()
    return fingerprint
