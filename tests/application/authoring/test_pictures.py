"""Every way by which a picture comes beside a text takes out what it tells of people."""

from __future__ import annotations

import pytest

from sopctl.application.authoring import drafts, importing
from sopctl.application.library import Actor
from tests.application.house import House, text
from tests.support.pictures import PNG, photograph
from tests.support.word_parts import docx, p, picture

AUTHOR = Actor("author")
DAMAGED = photograph()[:200]


def kept(house: House, draft: str) -> dict[str, bytes]:
    files = drafts.view_draft(house.library, AUTHOR, draft).draft.files
    return {name: house.blobs.get(digest) for name, digest in files.items()}


def test_a_picture_that_is_put_beside_a_draft_tells_nothing(house: House) -> None:
    draft = house.write()
    drafts.add_file(house.library, AUTHOR, draft, "a.jpg", photograph())
    drafts.add_file(house.library, AUTHOR, draft, "b.png", PNG)
    found = kept(house, draft)
    assert b"Somchai" not in found["a.jpg"]
    assert found["b.png"] == PNG
    with pytest.raises(drafts.FileRefusedError):
        drafts.add_file(house.library, AUTHOR, draft, "c.jpg", DAMAGED)


def test_a_picture_that_comes_with_a_word_file_tells_nothing_and_it_is_said(house: House) -> None:
    data = docx(
        p("SOP-IT-040"), p(picture("r1", "ภาพถ่าย")),
        parts={"media/image1.jpeg": photograph()}, relations={"r1": ("image", "media/image1.jpeg")},
    )  # fmt: skip
    arrival, draft = importing.bring(house.library, AUTHOR, data, "SOP-IT-040.docx", title="ถ่าย")
    (said,) = [one for one in arrival.findings if one.code == "picture-facts-removed"]
    assert "image-1.jpg" in arrival.markdown.split("\n")[said.line - 1]
    assert "สถานที่ถ่าย" in said.message_th
    assert all(b"Somchai" not in picture for picture in kept(house, draft).values())
    original = importing.originals(house.library, AUTHOR, draft)[0]
    assert house.blobs.get(original.sha256) == data  # what came is kept as it came


def test_the_next_version_takes_the_pictures_of_the_version_before_damaged_ones_too(house: House) -> None:
    markdown = text("SOP-IT-041") + "\n![ก](a.jpg)\n\n![ข](b.jpg)\n"
    draft = drafts.start_from_text(
        house.library, AUTHOR, markdown, {"a.jpg": photograph(), "b.jpg": DAMAGED}, before=("b.jpg",)
    )
    assert kept(house, draft)["b.jpg"] == DAMAGED
    assert b"Somchai" not in kept(house, draft)["a.jpg"]
    with pytest.raises(drafts.FileRefusedError):
        drafts.start_from_text(house.library, AUTHOR, text("SOP-IT-042"), {"b.jpg": DAMAGED})
