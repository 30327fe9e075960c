"""Why a file from outside is not taken."""

from __future__ import annotations

from sopctl.domain.errors import SopctlError


class FileEmptyError(SopctlError):
    """A file without a word in it, or none at all."""

    code = "file-empty"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is nothing in {name[:80] or 'it'}; choose a file with text.", name=name[:80])


class ConvertFirstError(SopctlError):
    """A kind of file that has to be saved as another kind first."""

    code = "convert-first"

    def __init__(self, kind_th: str, kind: str, how_th: str, how: str) -> None:
        super().__init__(f"This is {kind}, which is not read here: {how}.", kind=kind_th, how=how_th)


class NotWordError(SopctlError):
    """A file that says it is a Word document and is none, or a damaged one."""

    code = "word-broken"

    def __init__(self, reason_th: str, reason: str) -> None:
        super().__init__(f"This is no Word document that can be read: {reason}.", reason=reason_th)


class FileHostileError(SopctlError):
    """A file made, or grown, so that opening it would do harm."""

    code = "file-hostile"

    def __init__(self, reason_th: str, reason: str) -> None:
        super().__init__(f"The file was refused and nothing of it was kept: {reason}.", reason=reason_th)


class FileLockedError(SopctlError):
    """A file that a password protects."""

    code = "file-locked"

    def __init__(self) -> None:
        super().__init__("The file is protected by a password; save it again without one, then bring it.")
