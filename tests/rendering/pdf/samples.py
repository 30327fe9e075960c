"""Official copies to draw in tests."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from sopctl.application.ports.copies import Attachment, Mark, OfficialCopy, RevisionEntry, SignOff
from sopctl.content.blocks import Block, Body
from sopctl.content.markdown import parse_body
from sopctl.content.profile import Profile, load_profile
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.signatures import Meaning, Medium
from sopctl.rendering.pdf import PdfRenderer
from sopctl.thai.words import Words

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
PROFILES = ("default", "ratchakan")
MADE_AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
HOSPITAL = "โรงพยาบาลวิชัยเกษม"


@cache
def profile(name: str = "default") -> Profile:
    return load_profile((ROOT / "templates" / "official" / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def renderer() -> PdfRenderer:
    return PdfRenderer(Words.default())


@cache
def logo() -> bytes:
    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 6, 234, 234), outline=(47, 74, 109, 255), width=10)
    draw.rectangle((104, 50, 136, 190), fill=(47, 120, 90, 255))
    draw.rectangle((50, 104, 190, 136), fill=(47, 120, 90, 255))
    return png(image)


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


SIGN_OFFS = (
    SignOff(
        Meaning.PREPARED,
        name="นางสาวสมหญิง ใจดี",
        post="นักวิชาการคอมพิวเตอร์ชำนาญการ",
        moment=datetime(2026, 11, 20, 2, 5, tzinfo=UTC),
        picture=png(Image.new("RGBA", (120, 40), (20, 30, 120, 160))),
    ),
    SignOff(
        Meaning.REVIEWED,
        name="นายสมชาย รักงาน",
        post="รองผู้อำนวยการฝ่ายการแพทย์",
        formula="ปฏิบัติราชการแทน ผู้อำนวยการโรงพยาบาลวิชัยเกษม",
        moment=datetime(2026, 11, 21, 20, 5, tzinfo=UTC),
    ),
    SignOff(
        Meaning.APPROVED,
        medium=Medium.PAPER,
        name="นายแพทย์วิชัยเกษม",
        post="ผู้อำนวยการโรงพยาบาลวิชัยเกษม",
        day=date(2023, 6, 12),
    ),
)


def official_copy(body: Body, **changes: Any) -> OfficialCopy:
    """A copy of a body, released and signed, unless ``changes`` say otherwise."""
    copy = OfficialCopy(
        number=DocumentNumber.parse("SOP-NUR-012"),
        version=VersionLabel(2),
        title="การบริหารยาความเสี่ยงสูง",
        type_th="ระเบียบปฏิบัติงาน",
        type_en="Standard Operating Procedure",
        hospital=HOSPITAL,
        owner="กลุ่มการพยาบาล",
        effective=date(2026, 12, 1),
        mark=Mark.UNCONTROLLED,
        made_at=MADE_AT,
        body=body,
        sign_offs=SIGN_OFFS,
        revisions=(
            RevisionEntry(date(2023, 6, 12), VersionLabel(1), "ประกาศใช้ครั้งแรก"),
            RevisionEntry(date(2026, 12, 1), VersionLabel(2), "ปรับรายการยาความเสี่ยงสูงให้เป็นปัจจุบัน"),
        ),
        images={name: (DATA / name).read_bytes() for name in ("flow-chart.png", "ward.jpg")},
        attachments=(
            Attachment("SOP-NUR-012.md", "# ต้นฉบับ\n".encode(), "text/markdown", "Source", "ต้นฉบับ Markdown"),
            Attachment("SOP-NUR-012-approval.json", b"{}", "application/json", "Data", "บันทึกการอนุมัติ"),
        ),
        verify_url="https://sop.hospital.example/verify/3f9c1e7ab24d4c06a1",
        logo=logo(),
    )
    return replace(copy, **changes)


def plain_copy(body: Body, **changes: Any) -> OfficialCopy:
    """A copy with nothing around its body that takes time: no logo, no signatures, no attachments."""
    bare: dict[str, Any] = {"logo": None, "sign_offs": (), "revisions": (), "attachments": (), "images": {}}
    return official_copy(body, **(bare | changes))


def body_of(*blocks: Block) -> Body:
    return Body(blocks)


@cache
def every_construct() -> Body:
    return parse_body((DATA / "every-construct.md").read_text(encoding="utf-8"))


def draw(copy: OfficialCopy, name: str = "default") -> bytes:
    return renderer().render(copy, profile(name))


def starter(path: Path) -> OfficialCopy:
    """A copy of a document of the starter library, by the path of its Markdown."""
    body = parse_body(path.read_text(encoding="utf-8").split("\n---\n", 1)[1])
    images = {
        each.name: each.read_bytes() for each in path.parent.iterdir() if each.suffix in (".png", ".jpg")
    }
    return official_copy(body, images=images)
