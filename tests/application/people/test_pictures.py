"""Pictures of signatures: checked, covered by the signature, and shown on every copy (R9, R10)."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from sopctl.application.library import Actor
from sopctl.application.people import pictures
from sopctl.application.review import rounds
from sopctl.content.pictures import PictureRefusedError
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.workflow import Action
from tests.application.house import House
from tests.application.test_attacks import refused

BOSS = Actor("director")


def png(width: int = 240, height: int = 80, kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (20, 30, 120)).save(written, kind)
    return written.getvalue()


def test_a_signature_covers_the_picture_of_its_time_and_every_copy_shows_it(house: House) -> None:
    first, second = png(), png(300, 90)
    pictures.set_picture(house.library, BOSS, "director", first)
    version_id = house.publish()
    pictures.set_picture(house.library, BOSS, "director", second)
    opened = house.version(version_id).round
    assert opened is not None
    signature = opened.signatures[-1]
    assert signature.picture_sha256 == canonical.sha256(first)
    assert [s.picture_sha256 for s in opened.signatures[:-1]] == ["", ""]
    assert replace(signature, picture_sha256=canonical.sha256(second)).digest != signature.digest
    with house.library.reading() as uow:
        copies = uow.releases.all()[0].copies
    for digest in copies.values():
        assert f"picture:{canonical.sha256(first)}".encode() in house.blobs.get(digest)
    with house.library.reading() as uow:
        assert canonical.sha256(first).encode() in uow.releases.all()[0].record


def test_the_copy_that_is_read_is_the_same_whoever_changes_their_picture(house: House) -> None:
    pictures.set_picture(house.library, Actor("reviewer"), "reviewer", png())
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    shown = rounds.signing_view(house.library, Actor("quality"), round_id).shown
    pictures.set_picture(house.library, Actor("reviewer"), "reviewer", None)
    assert rounds.signing_view(house.library, Actor("quality"), round_id).shown == shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        png(kind="JPEG"),
        png()[:60],
        png()[:-20],
        png(4000, 100),
        png(10, 10),
        b"\x89PNG" * 60_000,
    ],
)
def test_what_is_no_picture_of_a_signature_is_refused(house: House, data: bytes) -> None:
    with refused(house, PictureRefusedError):
        pictures.set_picture(house.library, BOSS, "director", data)


def test_a_picture_is_ones_own_or_an_administrators_to_set_and_is_in_the_ledger(house: House) -> None:
    with refused(house, NotAllowedError):
        pictures.set_picture(house.library, Actor("quality"), "director", png())
    pictures.set_picture(house.library, Actor("admin"), "director", png())
    assert house.ledger_actions()[-1] == "person:picture"
