"""What a store says when it cannot do as it was asked."""

from __future__ import annotations

from sopctl.domain.errors import SopctlError


class ConcurrentChangeError(SopctlError):
    """Somebody else changed the same thing meanwhile."""

    code = "changed-meanwhile"

    def __init__(self, what: object) -> None:
        super().__init__(f"{what} was changed by somebody else meanwhile; look at it again.", what=what)


class FenceLostError(SopctlError):
    """The library's lock is no longer ours, so nothing may be made visible."""

    code = "lock-lost"

    def __init__(self) -> None:
        super().__init__("Another process took over the library's lock; nothing was released. Try again.")


class StoreRefusedError(SopctlError):
    """A disk that is full, may not be written, or gives back what cannot be read."""

    code = "store-refused"

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(f"The {store} refused: {reason}; nothing was changed.", store=store, reason=reason)


class LibraryBusyError(SopctlError):
    """The library's lock could not be had in time."""

    code = "library-busy"

    def __init__(self) -> None:
        super().__init__("Another release is running; try again in a moment.")


class BlobMissingError(SopctlError):
    """Bytes that should be kept and are not there."""

    code = "blob-missing"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"Stored file {sha256[:12]} is missing; run sopctl doctor.", blob=sha256)


class BlobDamagedError(SopctlError):
    """Bytes that are not what their name says."""

    code = "blob-damaged"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"Stored file {sha256[:12]} is damaged; run sopctl doctor.", blob=sha256)


class TagTakenError(SopctlError):
    """A release tag that stands for something else already."""

    code = "tag-taken"

    def __init__(self, tag: str) -> None:
        super().__init__(f"Release tag {tag} exists and says something else; run sopctl doctor.", tag=tag)


class ProviderUnreachableError(SopctlError):
    """The hospital's sign-in page did not answer, or not as itself over a line that can be trusted."""

    code = "provider-unreachable"

    def __init__(self) -> None:
        super().__init__("The hospital's sign-in page cannot be asked now. Sign in with your password here.")


class NotProvenError(SopctlError):
    """An answer of the sign-in page that does not prove who asks here; ``why`` is for the log."""

    code = "not-proven"

    def __init__(self, why: str) -> None:
        super().__init__(
            "The sign-in page's answer does not belong to this browser, or came too late. Begin anew."
        )
        self.why = why


class DirectoryUnreachableError(SopctlError):
    """The hospital's directory did not answer, or not over a line that can be trusted."""

    code = "directory-unreachable"

    def __init__(self) -> None:
        super().__init__("The hospital's directory cannot be asked now; nothing was recorded.")
