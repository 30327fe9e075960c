"""A seal beside its content, such as that of a bundle's manifest."""

from __future__ import annotations

from sopctl.sealing.problems import Found, Problem
from sopctl.sealing.seals import Trust, check_seal, read_certificates


def detached_problems(seal: bytes, content: bytes, certificates: bytes) -> tuple[Found, ...]:
    """What is wrong with a seal over a content, nothing when it is a trusted certificate's.

    ``certificates``: PEM. Raises CertificateUnreadableError.
    """
    checked = check_seal(seal, content, Trust(read_certificates((certificates,))))
    if checked is None:
        return (Problem.SEAL_DAMAGED.found(),)
    if checked.genuine and not checked.intact:
        return (*checked.problems, Problem.CONTENT_CHANGED.found())
    return checked.problems
