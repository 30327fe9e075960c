"""The web page's HTML: structure, numbers, links, and nothing that runs."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.application.ports.copies import PageRenderer
from sopctl.content.blocks import Heading, Paragraph, walk
from sopctl.content.markdown import parse_body
from sopctl.rendering import html as writer
from sopctl.rendering.html import HtmlRenderer


def html(markdown: str, digits: str = "thai") -> str:
    renderer: PageRenderer = HtmlRenderer(
        link_number=lambda n: f"/documents/{n}" if n == "SOP-IT-002" else None
    )
    return renderer.render(parse_body(markdown), digits=digits, image_base="/files")


def test_headings_are_h2_and_below_with_anchor_and_number_in_the_asked_digits() -> None:
    markdown = "# ขอบเขต {#scope}\n## ก {number=5}\n# แบบฟอร์ม {.appendix}\n## ข\n"
    thai = html(markdown)
    assert '<h2 id="scope"><span class="section-number">๑.</span> ขอบเขต</h2>' in thai
    assert '<span class="section-number">๑.๕</span> ก</h3>' in thai
    assert '<span class="section-number">ภาคผนวก ก</span> แบบฟอร์ม</h2>' in thai
    assert '<span class="section-number">ก.๑</span> ข</h3>' in thai
    assert '<span class="section-number">1.5</span> ก</h3>' in html(markdown, "arabic")


def test_the_deepest_heading_keeps_its_level() -> None:
    assert '<h6 id="ก" aria-level="7">' in html("###### ก\n")


def test_numbered_items_carry_their_label_as_words() -> None:
    text = html("1. หนึ่ง\n2. สอง\n   1. ย่อย\n   2. [x] ทำแล้ว\n\nx\n\n{.letters}\n1. ก\n2. ข\n")
    assert '<span class="label">๒.๑)</span> ย่อย' in text
    assert '<span class="label">ข)</span> ข' in text
    assert 'aria-label="ทำแล้ว">☑</span> ทำแล้ว' in text


def test_the_authors_digits_stay_as_typed() -> None:
    assert "SOP-IT-009 ให้ 5 mg" in html("SOP-IT-009 ให้ 5 mg\n")


def test_a_table_has_scopes_a_caption_and_alignment() -> None:
    text = html("Table: ยา\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert 'role="region" tabindex="0" aria-label="ยา"' in text
    assert "<caption>ยา</caption>" in text
    assert '<th scope="col">a</th>' in text
    assert '<td class="align-right">2</td>' in text


def test_a_figure_has_its_words_and_a_file_beside_the_document() -> None:
    text = html('![ผัง](ผัง.png "ผังงาน"){width=60%}\n')
    assert '<figure class="width-60">' in text
    assert 'src="/files/%E0%B8%9C%E0%B8%B1%E0%B8%87.png" alt="ผัง"' in text
    assert "<figcaption>ผังงาน</figcaption>" in text


def test_an_image_from_elsewhere_is_never_fetched() -> None:
    for source in ("https://example.org/a.png", "//example.org/a.png", "../../secret.png", "/etc/a.png"):
        text = html(f"![คำแทน]({source})\n")
        assert "<img" not in text
        assert "คำแทน" in text


def test_what_the_writer_of_a_page_would_let_through_is_taken_out_on_the_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The tree escapes everything already; this takes that defence away and leaves the sanitiser alone."""
    hostile = (
        '<p onclick="x()" style="x">คำ<script>a()</script><iframe src="//e"></iframe><svg><a/></svg></p>'
        '<a href="javascript:x()">ก</a><a href="data:text/html,x">ข</a><form action="/x"></form>'
        '<img src="x" onerror="y()"><base href="//e"><style>*{}</style><math><mi>z</mi></math>'
    )
    monkeypatch.setattr(writer._Page, "html", lambda _: hostile)  # the layer before
    text = html("x\n")
    assert "คำ" in text
    for part in (
        "on",
        "style",
        "script",
        "iframe",
        "svg",
        "javascript",
        "data:",
        "form",
        "input",
        "base",
        "math",
    ):
        assert not re.search(rf"<[^>]*\b{part}", text), part


def test_notes_are_asides_with_their_word() -> None:
    text = html("> [!NOTE]\n> จำไว้\n\nx\n\n> [!CAUTION]\n> ระวัง\n\nx\n\n> คำพูด\n")
    assert '<aside class="note" role="note">\n<p class="note-label">หมายเหตุ</p>' in text
    assert '<aside class="caution" role="note">\n<p class="note-label">ข้อควรระวัง</p>' in text
    assert "<blockquote>\n<p>คำพูด</p>" in text


def test_footnotes_link_there_and_back_from_every_mention() -> None:
    text = html("ก[^a] ข[^a] ค[^b]\n\n[^a]: เอ[^b]\n[^b]: บี\n")
    ids = re.findall(r'id="([^"]+)"', text)
    assert len(ids) == len(set(ids)) == 6
    for target in re.findall(r'href="#([^"]+)"', text):
        assert target in ids
    assert text.count('role="doc-backlink"') == 4


def test_document_numbers_become_links_where_they_are_known() -> None:
    text = html("ดูตามSOP-IT-002และ SOP-IT-999 `SOP-IT-002`\n")
    assert text.count('<a href="/documents/SOP-IT-002"') == 1
    assert "<code>SOP-IT-002</code>" in text


def test_a_link_may_name_a_document_or_a_file_beside_it() -> None:
    text = html("[ก](SOP-IT-002) [ข](SOP-IT-999) [ค](แบบ.pdf) [ง](#scope)\n")
    assert re.findall(r'href="([^"]+)"', text) == [
        "/documents/SOP-IT-002",
        "/files/%E0%B9%81%E0%B8%9A%E0%B8%9A.pdf",
        "#scope",
    ]


HOSTILE = """\
<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1))
![" onerror="alert(1)](x.png '" onload="alert(1)') [c](https://a.b/"onmouseover="x) <javascript:alert(1)>

# " onclick="x {#a"onclick=x}

[d](data:text/html;base64,PHNjcmlwdD4=) `<style>` **<iframe src=//x>** [e](vbscript:x)
"""


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(text: str) -> _Attributes:
    parser = _Attributes()
    parser.feed(text)
    return parser


def test_nothing_in_a_page_runs_or_styles() -> None:
    for tag, names in read(html(HOSTILE)).tags:
        assert tag not in {"script", "iframe", "style", "object", "form"}
        assert not any(name.startswith("on") or name == "style" for name in names)
        assert not re.match(r"\s*(javascript|data|vbscript)", names.get("href") or "", re.IGNORECASE)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="กา ab<>&\"'*#[]()`1-\n\\!|", max_size=60))
def test_a_page_says_what_the_body_says(markdown: str) -> None:
    body = parse_body(markdown)
    page = read(HtmlRenderer().render(body, digits="thai", image_base="/f/"))
    said = re.sub(r"\s", "", unescape("".join(page.words)))
    for block in walk(body.blocks):
        if isinstance(block, Heading | Paragraph):
            assert re.sub(r"\s", "", "".join(span.text for span in block.text)) in said
    assert all("style" not in names for _, names in page.tags)
