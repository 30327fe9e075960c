from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.application.ports.copies import Inspector
from sopctl.sealing.inspection import FileInspector
from tests.sealing.samples import docx_parts, pack, plain_objects, write_pdf


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"", "other", "empty-file"),
        (b"\0" * 5000, "other", "unknown-kind"),
        ("ประกาศ".encode(), "other", "unknown-kind"),
        (other_zip(), "other", "unknown-kind"),
        (b"PK\x03\x04", "other", "unknown-kind"),
        (b"%PDF-1.7", "pdf", "unreadable"),
        (b"%PDF-", "pdf", "unreadable"),
        (b"%PDF-1.7\n/ByteRange [0 9 99 9]", "pdf", "seal-damaged"),
        (write_pdf(plain_objects()), "pdf", "not-sealed"),
        (pack(docx_parts()), "docx", "not-sealed"),
    ],
)
def test_the_kind_is_told_by_content(data: bytes, kind: str, code: str) -> None:
    inspector: Inspector = FileInspector()
    answer = inspector.inspect(data, ())
    assert (answer.kind, [found for found, _ in answer.problems]) == (kind, [code])
    assert (answer.genuine, answer.unchanged) == (False, False)


def test_a_file_larger_than_any_copy_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sopctl.sealing.inspection._LARGEST_FILE", 100)
    answer = FileInspector().inspect(b"%PDF-1.7" + bytes(100), ())
    assert [code for code, _ in answer.problems] == ["too-large"]


@settings(max_examples=60, deadline=None)
@given(
    head=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"%PDF-1.7\n/ByteRange [0 1 5 "]),
    body=st.binary(max_size=300),
    tail=st.sampled_from([b"", b"[Content_Types].xml", b"startxref\n0\n%%EOF", b"trailer<</Root 1 0 R>>"]),
)
def test_no_bytes_make_it_raise(head: bytes, body: bytes, tail: bytes) -> None:
    answer = FileInspector().inspect(head + body + tail, ())
    assert answer.problems
    assert not answer.genuine
