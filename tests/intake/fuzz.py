"""Files damaged at random, for as long as asked: each becomes a draft or is refused, in bounded time.

python -m tests.intake.fuzz [SECONDS [SEED]]

Whatever breaks is written to ``var/fuzz``, named by its seed, and belongs into ``tests/intake/test_fuzz.py``.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from sopctl.content.front_matter import FrontMatterError
from sopctl.domain.errors import SopctlError
from sopctl.intake.files import FileIntake
from tests.support.ugly import FOLDER

TODAY = date(2026, 1, 15)
HANG = 20.0  # seconds of processor for one file
_VALUES = (
    "",
    "-1",
    "0",
    "999999999",
    "99999999999999999999",
    "nan",
    "ก",
    "on",
    "../../x",
    "rId1",
    "\u202e",
    "1e9",
)
_TAGS = (
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "ins",
    "del",
    "sdt",
    "sdtContent",
    "hyperlink",
    "numPr",
    "pPr",
    "drawing",
)
_BYTES = (b"\0", b"\xff\xfe", b"<w:p>", b"</w:tbl>", b"&#0;", b"<!DOCTYPE x>", b"\xe0\xb8", b"PK\3\4", b"]]>")
_LINES = (
    "๑. วัตถุประสงค์", "1.1.1.1.1.1 ลึก", "รหัสเอกสาร SOP-IT-001 ฉบับที่ ๑", "----", "|||||", "> [!NOTE]",
    "# " * 40, "[^1]: [^1]", "![](x){width=0%}", "```", "ก" * 5_000, "หน้า ๑/๓", "12/13/2566", "\t" * 60 + "ก",
    "(1) (1) (1)", "ผู้อนุมัติ", "๙๙๙๙๙๙๙๙๙๙๙. ก", "ខ្មែរ 漢字", "\u0e48\u0e48\u0e48", "---\nnumber: [",
    "{.letters}", "****", "<!--",
)  # fmt: skip
_SCAN = """โรงพยาบาลวิชัยเกษม SOP-IT-001 Version 1
เรื่อง นโยบายการบริหารความทรงจำทาง Social media
๑. วัตถุประสงค์
เพื่อเป็นแนวทางในการปฏิบัติงาน
เพื่อเป็นแนวทางในการปฏิบัติงาน
๒. ข้อมูลที่เกี่ยวข้อง
๒.1 ประกาศคณะกรรมการสุขภาพแห่งชาติ
โรงพยาบาลวิชัยเกษม SOP-IT-001 Version 1 วันที่ ๑๒/๖/๒๕๖๖
๓.๕ การนำข้อมูล รูปภาพ ผู้ป่วยเผยแพร่
นายแพทย์วิชัยเกษม ผู้อำนวยการ : อนุมัติ
๔. กลุ่มเป้าหมาย
ทุกหน่วยงาน
"""


@dataclass
class Tally:
    """What became of the files of a run."""

    files: Counter[str] = field(default_factory=Counter)
    broken: list[int] = field(default_factory=list)
    slowest: float = 0.0


def damaged(seed: int) -> tuple[str, bytes]:
    """A file that one seed makes: its name and its bytes."""
    chance = random.Random(seed)
    if chance.random() < 0.3:
        return "x.txt", _text(chance)
    data = FOLDER[chance.choice(sorted(FOLDER))]()
    for _ in range(chance.randint(1, 3)):
        data = chance.choice((_tree, _tree, _tree, _part, _entries, _bytes))(data, chance)
    return "x.docx", data


def _text(chance: random.Random) -> bytes:
    lines = _SCAN.split("\n")
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(lines) + 1)
        match chance.randint(0, 4):
            case 0:
                lines.insert(at, chance.choice(_LINES))
            case 1:
                lines[at:at] = [chance.choice(lines)] * chance.randint(1, 40)
            case 2:
                chance.shuffle(lines)
            case 3:
                lines[at : at + 1] = ["".join(chance.choices(_SCAN, k=chance.randint(1, 80)))]
            case _:
                lines.insert(
                    at, "".join(chr(chance.randint(1, 0x2FFF)) for _ in range(chance.randint(1, 30)))
                )
    text = "\n".join(lines)
    data = text.encode(chance.choice(("utf-8", "utf-8", "utf-16", "cp874", "utf-8-sig")), "replace")
    return _bytes(data, chance) if chance.random() < 0.3 else data


def _bytes(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        match chance.randint(0, 2):
            case 0:
                made[at:at] = chance.choice(_BYTES)
            case 1:
                del made[at : at + chance.randint(1, 400)]
            case _:
                made[at : at + 1] = bytes([chance.randint(0, 255)])
    return bytes(made)


def _unpacked(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return None  # damaged before: it stays as it is


def _packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _part(data: bytes, chance: random.Random) -> bytes:
    """Bytes of one part changed."""
    files = _unpacked(data)
    if not files:
        return data
    name = chance.choice(sorted(files))
    return _packed({**files, name: _bytes(files[name], chance)})


def _entries(data: bytes, chance: random.Random) -> bytes:
    """Parts gone, under other names, or with the content of another."""
    files = _unpacked(data)
    if not files:
        return data
    name, other = chance.choice(sorted(files)), chance.choice(sorted(files))
    content = files.pop(name)
    match chance.randint(0, 3):
        case 0:
            files[other] = content
        case 1:
            files[chance.choice((name.upper(), name + "/", "word/" + name, "\\" + name))] = content
        case 2:
            files[name] = files.get(other, content)
        case _:
            pass
    return _packed(files)


def _tree(data: bytes, chance: random.Random) -> bytes:
    """The XML of one part well formed, and its elements where they do not belong."""
    files = _unpacked(data)
    names = [name for name in files or () if name.endswith((".xml", ".rels"))]
    if not files or not names:
        return data
    name = (
        "word/document.xml"
        if "word/document.xml" in names and chance.random() < 0.6
        else chance.choice(names)
    )
    try:
        root = etree.fromstring(files[name])
    except etree.XMLSyntaxError:
        return data
    for _ in range(chance.randint(1, 8)):
        _disorder(root, chance)
    return _packed({**files, name: etree.tostring(root)})


def _disorder(root: _Element, chance: random.Random) -> None:
    every = list(root.iter())
    one, other = chance.choice(every), chance.choice(every)
    parent = one.getparent()
    if parent is None:
        return
    match chance.randint(0, 6):
        case 0:
            parent.remove(one)
        case 1:
            _repeat(parent, one, chance.choice((1, 2, 60)))
        case 2:
            _move(one, other)
        case 3:
            one.attrib.update({name: chance.choice(_VALUES) for name in list(one.attrib)[:1]})
        case 4:
            one.tag = "{" + str(etree.QName(one).namespace or "urn:x") + "}" + chance.choice(_TAGS)
        case 5:
            one.text = chance.choice(_LINES)
        case _:
            for _ in range(chance.choice((1, 3, 200))):
                outer = etree.SubElement(parent, one.tag)
                outer.append(one)
                parent = outer


def _move(one: _Element, into: _Element) -> None:
    if into is not one and one not in into.iterancestors():
        into.append(one)


def _repeat(parent: _Element, one: _Element, times: int) -> None:
    # What grows without end is refused by its size, and only slows the run.
    if sum(1 for _ in one.iter()) * times < 100_000:
        parent.extend(deepcopy(one) for _ in range(times))


def taken(name: str, data: bytes) -> str:
    """What became of a file. Raises what no file may raise."""
    try:
        found = FileIntake().read(data, name, today=TODAY)
    except (SopctlError, FrontMatterError) as error:
        return type(error).__name__
    lines = found.body_text.count("\n") + 1
    wrong = [one.code for one in found.findings if not 0 < one.line <= lines]
    assert not wrong, f"findings beyond the text: {wrong}"
    return "taken"


def run(until: Callable[[], bool], first: int, kept: Path | None) -> Tally:
    """Damage and take files from a first seed on."""
    tally = Tally()
    seed = first
    while not until():
        name, data = damaged(seed)
        began = time.process_time()
        try:
            tally.files[taken(name, data)] += 1
        except Exception:
            tally.broken.append(seed)
            traceback.print_exc()
        took = time.process_time() - began
        tally.slowest = max(tally.slowest, took)
        if took > HANG:
            tally.broken.append(seed)
        if kept is not None and tally.broken[-1:] == [seed]:
            kept.mkdir(parents=True, exist_ok=True)
            (kept / f"{seed}-{name}").write_bytes(data)
        seed += 1
    return tally


def main() -> int:
    """Fuzz for some seconds of processor and print the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    handles = len(list(Path("/proc/self/fd").iterdir()))
    end = time.process_time() + seconds
    with tempfile.TemporaryDirectory() as own:
        tempfile.tempdir = own
        tally = run(lambda: time.process_time() >= end, first, Path("var/fuzz"))
        left = [one.name for one in Path(own).iterdir()]
    opened = len(list(Path("/proc/self/fd").iterdir())) - handles
    print(
        f"seeds {first} to {first + sum(tally.files.values()) + len(tally.broken) - 1}: {dict(tally.files)}"
    )
    print(f"broken {tally.broken}, slowest {tally.slowest:.1f} s, left behind {left}, files open {opened}")
    return 1 if tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
