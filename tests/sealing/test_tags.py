from __future__ import annotations

import base64
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sopctl.sealing.errors import KeysExistError, SigningKeyMissingError, SigningKeyUnreadableError
from sopctl.sealing.keys import read_private
from sopctl.sealing.tags import TagKeys, allowed_signers, read_allowed_signers, sign_tag, verify_tag

PAYLOAD = "object 0123\ntype commit\ntag SOP-IT-001/v2\n\nประกาศใช้\n".encode()

# Made by OpenSSH 9.2: ssh-keygen -Y sign -n git, over b"released\n"; and the same with -n file.
FOREIGN_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0tzf+CwjgkqKZMc+2VfpC2WJP4RWigNCh9dwttu/og"
FOREIGN_GIT = b"""-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgrS3N/4LCOCSopkxz7ZV+kLZYk/
hFaKA0KH13C227+iAAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
AAAAQKL26XPZ6pMGeU17bRZvivXeo2LIkLlrMRmwWULFGPo+p5A82zgNN1lsCA+lGBlNt/
Eg6g8WScvGzsxNzAXKgQ0=
-----END SSH SIGNATURE-----
"""
FOREIGN_FILE = b"""-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgrS3N/4LCOCSopkxz7ZV+kLZYk/
hFaKA0KH13C227+iAAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
OQAAAEBV7/049dcp3KkoSfZ681dPjVxoqVtdHJEkevEBKJ38VwqpZNiXtXiGeo5unuKqhX
FPxrN7iNyloxKCGgLNnCoF
-----END SSH SIGNATURE-----
"""


@pytest.fixture
def keys(tmp_path: Path) -> TagKeys:
    return TagKeys.create(tmp_path)


def test_a_tag_is_believed_as_it_was_signed_and_not_otherwise(keys: TagKeys) -> None:
    signature = keys.sign(PAYLOAD)
    assert keys.verify(PAYLOAD, signature) is True
    assert keys.verify(PAYLOAD + b"\n", signature) is False
    assert keys.verify(PAYLOAD.replace(b"v2", b"v3"), signature) is False
    assert signature == keys.sign(PAYLOAD)


def test_a_stranger_s_key_forges_nothing(keys: TagKeys) -> None:
    assert keys.verify(PAYLOAD, sign_tag(PAYLOAD, Ed25519PrivateKey.generate())) is False


def test_any_flipped_bit_of_a_signature_is_found(keys: TagKeys) -> None:
    armor = keys.sign(PAYLOAD)
    head, *lines, tail, _ = armor.split(b"\n")
    body = base64.b64decode(b"".join(lines))
    for position in range(len(body)):
        changed = bytearray(body)
        changed[position] ^= 1 << (position % 8)
        forged = b"\n".join([head, base64.b64encode(changed), tail, b""])
        assert keys.verify(PAYLOAD, forged) is False, position


def test_bytes_behind_a_signature_make_it_none(keys: TagKeys) -> None:
    head, *lines, tail, _ = keys.sign(PAYLOAD).split(b"\n")
    body = base64.b64decode(b"".join(lines))
    for more, good in ((b"", True), (b"x", False)):
        longer = b"\n".join([head, base64.b64encode(body + more), tail, b""])
        assert keys.verify(PAYLOAD, longer) is good


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"-----BEGIN SSH SIGNATURE-----\n\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAA\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\nA\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN PGP SIGNATURE-----\nAAAA\n-----END PGP SIGNATURE-----\n",
    ],
)
def test_a_malformed_signature_is_no_signature(keys: TagKeys, signature: bytes) -> None:
    assert keys.verify(PAYLOAD, signature) is False


def test_what_openssh_signed_is_verified_and_another_namespace_is_not() -> None:
    public_keys = read_allowed_signers(FOREIGN_KEY)
    assert verify_tag(b"released\n", FOREIGN_GIT, public_keys) is True
    assert verify_tag(b"released", FOREIGN_GIT, public_keys) is False
    assert verify_tag(b"released\n", FOREIGN_FILE, public_keys) is False


def test_the_keys_are_the_owner_s_and_are_read_again(tmp_path: Path, keys: TagKeys) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"tag.key": 0o600, "allowed_signers": 0o600}
    assert TagKeys.open(tmp_path).sign(PAYLOAD) == keys.sign(PAYLOAD)
    with pytest.raises(KeysExistError):
        TagKeys.create(tmp_path)


def test_tags_of_a_key_before_rotation_are_still_believed(tmp_path: Path, keys: TagKeys) -> None:
    old = keys.sign(PAYLOAD)
    TagKeys.rotate(tmp_path)
    rotated = TagKeys.open(tmp_path)
    assert rotated.sign(PAYLOAD) != old
    assert rotated.verify(PAYLOAD, old) is True
    assert rotated.verify(PAYLOAD, rotated.sign(PAYLOAD)) is True
    assert keys.verify(PAYLOAD, rotated.sign(PAYLOAD)) is False


@pytest.mark.parametrize("name", ["tag.key", "allowed_signers"])
def test_missing_and_damaged_keys_are_named(tmp_path: Path, keys: TagKeys, name: str) -> None:
    assert keys.verify(PAYLOAD, b"") is False
    (tmp_path / name).write_text("junk")
    with pytest.raises(SigningKeyUnreadableError, match=name):
        TagKeys.open(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(SigningKeyMissingError, match=name):
        TagKeys.open(tmp_path)


def test_allowed_signers_come_back_as_they_were() -> None:
    public_keys = tuple(Ed25519PrivateKey.generate().public_key() for _ in range(3))
    text = allowed_signers(public_keys)
    assert text.count('library namespaces="git" ssh-ed25519 ') == 3
    again = read_allowed_signers(text)
    assert [key.public_bytes_raw() for key in again] == [key.public_bytes_raw() for key in public_keys]


@pytest.mark.conformance
def test_git_verifies_a_tag_and_refuses_a_forged_one(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    keys = TagKeys.create(tmp_path / "keys")
    git(tmp_path, "init", "-q", "--bare", "repository.git")
    repository = tmp_path / "repository.git"
    tree = git(repository, "mktree", stdin=b"").strip()
    author = ("-c", "user.name=l", "-c", "user.email=l@example.org")
    commit = git(repository, *author, "commit-tree", "-m", "x", tree).strip()
    payload = (
        f"object {commit}\ntype commit\ntag SOP-IT-001/v2\n"
        "tagger l <l@example.org> 1795318200 +0000\n\nประกาศใช้\n"
    ).encode()
    signature = keys.sign(payload)
    verify = ("-c", f"gpg.ssh.allowedSignersFile={tmp_path}/keys/allowed_signers", "verify-tag")
    for name, body, good in (
        ("good", payload + signature, True),
        ("forged", payload.replace(b"v2", b"v3") + signature, False),
        ("stranger", payload + sign_tag(payload, Ed25519PrivateKey.generate()), False),
    ):
        tag = git(repository, "hash-object", "-t", "tag", "-w", "--stdin", stdin=body).strip()
        git(repository, "update-ref", f"refs/tags/{name}", tag)
        done = subprocess.run(
            ["git", *verify, name], cwd=repository, capture_output=True, text=True, check=False
        )
        assert (done.returncode == 0) is good, done.stderr
    assert b"OPENSSH" in read_private(tmp_path / "keys" / "tag.key")


def git(folder: Path, *words: str, stdin: bytes | None = None) -> str:
    done = subprocess.run(["git", *words], cwd=folder, input=stdin, capture_output=True, check=True)
    return done.stdout.decode()
