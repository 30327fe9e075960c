"""A draft's way to Word and back, for tests."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, date, datetime

from lxml import etree
from lxml.etree import _Element

from sopctl.application.ports.copies import Mark, OfficialCopy, base_mark
from sopctl.application.ports.intake import Imported
from sopctl.content.markdown import parse_body
from sopctl.content.profile import load_profile
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.intake.files import FileIntake
from sopctl.rendering.docx import DocxRenderer
from sopctl.resources import templates_dir

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PROFILE = load_profile((templates_dir() / "official" / "default.yaml").read_text())


def to_word(markdown: str, images: Mapping[str, bytes]) -> bytes:
    """The Word file of a draft's body."""
    copy = OfficialCopy(
        number=DocumentNumber("SOP-IT-001"), version=VersionLabel(1), title="เรื่องทดสอบ", type_th="ระเบียบปฏิบัติ",
        type_en="SOP", hospital="โรงพยาบาลทดสอบ", owner="IT", effective=None, mark=Mark.DRAFT,
        made_at=datetime(2026, 1, 15, tzinfo=UTC), body=parse_body(markdown), images=images,
    )  # fmt: skip
    return DocxRenderer(None).render(copy, PROFILE)


def from_word(data: bytes, markdown: str, images: Mapping[str, bytes], *, base: str = "") -> Imported:
    """What comes back into the draft."""
    known = {hashlib.sha256(one).hexdigest(): name for name, one in images.items()}
    return FileIntake().read_again(
        data, made=to_word(markdown, images), markdown=markdown, known=known,
        base=base or base_mark(parse_body(markdown)), today=date(2026, 1, 15),
    )  # fmt: skip


class Edit:
    """Word's document part, to change as an author does."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._files = {name: archive.read(name) for name in archive.namelist()}
        self.root = etree.fromstring(self._files["word/document.xml"])

    def paragraph(self, words: str) -> _Element:
        """The last paragraph that holds words, so that contents are passed over."""
        found = [
            one
            for one in self.root.iter(f"{W}p")
            if words in "".join(t.text or "" for t in one.iter(f"{W}t"))
        ]
        return found[-1]

    def replace(self, words: str, by: str) -> None:
        """Type over words in one run."""
        text = next(one for one in self.paragraph(words).iter(f"{W}t") if words in (one.text or ""))
        text.text = (text.text or "").replace(words, by)

    def remove(self, words: str) -> None:
        """Take a whole paragraph away."""
        line = self.paragraph(words)
        parent = line.getparent()
        assert parent is not None
        parent.remove(line)

    def insert_after(self, words: str, new: str) -> None:
        """A new paragraph behind one, with that one's properties, as Enter makes it."""
        line = self.paragraph(words)
        added = etree.Element(f"{W}p")
        properties = line.find(f"{W}pPr")
        if properties is not None:
            added.append(deepcopy(properties))
        run = etree.SubElement(added, f"{W}r")
        etree.SubElement(run, f"{W}t").text = new
        line.addnext(added)

    def data(self) -> bytes:
        """The file with its changes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**self._files, "word/document.xml": etree.tostring(self.root)}.items():
                archive.writestr(name, content)
        return out.getvalue()
