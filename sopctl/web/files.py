"""Files handed out: strong ETag, ranges, and a name that every browser reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from urllib.parse import quote

from flask import Response, request, send_file

from sopctl.application.ports import BlobMissingError
from sopctl.application.queries.documents import CopyFile
from sopctl.rendering.workbooks import BUDDHIST_DAYS, ISO_DAYS, XLSX, Cell, to_xlsx
from sopctl.web.context import library, settings
from sopctl.web.language import say

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_IMAGES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def copy(found: CopyFile) -> Response:
    """An official copy. Its mark changes when a version is superseded, so a cache always asks again."""
    if request.if_none_match.contains(found.sha256):
        answer = Response(status=304)  # without fetching what nobody will read
        answer.set_etag(found.sha256)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
    if settings().accel:
        return _handed_over(found)
    data = library().blobs.get(found.sha256)
    if "Range" in request.headers:
        attached = not found.name.endswith(".pdf")
        return _send(data, found.media_type, found.name, found.sha256, attached=attached)
    # In one piece: a file that is sent as one goes to the socket eight kilobytes at a time.
    answer = Response(data, content_type=found.media_type)
    answer.headers["Accept-Ranges"] = "bytes"
    return _named(answer, found)


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """A table for spreadsheets; its days show as the pages show them."""
    data = to_xlsx(title, heads, rows, say(BUDDHIST_DAYS, ISO_DAYS))
    return attachment(data, XLSX, name)


def preview(data: bytes, media_type: str, name: str) -> Response:
    """A copy made for looking at; it is not kept by any cache."""
    answer = _send(
        data, media_type, name, hashlib.sha256(data).hexdigest(), attached=not name.endswith(".pdf")
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_image(data: bytes) -> bool:
    """Whether a file is a picture that a page shows."""
    return any(data.startswith(magic) for magic, _ in _IMAGES)


def image(data: bytes, name: str) -> Response:
    """A picture, typed by its content and never by its name; anything else is only a download."""
    media_type = next((kind for magic, kind in _IMAGES if data.startswith(magic)), "application/octet-stream")
    attached = media_type == "application/octet-stream"
    return _send(data, media_type, name, hashlib.sha256(data).hexdigest(), attached=attached)


def attachment(data: bytes, media_type: str, name: str) -> Response:
    """A file made on the spot, such as the register as a spreadsheet."""
    answer = _send(data, media_type, name, hashlib.sha256(data).hexdigest(), attached=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _handed_over(found: CopyFile) -> Response:
    """An answer that nginx completes with the stored file (``X-Accel-Redirect``)."""
    if not library().blobs.has(found.sha256):
        raise BlobMissingError(found.sha256)
    answer = Response(content_type=found.media_type)
    answer.headers["X-Accel-Redirect"] = f"{settings().accel}{found.sha256[:2]}/{found.sha256[2:]}"
    return _named(answer, found)


def _named(answer: Response, found: CopyFile) -> Response:
    """The answer with the copy's name and its strong ETag; caches ask again each time."""
    disposition = "inline" if found.name.endswith(".pdf") else "attachment"
    names = {"filename": found.name} if found.name.isascii() else {"filename*": f"UTF-8''{quote(found.name)}"}
    answer.headers.set("Content-Disposition", disposition, **names)
    answer.set_etag(found.sha256)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _send(data: bytes, media_type: str, name: str, etag: str, *, attached: bool) -> Response:
    answer = send_file(
        BytesIO(data), mimetype=media_type, download_name=name, as_attachment=attached, etag=etag, max_age=0
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer
