"""A signed annotated tag as git stores it: what it says, then an SSH signature over exactly that.

Source: git's documentation of ``gpg.format=ssh`` and of the tag object.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_ARMOR = b"-----BEGIN SSH SIGNATURE-----\n"


@dataclass(frozen=True)
class Tag:
    """A tag as it was read. ``signature`` is empty when there is none."""

    target: str
    name: str
    message: str
    payload: bytes
    signature: bytes

    @classmethod
    def decode(cls, data: bytes) -> Tag:
        """Read a tag object; where a header is missing, its value is ""."""
        payload, signature = _split(data)
        head, _, message = payload.partition(b"\n\n")
        facts = dict(line.partition(b" ")[::2] for line in head.split(b"\n"))
        return cls(
            target=facts.get(b"object", b"").decode(errors="replace"),
            name=facts.get(b"tag", b"").decode(errors="replace"),
            message=message.decode(errors="replace").removesuffix("\n"),
            payload=payload,
            signature=signature,
        )


def payload(name: str, target: str, message: str, tagger: str, at: datetime) -> bytes:
    """What is signed. Raises ValueError for a message that holds the beginning of a signature."""
    if _ARMOR in f"\n{message}\n".encode():
        raise ValueError("a tag's message cannot hold a signature")
    head = f"object {target}\ntype commit\ntag {name}\ntagger {tagger} {int(at.timestamp())} +0000\n\n"
    return f"{head}{message}\n".encode()


def signed(payload: bytes, signature: str | bytes) -> bytes:
    """The tag object. Raises ValueError for a signature that is not armoured as git expects."""
    armor = signature.encode() if isinstance(signature, str) else signature
    if not armor.startswith(_ARMOR):
        raise ValueError("a tag's signature begins with -----BEGIN SSH SIGNATURE-----")
    return payload + armor


def _split(data: bytes) -> tuple[bytes, bytes]:
    # The last place where a line begins an armour, as git looks for it.
    at = data.rfind(b"\n" + _ARMOR)
    return (data, b"") if at < 0 else (data[: at + 1], data[at + 1 :])
