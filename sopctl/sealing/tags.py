"""Signs release tags as OpenSSH does, so that the right to push to a mirror forges no release.

The format is OpenSSH's PROTOCOL.sshsig with the namespace ``git``; ``git verify-tag`` accepts it when
``gpg.ssh.allowedSignersFile`` names the library's ``keys/allowed_signers``. Tags have a key of their own: a
hospital's bought key for seals may be of a kind that SSH does not know.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sopctl.sealing.errors import KeysExistError, SigningKeyUnreadableError
from sopctl.sealing.keys import read_private, write_private

_PRINCIPAL = "library"
_NAMESPACE = b"git"
_MAGIC = b"SSHSIG"
_VERSION = 1
_KIND = b"ssh-ed25519"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_HASH = b"sha512"
_LINE = 70  # characters, as ssh-keygen writes them
_ARMOR = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n?", re.ASCII
)


class TagKeys:
    """The key that signs release tags, and the public keys whose tags are believed."""

    def __init__(self, key: Ed25519PrivateKey, public_keys: tuple[Ed25519PublicKey, ...]) -> None:
        self._key = key
        self.public_keys = public_keys

    @classmethod
    def create(cls, folder: Path) -> TagKeys:
        """Make ``tag.key`` and ``allowed_signers`` in the folder of keys. Raises KeysExistError."""
        if _key_file(folder).exists():
            raise KeysExistError(folder)
        return cls._add(folder, ())

    @classmethod
    def open(cls, folder: Path) -> TagKeys:
        """The keys of a library. Raises SigningKeyMissingError or SigningKeyUnreadableError."""
        key_file, signers_file = _key_file(folder), allowed_signers_file(folder)
        try:
            key = serialization.load_ssh_private_key(read_private(key_file), None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise SigningKeyUnreadableError(key_file, "it is damaged") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningKeyUnreadableError(key_file, "it is not an Ed25519 key")
        try:
            known = read_allowed_signers(read_private(signers_file).decode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise SigningKeyUnreadableError(signers_file, "it is damaged") from error
        return cls(key, known)

    @classmethod
    def rotate(cls, folder: Path) -> TagKeys:
        """Make a new key current; tags of the old ones are still believed. Raises what ``open`` raises."""
        return cls._add(folder, cls.open(folder).public_keys)

    @classmethod
    def believe(cls, folder: Path, others: Iterable[Ed25519PublicKey]) -> TagKeys:
        """Believe the tags of other keys too, such as those of the library that this one was rebuilt from.

        Raises what ``open`` raises.
        """
        keys = cls.open(folder)
        known = {_public_blob(key): key for key in (*keys.public_keys, *others)}
        write_private(allowed_signers_file(folder), allowed_signers(known.values()).encode())
        return cls.open(folder)

    @classmethod
    def _add(cls, folder: Path, known: tuple[Ed25519PublicKey, ...]) -> TagKeys:
        key = Ed25519PrivateKey.generate()
        public_keys = (key.public_key(), *known)
        # The list first: a key that signs is always among those that are believed.
        write_private(allowed_signers_file(folder), allowed_signers(public_keys).encode())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
        )
        write_private(_key_file(folder), private)
        return cls(key, public_keys)

    def sign(self, payload: bytes) -> bytes:
        """An armoured SSH signature over a tag's bytes; the same payload gives the same signature."""
        return sign_tag(payload, self._key)

    def verify(self, payload: bytes, signature: bytes) -> bool:
        """Whether one of the library's keys, of now or before, signed exactly ``payload``."""
        return verify_tag(payload, signature, self.public_keys)


def sign_tag(payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """An armoured SSH signature (``-----BEGIN SSH SIGNATURE-----`` …) in the namespace ``git``."""
    public = _public_blob(key.public_key())
    value = key.sign(_signed_data(payload, _HASH))
    body = (
        _MAGIC
        + struct.pack(">I", _VERSION)
        + b"".join(map(_string, (public, _NAMESPACE, b"", _HASH, _string(_KIND) + _string(value))))
    )
    text = base64.b64encode(body)
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def verify_tag(payload: bytes, signature: bytes, public_keys: Iterable[Ed25519PublicKey]) -> bool:
    """Whether an armoured SSH signature is one of the keys' over ``payload``. Never raises for a bad one."""
    try:
        public, namespace, digest, value = _read(signature)
        trusted = next((key for key in public_keys if _public_blob(key) == public), None)
        if trusted is None or namespace != _NAMESPACE or digest not in _HASHES:
            return False
        trusted.verify(value, _signed_data(payload, digest))
    except (ValueError, InvalidSignature):
        return False
    return True


def allowed_signers_file(folder: Path) -> Path:
    """What ``gpg.ssh.allowedSignersFile`` takes."""
    return folder / "allowed_signers"


def allowed_signers(public_keys: Iterable[Ed25519PublicKey]) -> str:
    """The keys in the form of ssh-keygen's ALLOWED SIGNERS, for tags alone."""
    lines = [
        f'{_PRINCIPAL} namespaces="git" {_KIND.decode()} {base64.b64encode(_public_blob(key)).decode()}\n'
        for key in public_keys
    ]
    return "".join(lines)


def read_allowed_signers(text: str) -> tuple[Ed25519PublicKey, ...]:
    """The keys of such a file. Raises ValueError or UnsupportedAlgorithm for a line that is none."""
    words = [line.split()[-2:] for line in text.splitlines()]
    keys = [serialization.load_ssh_public_key(" ".join(pair).encode()) for pair in words]
    known = tuple(key for key in keys if isinstance(key, Ed25519PublicKey))
    if len(known) != len(keys):
        raise ValueError("a key that is not Ed25519")
    return known


def read_signers(path: Path) -> tuple[Ed25519PublicKey, ...]:
    """The keys of an ALLOWED SIGNERS file. Raises SigningKeyMissingError or SigningKeyUnreadableError."""
    try:
        return read_allowed_signers(read_private(path).decode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnreadableError(path, "it does not list Ed25519 keys") from error


def _key_file(folder: Path) -> Path:
    return folder / "tag.key"


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _public_blob(key: Ed25519PublicKey) -> bytes:
    return _string(_KIND) + _string(key.public_bytes_raw())


def _signed_data(payload: bytes, digest: bytes) -> bytes:
    hashed = _HASHES[digest](payload).digest()
    return _MAGIC + b"".join(map(_string, (_NAMESPACE, b"", digest, hashed)))


def _read(signature: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Public key, namespace, hash algorithm and signature value. Raises ValueError."""
    armor = _ARMOR.fullmatch(signature)
    if armor is None:
        raise ValueError("not an armoured SSH signature")
    try:
        body = base64.b64decode(armor[1].replace(b"\n", b""), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if not body.startswith(_MAGIC + struct.pack(">I", _VERSION)):
        raise ValueError("not an SSH signature of version 1")
    public, namespace, reserved, digest, blob = _strings(body[len(_MAGIC) + 4 :], 5)
    kind, value = _strings(blob, 2)
    if kind != _KIND or reserved:
        raise ValueError("not an Ed25519 signature as ssh-keygen makes them")
    return public, namespace, digest, value


def _strings(data: bytes, count: int) -> list[bytes]:
    """Exactly ``count`` SSH strings. Raises ValueError."""
    found = []
    for _ in range(count):
        length = int.from_bytes(data[:4], "big")
        if len(data) < 4 + length or len(data) < 4:
            raise ValueError("cut short")
        found.append(data[4 : 4 + length])
        data = data[4 + length :]
    if data:
        raise ValueError("bytes left over")
    return found
