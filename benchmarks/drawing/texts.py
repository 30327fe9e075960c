"""A Thai SOP of random words, new for each seed, in the language of each engine."""

from __future__ import annotations

import html
import random
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "sopctl" / "assets" / "fonts"


def vocabulary() -> list[str]:
    """The words of the starter documents, as often as they stand there."""
    from sopctl.thai.words import Words  # noqa: PLC0415 - the peers' interpreter has no sopctl

    words = Words.default()
    text = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "documents").rglob("document.md"))]
    lines = [
        line for each in text for line in each.split("\n---\n", 1)[1].splitlines() if line[:1] not in "#|>-["
    ]
    return [
        word
        for line in lines
        for word in words.segment(line)
        if word.strip() and "\u0e01" <= word[0] <= "\u0e5b"
    ]


def sop(seed: int, words: list[str], sections: int) -> list[tuple[str, Any]]:
    """A document as (kind, content): h1, h2, p, list (items with sub-items) and table (rows)."""
    chance = random.Random(seed)

    def sentence(count: int) -> str:
        return "".join(
            word + (" " if k % 9 == 8 else "") for k, word in enumerate(chance.choices(words, k=count))
        ).strip()

    out: list[tuple[str, Any]] = []
    for _ in range(sections):
        out.append(("h1", sentence(5)))
        for _ in range(3):
            out += [("h2", sentence(6)), ("p", sentence(120)), ("p", sentence(80))]
            out.append(("list", [(sentence(26), [sentence(14), sentence(16)]) for _ in range(2)]))
        rows = [[str(k + 1), sentence(18), sentence(3)] for k in range(7)]
        out.append(("table", [["ลำดับ", "ขั้นตอน", "ผู้รับผิดชอบ"], *rows]))
    return out


def as_html(blocks: list[tuple[str, Any]]) -> str:
    style = (
        f"@font-face{{font-family:S;src:url(file://{FONTS}/Sarabun-Regular.ttf)}}"
        f"@font-face{{font-family:S;font-weight:bold;src:url(file://{FONTS}/Sarabun-Bold.ttf)}}"
        "@page{size:A4;margin:4cm 2.54cm 3cm;@bottom-center{content:counter(page)}}"
        "body{font:11pt/20.8pt S}p{text-align:justify;text-indent:1cm;margin:0 0 4pt}"
        "h1{font-size:13pt}h2{font-size:11.5pt}"
        "table{border-collapse:collapse;width:100%}"
        "td,th{border:.5pt solid #999;padding:3pt 5pt;font-size:10pt;line-height:16.6pt}"
    )
    e, out = (
        html.escape,
        [f"<!doctype html><html lang=th><meta charset=utf-8><title>SOP</title><style>{style}</style><body>"],
    )
    for kind, content in blocks:
        if kind == "list":
            items = "".join(
                f"<li>{e(text)}<ol>{''.join(f'<li>{e(s)}' for s in subs)}</ol>" for text, subs in content
            )
            out.append(f"<ol>{items}</ol>")
        elif kind == "table":
            head = "".join(f"<th>{e(cell)}" for cell in content[0])
            body = "".join("<tr>" + "".join(f"<td>{e(cell)}" for cell in row) for row in content[1:])
            out.append(f"<table><thead><tr>{head}</thead><tbody>{body}</tbody></table>")
        else:
            out.append(f"<{kind}>{e(content)}</{kind}>")
    return "\n".join(out)


def as_typst(blocks: list[tuple[str, Any]]) -> str:
    out = [
        (
            '#set document(title: "SOP")\n'
            '#set page(paper: "a4", margin: (x: 2.54cm, top: 4cm, bottom: 3cm), numbering: "1")\n'
            '#set text(font: "Sarabun", size: 11pt, lang: "th")\n'
            "#set par(justify: true, leading: 9pt, first-line-indent: 1cm)\n"
        )
    ]
    for kind, content in blocks:
        if kind == "list":
            out.append(
                "\n".join(f"+ {text}\n" + "\n".join(f"  + {sub}" for sub in subs) for text, subs in content)
                + "\n"
            )
        elif kind == "table":
            cells = "\n".join(", ".join(f"[{cell}]" for cell in row) + "," for row in content[1:])
            head = ", ".join(f"[{cell}]" for cell in content[0])
            out.append(f"#table(columns: (auto, 1fr, auto), table.header({head}),\n{cells})\n")
        else:
            out.append({"h1": "= ", "h2": "== ", "p": ""}[kind] + content + "\n")
    return "\n".join(out)


def as_markdown(blocks: list[tuple[str, Any]]) -> str:
    out = []
    for kind, content in blocks:
        if kind == "list":
            parts = [
                f"{k}. {text}\n" + "\n".join(f"   1. {s}" for s in subs)
                for k, (text, subs) in enumerate(content, 1)
            ]
            out.append("\n".join(parts))
        elif kind == "table":
            rows = ["| " + " | ".join(row) + " |" for row in content]
            out.append("\n".join([rows[0], "|:-:|---|---|", *rows[1:]]))
        else:
            out.append({"h1": "# ", "h2": "## ", "p": ""}[kind] + content)
    return "\n\n".join(out)


def write(folder: Path, seed: int, words: list[str], sections: int) -> Path:
    """The same document as HTML, Typst and Markdown; its path without ending."""
    blocks = sop(seed, words, sections)
    path = folder / f"{seed}-{sections}"
    path.with_suffix(".html").write_text(as_html(blocks), encoding="utf-8")
    path.with_suffix(".typ").write_text(as_typst(blocks), encoding="utf-8")
    path.with_suffix(".md").write_text(as_markdown(blocks), encoding="utf-8")
    return path
