"""The refusals of the house: one class per cause, built from facts, each with a stable code.

``str(error)`` is the English sentence. The doors add the Thai one from ``templates/errors.yaml``,
filled with the same ``facts``.
"""

from __future__ import annotations

from typing import ClassVar


class SopctlError(Exception):
    """Something was refused or failed; nothing was changed.

    ``code`` is stable and kebab-case; ``values`` holds what the sentence names, ``facts`` the same as text.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.values: dict[str, object] = facts
        self.facts: dict[str, str] = {key: str(value) for key, value in facts.items()}


class NotFoundError(SopctlError):
    """What was asked for is not in the library, or not for this reader."""

    code = "not-found"

    def __init__(self, what: object) -> None:
        super().__init__(f"{what} is not in this library.", what=what)


class NotAllowedError(SopctlError):
    """The person has no authority for this step."""

    code = "not-allowed"

    def __init__(self, who: object, action: object) -> None:
        super().__init__(f"{who} may not {action} here.", who=who, action=action)
