"""Who asked for what and when: one line a request, kept 90 days, and the log of the program itself.

พ.ร.บ. ว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์ พ.ศ. ๒๕๕๐ มาตรา ๒๖ (traffic data is kept at least 90 days).
Lines hold no query, no form, no cookie: what people search for may be a patient's name.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask, Response, g, has_request_context, request

from sopctl import logs
from sopctl.thai.dates import bangkok_day

HEADER = "X-Request-ID"
FOLDER = "logs"
_NAME = re.compile(r"access-([0-9]{4}-[0-9]{2}-[0-9]{2})\.jsonl")
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_CODE = re.compile(r"(?<=^/verify/)[^/]{9,}|(?<=^/api/v1/verify/)[^/]{9,}")
_LOG = logging.getLogger(__name__)


class AccessLog:
    """Appends lines to a file a day; several processes may, since each line is one write."""

    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._days = days
        self._day: date | None = None
        self._file = -1

    def write(self, facts: dict[str, object], at: datetime) -> None:
        """Append one line. A log that cannot be written is told to the program's own log; nobody waits."""
        line = json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            os.write(self._open(bangkok_day(at)), line.encode())
        except OSError:
            _LOG.exception("The access log cannot be written")

    def _open(self, day: date) -> int:
        if day != self._day:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            opened = os.open(self._folder / f"access-{day.isoformat()}.jsonl", flags, 0o600)
            if self._file >= 0:
                os.close(self._file)
            self._day, self._file = day, opened
            self._forget(day - timedelta(days=self._days))
        return self._file

    def _forget(self, before: date) -> None:
        for path in self._folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match and date.fromisoformat(match[1]) < before:
                path.unlink(missing_ok=True)


def install(app: Flask, log: AccessLog | None) -> None:
    """Give every request an id, which the answer carries, and write its line when it is answered."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        g.begun = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.get("request_id", "")
        if log is not None:
            at = datetime.now(UTC)
            log.write(_facts(response, at), at)
        return response


def begin_program_log() -> None:
    """Send what the program says of itself to standard error, each line with the id of its request."""
    logs.begin_program_log(_with_request)


def _with_request(line: logging.LogRecord) -> bool:
    if has_request_context():
        line.request = g.get("request_id", "")
    return True


def _facts(response: Response, at: datetime) -> dict[str, object]:
    person = g.get("person")
    begun = g.get("begun")
    return {
        "at": at.isoformat(timespec="milliseconds"),
        "request": g.get("request_id", ""),
        "from": request.remote_addr or "",
        "user": person.user if person is not None else g.get("caller", ""),
        "method": request.method,
        "path": _CODE.sub(lambda code: code[0][:6] + "…", request.path)[:300],
        "status": response.status_code,
        "bytes": response.content_length or 0,
        "ms": round((time.perf_counter() - begun) * 1000, 1) if begun is not None else 0,
        "agent": request.headers.get("User-Agent", "")[:200],
    }


def folder_of(home: Path) -> Path:
    """Where the access logs of a library are."""
    return home / FOLDER
