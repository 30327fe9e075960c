"""What people write beside an act: a reason, a remark, an answer.

It stands in the ledger, and so in git, for ever, out of reach of whoever asks for data to be erased (PDPA):
it names nobody by a number or an address.
"""

from __future__ import annotations

from sopctl.content.checks import holds_personal_data
from sopctl.domain.errors import SopctlError
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action


class ReasonPersonalError(SopctlError):
    """Words, kept for ever, that hold personal data."""

    code = "reason-personal"

    def __init__(self) -> None:
        super().__init__(
            "These words are kept for ever and hold what looks like personal data; say it without numbers or "
            "addresses of a person."
        )


def nameless(words: str) -> str:
    """Words that may be left out, trimmed. Raises ReasonPersonalError."""
    if holds_personal_data(words):
        raise ReasonPersonalError
    return words.strip()


def reason_for(action: Action, words: str) -> str:
    """Words that an act needs, trimmed. Raises ReasonMissingError, ReasonPersonalError."""
    given = nameless(words)
    if not given:
        raise ReasonMissingError(action)
    return given
