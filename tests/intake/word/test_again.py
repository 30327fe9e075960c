"""A draft goes to Word and comes back: just the edits, and everything else byte for byte."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sopctl.content.markdown import parse_body
from sopctl.resources import documents_dir
from tests.support.office import edited
from tests.support.word_again import Edit, from_word, to_word
from tests.support.word_parts import docx, p, png

IMAGES = {"ward.png": png(40, 20)}
# Each snippet says the same as others in bytes of its own, which a rewriting would lose.
SNIPPETS = (
    "# หัวข้อ {0}",
    "## หัวข้อย่อย {0}",
    "# ไม่มีเลข {0} {{.unnumbered}}",
    "ย่อหน้า {0} กับ __ตัวหนา__ และ _เอียง_",
    "ย่อหน้า {0} อ้าง[^n{0}] และ `รหัส`\n\n[^n{0}]: เชิงอรรถ {0}",
    "* รายการ {0}\n* สอง\n    * ใน",
    "3) เริ่มที่สาม {0}\n4) ต่อไป",
    "{{.letters}}\n1. อักษร {0}\n1. ถัดไป",
    "- [x] ทำแล้ว {0}\n- [ ] ยังไม่ทำ",
    "|หัว {0}|ขวา|\n|-|--:|\n|ก|1|\n|ข|2|",
    "Table: คำอธิบาย {0} {{widths=1,3}}\n\n| ก | ข |\n|:-:|---|\n| ค{0} | ง |",
    "> [!NOTE]\n> หมายเหตุ {0}",
    "> [!CAUTION]\n> ระวัง {0}\n>\n> - ข้อหนึ่ง",
    "> คำพูด {0}",
    "คำ {0}\n: ความหมาย\n\nอีกคำ {0}\n: อีกความหมาย",
    "```sql\nselect {0}\n\nfrom x\n```",
    '![ภาพ {0}](ward.png "คำบรรยาย {0}"){{width=50%}}',
    "***\n\nหน้าใหม่ {0}",
    "บรรทัดแรก {0}\nบรรทัดสอง",
    "H~2~O x^2^ ~~ตัด~~ {0}",
    "[ลิงก์ {0}](https://example.org/{0})",
)
parts = st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=7).map(
    lambda chosen: [one.format(f"คำที่{at}ก") for at, one in enumerate(chosen)]
)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(parts)
@few
def test_what_nobody_touched_comes_back_byte_for_byte(snippets: list[str]) -> None:
    markdown = "\n\n".join(snippets) + "\n"
    found = from_word(to_word(markdown, IMAGES), markdown, IMAGES)
    assert found.body == parse_body(markdown)
    for snippet in snippets:
        for block in snippet.split("\n\n"):
            assert block in found.body_text
    assert found.findings == ()


@given(parts, st.integers(0, 100))
@few
def test_one_edit_leaves_all_else_as_it_was(snippets: list[str], pick: int) -> None:
    snippets = ["นำ คำที่0ข", *snippets, "ท้าย คำที่9ข"]
    markdown = "\n\n".join(snippets) + "\n"
    at = pick % len(snippets)
    word = f"คำที่{at - 1}ก" if 0 < at < len(snippets) - 1 else ("คำที่0ข" if at == 0 else "คำที่9ข")
    edit = Edit(to_word(markdown, IMAGES))
    if not any(word in (one.text or "") for one in edit.root.iter("{*}t")):
        return
    edit.replace(word, word + "แก้")
    found = from_word(edit.data(), markdown, IMAGES)
    for other, snippet in enumerate(snippets):
        if other != at and not _one_block(snippets, *sorted((at, other))):
            for block in snippet.split("\n\n"):
                assert block in found.body_text, block
    assert word + "แก้" in found.body_text


def _one_block(snippets: list[str], first: int, last: int) -> bool:
    """Whether neighbours are one block, such as two lists with one bullet: then an edit writes it anew."""
    return len(parse_body("\n\n".join(snippets[first : last + 1])).blocks) == 1


def test_a_changed_list_between_a_numbered_one_and_one_of_the_other_marker() -> None:
    markdown = "1. อักษร\n1. ถัดไป\n\n- [x] ทำแล้ว\n- [ ] ยังไม่ทำ\n\n* รายการ\n* สอง\n"
    edit = Edit(to_word(markdown, {}))
    edit.replace("ทำแล้ว", "ทำแล้วแก้")
    found = from_word(edit.data(), markdown, {})
    assert found.body_text == markdown.replace("ทำแล้ว", "ทำแล้วแก้")


def test_paragraphs_added_and_removed() -> None:
    markdown = "# หนึ่ง\n\n__คงเดิม__ หนึ่ง\n\nจะลบทิ้ง\n\n* ก\n* ข\n\n# สอง\n\nท้าย _เดิม_\n"
    edit = Edit(to_word(markdown, {}))
    edit.remove("จะลบทิ้ง")
    edit.insert_after("หนึ่ง", "มาใหม่")
    edit.insert_after("ข", "ค")
    found = from_word(edit.data(), markdown, {})
    assert found.body_text == ("# หนึ่ง\n\n__คงเดิม__ หนึ่ง\n\nมาใหม่\n\n- ก\n- ข\n- ค\n\n# สอง\n\nท้าย _เดิม_\n")


def test_a_footnote_put_before_others_renames_none() -> None:
    markdown = "ก่อน\n\nมี[^law] แล้ว\n\n[^law]: กฎหมาย\n"
    found = from_word(to_word("ก่อน[^x]\n\nมี[^law] แล้ว\n\n[^law]: กฎหมาย\n\n[^x]: ใหม่\n", {}), markdown, {})
    assert "มี[^law] แล้ว" in found.body_text
    assert "[^law]: กฎหมาย" in found.body_text
    assert "[^1]: ใหม่" in found.body_text
    assert any(one.code == "import-base-changed" for one in found.findings)


def test_words_on_the_cover_are_told() -> None:
    markdown = "# หนึ่ง\n\nข้อความ\n"
    edit = Edit(to_word(markdown, {}))
    cover = next(one for one in edit.root.iter("{*}t") if "เรื่องทดสอบ" in (one.text or ""))
    cover.text = "ชื่อใหม่บนปก"
    found = from_word(edit.data(), markdown, {})
    assert found.body == parse_body(markdown)
    assert [one.code for one in found.findings] == ["import-front-changed"]
    assert "ชื่อใหม่บนปก" in found.findings[0].excerpt


def test_a_file_from_elsewhere_replaces_the_text() -> None:
    found = from_word(docx(p("ใหม่ทั้งหมด", style="Heading1"), p("ข้อความ")), "# เก่า\n", {})
    assert found.base == ""
    assert found.body_text == "# ใหม่ทั้งหมด\n\nข้อความ\n"


@pytest.mark.conformance
def test_a_save_in_libreoffice_changes_nothing(tmp_path: Path) -> None:
    """Every document of the starter library, saved again by LibreOffice, comes back as it was."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is missing"
    texts: dict[str, tuple[str, dict[str, bytes]]] = {}
    for path in sorted(documents_dir().glob("*/document.md")):
        markdown = path.read_text().split("\n---\n", 1)[1]
        images = {
            one.source: (path.parent / one.source).read_bytes() for one in parse_body(markdown).figures()
        }
        name = path.parent.name
        texts[name] = (markdown, images)
        (tmp_path / f"{name}.docx").write_bytes(to_word(markdown, images))
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "saved"), *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for name, (markdown, images) in texts.items():
        found = from_word((tmp_path / "saved" / f"{name}.docx").read_bytes(), markdown, images)
        assert found.body_text.strip() == markdown.strip(), name
        assert found.findings == (), name
        edit = Edit((tmp_path / "saved" / f"{name}.docx").read_bytes())
        edit.insert_after("วัตถุประสงค์", "บรรทัดจาก LibreOffice")
        changed = from_word(edit.data(), markdown, images).body_text
        assert len(changed) > len(markdown.strip())
        assert "LibreOffice" in changed


def test_a_paragraph_that_only_moved_keeps_its_bytes() -> None:
    markdown = "นำ\n\nย่อหน้า __หนา__ และ _เอียง_\n\n# หัว\n\n* ก\n* ข\n\nท้าย __เดิม__\n"
    edit = Edit(to_word(markdown, {}))
    edit.paragraph("หัว").addnext(edit.paragraph("ย่อหน้า"))
    found = from_word(edit.data(), markdown, {})
    assert found.body_text == "นำ\n\n# หัว\n\nย่อหน้า __หนา__ และ _เอียง_\n\n* ก\n* ข\n\nท้าย __เดิม__\n"
    edit.paragraph("ท้าย").addnext(edit.paragraph("นำ"))
    found = from_word(edit.data(), markdown, {})
    assert found.body_text.startswith("# หัว\n")
    assert all(one in found.body_text for one in ("__หนา__", "* ก\n* ข", "__เดิม__"))
    assert found.findings == ()


def test_an_edited_heading_is_no_word_left_out() -> None:
    markdown = "# หัวข้อ เดิม\n\nข้อความ\n\n## ย่อย เดิม\n\nต่อ\n"
    edit = Edit(to_word(markdown, {}))
    edit.replace("หัวข้อ เดิม", "หัวข้อ ใหม่")
    edit.replace("ย่อย เดิม", "ย่อย ใหม่")
    found = from_word(edit.data(), markdown, {})
    assert found.body_text.startswith("# หัวข้อ ใหม่ {#หัวข้อ-เดิม}\n\nข้อความ\n\n## ย่อย ใหม่")
    assert found.findings == ()


EDITED = """\
# หัวข้อ {#หลัก}

นำ __ตัวหนา__ CHANGE ในกลาง

MOVE ย่อหน้า __นี้__ ย้าย

ย่อหน้า __คงที่__ หนึ่ง

* รายการ แรก
* REMOVE รายการ
* รายการ __สาม__

คั่น __คงที่__

|หัว TABLE|ขวา|
|-|--:|
|__ข__|2|

![ภาพ](ward.png "คำบรรยาย"){width=50%}

## ย่อย

* [ลิงก์](https://example.org/a)
* สอง

ท้าย __คงที่__ สอง
"""


@pytest.mark.conformance
def test_an_authors_edits_in_libreoffice_and_nothing_else(tmp_path: Path) -> None:
    """Words typed, an item gone, a row more, a paragraph moved, a picture changed: all else is as it was."""
    found = from_word(edited(to_word(EDITED, IMAGES), png(30, 30, "blue"), tmp_path), EDITED, IMAGES)
    (picture,) = found.files
    assert picture != "ward.png"
    wanted = (
        EDITED.replace("__ตัวหนา__ CHANGE", "**ตัวหนา** CHANGED")
        .replace("MOVE ย่อหน้า __นี้__ ย้าย\n\nย่อหน้า __คงที่__ หนึ่ง", "ย่อหน้า __คงที่__ หนึ่ง\n\nMOVE ย่อหน้า __นี้__ ย้าย")
        .replace("* รายการ แรก\n* REMOVE รายการ\n* รายการ __สาม__", "- รายการ แรก\n- รายการ **สาม**")
        .replace(
            "|หัว TABLE|ขวา|\n|-|--:|\n|__ข__|2|",
            "| หัว TABLE | ขวา |\n| --- | ---: |\n| **ข** | 2 |\n| NEWROW | NEWCELL |",
        )
        .replace("ward.png", picture)
    )
    assert found.body_text == wanted
    assert found.findings == ()
