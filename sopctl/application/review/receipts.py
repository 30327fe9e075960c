"""Receipts: proof that this library drew a copy for a signer, so that signing need not draw it again."""

from __future__ import annotations

import hmac

from sopctl.application.library import Library
from sopctl.domain import canonical
from sopctl.domain.rounds import Round


def receipt(library: Library, opened: Round, shown: str) -> str:
    """What goes with the page of a round: ``shown`` is the SHA-256 of the copy that was drawn for it.

    It holds for the round with exactly the signatures that it has now.
    """
    given: list[canonical.Json] = [signature.digest for signature in opened.signatures]
    facts = {"round": opened.id, "manifest": opened.manifest.sha256, "signatures": given, "shown": shown}
    return library.vouch(canonical.encode({"format": "sopctl-shown-1", **facts}))


def vouched(library: Library, opened: Round, shown: str, given: str) -> bool:
    """Whether a receipt is this library's, for that copy of the round as it stands now."""
    return bool(given) and hmac.compare_digest(receipt(library, opened, shown).encode(), given.encode())
