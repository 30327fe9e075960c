# ruff: noqa: PLC0415 - each engine is imported in the process that measures it, and only there
"""The official copy beside its peers: processor time, cold start and memory for a 13-page Thai SOP.

Run ``python benchmarks/render.py [--rounds N] [--peers PYTHON] [--engines NAME...]``. Every engine draws the
same text, new in each round, in a process of its own; they take turns, so that a busy machine slows all.
WeasyPrint and Typst come from the interpreter that ``--peers`` names (default: this one), Chromium and
LibreOffice from the machine; what is not there is named as missing. ``sopctl`` draws everything: cover,
contents, furniture with QR code, tags, PDF/A-3a, PDF/UA-1, attachments and the seal; the peers draw the text
with page numbers. What was measured is noted in ``render.md``.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "sopctl" / "assets" / "fonts"
ENGINES = {
    "sopctl": "PDF/A-3a + PDF/UA-1, sealed",
    "chromium": "tagged",
    "typst": "plain",
    "typst-a3a": "PDF/A-3a",
    "weasyprint": "plain",
    "weasyprint-a3": "PDF/A-3a, tagged",
    "libreoffice": "plain",
}
TAGGED_ARCHIVE = ("typst-a3a", "weasyprint-a3")
SECTIONS = 4  # about 13 pages of text
TICKS = os.sysconf("SC_CLK_TCK")


# --- the text ---------------------------------------------------------------------------------------------


def vocabulary() -> list[str]:
    """The words of the starter documents, as often as they stand there."""
    from sopctl.thai.words import Words

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


# --- the engines: each gives a function from a document's path (without ending) to its PDF


def sopctl_engine() -> Callable[[Path], bytes]:
    from datetime import UTC, date, datetime, timedelta

    from sopctl.application.ports.copies import Attachment, Mark, OfficialCopy, RevisionEntry, SignOff
    from sopctl.content.markdown import parse_body
    from sopctl.content.profile import load_profile
    from sopctl.domain.numbers import DocumentNumber, VersionLabel
    from sopctl.domain.signatures import Meaning
    from sopctl.rendering.pdf import PdfRenderer
    from sopctl.sealing.certificates import Authority
    from sopctl.sealing.cms import CmsSeal
    from sopctl.thai.words import Words

    renderer = PdfRenderer(Words.default())
    profile = load_profile((ROOT / "templates" / "official" / "default.yaml").read_text(encoding="utf-8"))
    now = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    seal = CmsSeal(Authority.make("โรงพยาบาล", now - timedelta(days=1)).issue(now))
    parsed: dict[Path, OfficialCopy] = {}

    def draw(path: Path) -> bytes:
        return renderer.render(parsed[path], profile, seal)

    def load(path: Path) -> None:
        source = path.with_suffix(".md").read_text(encoding="utf-8")
        parsed[path] = OfficialCopy(
            DocumentNumber.parse("SOP-NUR-012"), VersionLabel(2), "การบริหารยาความเสี่ยงสูง",
            "ระเบียบปฏิบัติงาน", "Standard Operating Procedure", "โรงพยาบาลตัวอย่าง", "กลุ่มการพยาบาล",
            date(2026, 12, 1), Mark.MASTER, now,
            parse_body(source),
            sign_offs=tuple(
                SignOff(meaning, name="นางสาวสมหญิง ใจดี", post="พยาบาลวิชาชีพ", moment=now)
                for meaning in list(Meaning)[:4]
            ),
            revisions=(RevisionEntry(date(2026, 12, 1), VersionLabel(2), "ปรับปรุง"),),
            attachments=(Attachment("a.md", source.encode(), "text/markdown", "Source", "ต้นฉบับ"),
                         Attachment("a-approval.json", b"{}" * 900, "application/json", "Data", "บันทึก")),
            verify_url=f"https://sop.hospital.example/verify/3f9c1e7ab24d4c{path.name:>04}",
        )  # fmt: skip

    draw.load = load  # type: ignore[attr-defined]  # the block tree is what the renderer is given
    return draw


def weasyprint_engine(variant: str | None) -> Callable[[Path], bytes]:
    weasyprint = import_module("weasyprint")
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    options: dict[str, Any] = {"pdf_variant": variant, "pdf_tags": True} if variant else {}

    def draw(path: Path) -> bytes:
        pdf: bytes = weasyprint.HTML(filename=path.with_suffix(".html")).write_pdf(
            font_config=fonts, **options
        )
        return pdf

    return draw


def typst_engine(standard: str | None) -> Callable[[Path], bytes]:
    typst = import_module("typst")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])

    def draw(path: Path) -> bytes:
        options: dict[str, Any] = {"pdf_standards": [standard]} if standard else {}
        compiler = typst.Compiler(str(path.with_suffix(".typ")), font_paths=fonts)
        pdf: bytes = compiler.compile(format="pdf", **options)
        return pdf

    return draw


def chromium_engine() -> Callable[[Path], bytes]:
    from playwright.sync_api import sync_playwright

    from tests.support.chromium import installed

    browser = sync_playwright().start().chromium.launch(executable_path=installed(), args=["--no-sandbox"])
    page = browser.new_page()

    def draw(path: Path) -> bytes:
        page.goto(path.with_suffix(".html").as_uri())
        return page.pdf(prefer_css_page_size=True, tagged=True)

    return draw


def libreoffice_engine() -> Callable[[Path], bytes]:
    office = shutil.which("soffice")
    if office is None:
        raise ImportError("soffice")

    def draw(path: Path) -> bytes:
        # A process for each document: it has no other way to be asked from outside without extensions.
        source = path.with_suffix(".html")
        command = [office, "--headless", f"-env:UserInstallation=file://{path.parent}/office", "--convert-to",
                   "pdf:writer_pdf_Export", "--infilter=HTML (StarWriter)", "--outdir",
                   str(path.parent), str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return path.with_suffix(".pdf").read_bytes()

    return draw


def engine(name: str) -> Callable[[Path], bytes]:
    match name:
        case "sopctl":
            return sopctl_engine()
        case "weasyprint":
            return weasyprint_engine(None)
        case "weasyprint-a3":
            return weasyprint_engine("pdf/a-3a")
        case "typst":
            return typst_engine(None)
        case "typst-a3a":
            return typst_engine("a-3a")
        case "chromium":
            return chromium_engine()
        case _:
            return libreoffice_engine()


# --- measuring --------------------------------------------------------------------------------------------


def tree(root: int) -> list[int]:
    """A process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            try:
                fields = (each / "stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(each.name))
    found = [root]
    for one in found:
        found.extend(parents.get(one, []))
    return found


def processor_seconds() -> float:
    """Time used by this process, its finished children and its living descendants."""
    total = 0.0
    for number in tree(os.getpid()):
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / TICKS
    own = time.process_time()
    mine = sum(map(int, Path("/proc/self/stat").read_text().rsplit(") ", 1)[1].split()[11:13])) / TICKS
    return total - mine + own


def peak_megabytes() -> float:
    """The most memory that this process and its living descendants ever had, summed."""
    total = 0.0
    for number in tree(os.getpid()):
        try:
            status = Path(f"/proc/{number}/status").read_text()
        except OSError:
            continue
        line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
        total += int(line.split()[1]) / 1024
    return max(total, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def serve(name: str) -> None:
    """Draw what is asked for on standard input, a path a line, and answer with what it took."""
    import gc

    draw = engine(name)
    clock = processor_seconds if name in ("chromium", "libreoffice") else time.process_time
    gc.freeze()
    for line in sys.stdin:
        path = Path(line.strip())
        if load := getattr(draw, "load", None):
            load(path)
        started = clock()
        data = draw(path)
        took = clock() - started
        path.with_name(f"{path.name}-{name}.pdf").write_bytes(data)
        print(json.dumps({"cpu": took, "size": len(data), "peak": peak_megabytes()}), flush=True)


class Child:
    """An engine in a process of its own."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        started = time.perf_counter()
        self._process = subprocess.Popen([python, __file__, "--serve", name], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, env=environ)  # fmt: skip
        self._started = started
        self.cold = 0.0
        self.times: list[float] = []
        self.peak = 0.0
        self.size = 0

    def draw(self, path: Path) -> float:
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        try:
            self._process.stdin.write(f"{path}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self._process.stderr.read().strip().splitlines()[-1])
        if not self.cold:
            self.cold = time.perf_counter() - self._started
        said = json.loads(line)
        self.peak, self.size = said["peak"], said["size"]
        return float(said["cpu"])

    def close(self) -> None:
        for number in reversed(tree(self._process.pid)[1:]):
            try:
                os.kill(number, 15)
            except ProcessLookupError:
                continue
        self._process.kill()
        self._process.wait()


def write(folder: Path, seed: int, words: list[str], sections: int) -> Path:
    blocks = sop(seed, words, sections)
    path = folder / f"{seed}-{sections}"
    path.with_suffix(".html").write_text(as_html(blocks), encoding="utf-8")
    path.with_suffix(".typ").write_text(as_typst(blocks), encoding="utf-8")
    path.with_suffix(".md").write_text(as_markdown(blocks), encoding="utf-8")
    return path


def page_count(path: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


def compare(folder: Path, words: list[str], rounds: int, peers: str, engines: list[str]) -> None:
    """One table of engines, from one run; ratios are to the first of them."""
    warm_up = [write(folder, seed, words, SECTIONS) for seed in range(4)]
    paths = [write(folder, seed, words, SECTIONS) for seed in range(10, 10 + rounds)]
    children, missing = [], []
    for name in engines:
        child = Child(name, peers if name.startswith(("weasy", "typst")) else sys.executable)
        try:
            for path in warm_up:
                child.draw(path)
            children.append(child)
        except RuntimeError as error:
            missing.append(f"{name}: {error}")
            child.close()
    for part in (paths[::2], paths[1::2]):
        for child in children:
            for path in warm_up[:2]:  # the engines before it have driven it out of the processor's caches
                child.draw(path)
            child.times += [child.draw(path) for path in part]
    own = statistics.median(children[0].times)
    print(
        f"| engine | file | pages | processor time, median of {rounds} | ratio "
        "| cold start | peak memory | size |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for child in children:
        median = statistics.median(child.times)
        pages = page_count(paths[0].with_name(f"{paths[0].name}-{child.name}.pdf"))
        print(
            f"| {child.name} | {ENGINES[child.name]} | {pages} | {median * 1000:.0f} ms | {median / own:.1f} "
            f"| {child.cold:.2f} s | {child.peak:.0f} MB | {child.size // 1024} kB |"
        )
        child.close()
    for line in missing:
        print(f"\nmissing, so not compared: {line}")


def lengths(folder: Path, words: list[str]) -> None:
    """Time against length: a straight line, if all is well."""
    print("\n| pages | processor time | a page |\n|---:|---:|---:|")
    child = Child("sopctl", sys.executable)
    child.draw(write(folder, 1, words, SECTIONS))
    for sections in (0, 1, 4, 14, 42, 138):
        path = write(folder, 2, words, sections)
        took = min(child.draw(path), child.draw(path))
        pages = page_count(path.with_name(f"{path.name}-sopctl.pdf"))
        print(f"| {pages} | {took * 1000:.0f} ms | {took * 1000 / pages:.2f} ms |")
    child.close()


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--peers", default=sys.executable)
    options.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    options.add_argument("--serve", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(given.serve)
        return
    words = vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), words, given.rounds, given.peers, given.engines)
        lengths(Path(folder), words)


if __name__ == "__main__":
    main()
