"""Looking through a PDF from outside: a child process does it, and is ended when it takes too long."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from threading import BoundedSemaphore
from typing import Final

from sopctl.content.attached_text import FileWords, Gap, Unread
from sopctl.intake.pdf.child import MAX_OUTPUT

SECONDS: Final = 20  # on a clock; the child has less time of its own
_AT_ONCE: Final = BoundedSemaphore(2)  # children of one process: each may take much memory
_COMMAND: Final = (sys.executable, "-I", "-m", "sopctl.intake.pdf.child")


def words_of_pdf(data: bytes) -> FileWords:
    """What a PDF says, on its pages and beside them, and what of it was not read, however it is made."""
    with _AT_ONCE, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(_COMMAND, stdin=given, stdout=told, stderr=subprocess.DEVNULL, env={})  # noqa: S603
        try:
            child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        told.seek(0)
        return _understood(told.read(MAX_OUTPUT))


def _understood(told: bytes) -> FileWords:
    """What a child wrote; the last line may be cut off."""
    lines: list[str] = []
    pages: list[int] = []
    gaps: list[Gap] = []
    ended = False
    for row in told.split(b"\n"):
        try:
            said = json.loads(row)
        except ValueError:
            continue
        if "line" in said:
            lines.append(said["line"])
            pages.append(said["page"])
        elif "gap" in said:
            gaps.append(Gap(Unread(said["gap"]), tuple(said["pages"])))
        ended = ended or "end" in said
    if not ended:
        gaps.append(Gap(Unread.CUT if lines else Unread.BROKEN))
    return FileWords(tuple(lines), tuple(dict.fromkeys(gaps)), tuple(pages))
