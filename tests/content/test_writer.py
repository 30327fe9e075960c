"""The block tree → Markdown → the same block tree."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    Definition,
    Definitions,
    Figure,
    ListBlock,
    ListItem,
    Note,
    NoteKind,
    Paragraph,
    RichText,
    Span,
    Table,
    plain,
)
from sopctl.content.markdown import parse_body
from sopctl.content.text import plain_text
from sopctl.content.writer import write_body
from sopctl.resources import documents_dir

WHOLE = """\
คำนำ **หนา *เอียง* ต่อ** และ ~~ขีด~~ `รหัส` [ลิงก์](https://example.org/a) H~2~O x^2^[^1]
บรรทัดสอง

# วัตถุประสงค์

## การนำข้อมูล {number=5}

1. หนึ่ง
2. สอง

   ย่อหน้าในข้อ

   - ย่อย
     - ลึก
3. [x] เสร็จ

{.letters}
4. ง
5. จ

- อีกรายการ

* รายการติดกัน

> [!CAUTION]
> ระวัง
>
> - ข้อ

> คำพูด

Table: ยา {widths=2,1}

| ยา | ขนาด |
|:---|---:|
| ก \\| ข | 5 `a\\|b` |

![ผัง [1]](<ผัง 1.png> "ผังงาน \\"ใหม่\\""){width=60%}

```text
a ``` b
  c
```

HN
: เลขประจำตัว

  ย่อหน้าสอง

---

# วัตถุประสงค์

# แบบฟอร์ม {#form .appendix}

## ย่อย

# ท้าย {.unnumbered}

[^1]: เชิงอรรถ

    ย่อหน้าสอง
"""


def test_every_construct_comes_back() -> None:
    body = parse_body(WHOLE)
    assert body.remarks == ()
    written = write_body(body)
    assert parse_body(written) == body
    assert write_body(parse_body(written)) == written


@pytest.mark.parametrize(
    "path", sorted(documents_dir().glob("*/document.md")), ids=lambda path: path.parent.name
)
def test_the_starter_library_comes_back(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    body = parse_body(text)
    assert parse_body(write_body(body)) == body


NASTY = [
    "# ไม่ใช่หัวข้อ", "- ไม่ใช่ข้อ", "1. ไม่ใช่ข้อ", "> คำ", "***", "---", "===", "a\n===",
    "a | b\n--|--", "    เยื้อง", "*ดาว*", "**", "_a_", "a_b", "[x] คำ", "[a](b)", "![a](b)", "[^1]",
    "`a`", "``", "<b>", "<!--", "&amp; &", "a\\", "\\*", "~a~", "5~10", "x^2^", "{.letters}",
    "คำ {number=5}", "Table: ก", "ตาราง: ก", ": คำ", "[หมายเหตุ]: คำ", "[a]: http://b", "```", "ก!",
    "ก\nข", "#", "+", "1)", "๑. ก", "https://a.b/c_d_e", "| a |", "10% ถึง 20%", "[!NOTE]",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_plain_words_stay_plain_words_wherever_they_stand(text: str) -> None:
    paragraph = Paragraph((Span(re.sub(r"(?m)^\s+", "", text)),))
    cell = (Span(re.sub(r"\s+", " ", text.strip())),)
    blocks: tuple[Block, ...] = (
        paragraph,
        Table((cell, cell), ((cell, cell),), (Align.NONE, Align.LEFT), cell),
        ListBlock(False, (ListItem((paragraph,)), ListItem((paragraph,), True))),
        Note(NoteKind.QUOTE, (paragraph,)),
        Definitions((Definition(cell, (paragraph,)),)),
        Figure("a b.png", cell[0].text, cell),
    )
    body = Body(blocks)
    assert parse_body(write_body(body)) == body


SPANS = st.builds(
    Span,
    st.text(alphabet="กข่ab1 *_`[]()!#~^\\|<>{}:.-&;", min_size=1, max_size=8),
    bold=st.booleans(),
    italic=st.booleans(),
    struck=st.booleans(),
    href=st.sampled_from([None, None, None, "https://example.org/(a) b", "#ก", "ไฟล์ 1.pdf"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(SPANS, min_size=1, max_size=5).map(tuple))
def test_styled_words_keep_their_words(text: RichText) -> None:
    wanted = " ".join(plain(text).split())
    for body in (
        Body((Paragraph(text),)),
        Body((ListBlock(True, (ListItem((Paragraph(text),)),)),)),
        Body((Table((text,), ((text,),), (Align.NONE,)),)),
    ):
        times = 2 if isinstance(body.blocks[0], Table) else 1
        said = " ".join(plain_text(parse_body(write_body(body))).split())
        assert said == " ".join([wanted] * times if wanted else []), write_body(body)


PARTS = st.sampled_from([
    "ก", "ข **ค** ", "*ง*จ", "`a|b`", "[ก](b)", "\n", "\n\n", "# ห\n\n", "## ห {number=3}\n\n",
    "# ผ {.appendix}\n\n", "- ", "1. ", "3) ", "  - ", "   1. ", "> ", "> [!NOTE]\n> ",
    "| a | b |\n|---|:-:|\n| 1 | 2 |\n", "---\n\n", "```\nx\n```\n", "คำ\n: หมาย\n", "[^1]",
    "\n\n[^1]: โน้ต\n\n", "![ผ](a.png)", "{.letters}\n", "[x] ", "\\*", "~~x~~",
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_what_was_read_is_written_and_read_again(markdown: str) -> None:
    body = parse_body(markdown)
    again = parse_body(write_body(body))
    assert again.blocks == body.blocks
    assert dict(again.footnotes) == dict(body.footnotes)
    assert replace(again, remarks=()) == replace(body, remarks=())


def test_a_heading_inside_a_quotation_becomes_one_bold_run() -> None:
    body = parse_body("> ข **ค** > [!NOTE]\n>   - ")
    assert parse_body(write_body(body)).blocks == body.blocks
