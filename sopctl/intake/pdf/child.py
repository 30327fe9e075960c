"""The process that looks through one PDF: the file is its input, what it says goes out as rows of JSON.

A file from outside may be made to break or to stop whatever reads it. Here it has little memory and little
time, and no setting of the server's; what was read before it broke is written by then.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from sopctl.content.attached_text import Gap, Unread, pieces
from sopctl.intake.pdf.objects import words_of_objects
from sopctl.intake.pdf.pages import Said, words_of_pages

CPU_SECONDS = 10  # in all; the system ends the process
_PAGES_SECONDS, _ALL_SECONDS = 5.0, 8.0  # of its own time, after which nothing more is begun
_MEMORY = 1_200_000_000  # bytes of addresses; PDFium and Python take 200 million of them before they begin
MAX_OUTPUT = 64_000_000  # bytes that it may write
_MAX_CHARACTERS = 2_000_000  # a thousand pages; what is read is kept in memory


def main() -> None:
    """Look through the PDF that stands in the input."""
    _bind()
    logging.disable()
    data = sys.stdin.buffer.read()
    told: set[str] = set()
    left = _MAX_CHARACTERS
    for stage, seconds in ((words_of_pages, _PAGES_SECONDS), (words_of_objects, _ALL_SECONDS)):
        for said in _safely(stage, data, seconds):
            if isinstance(said, Gap):
                _say({"gap": said.why, "pages": said.pages})
                sys.stdout.flush()
                continue
            for piece in pieces(said.words):
                if piece not in told:
                    told.add(piece)
                    left -= len(piece)
                    _say({"line": piece, "page": said.page})
            if left < 0:
                _say({"gap": Unread.CUT, "pages": ()})
                return
        sys.stdout.flush()


def _safely(
    stage: Callable[[bytes, Callable[[], bool]], Iterator[Said]], data: bytes, seconds: float
) -> Iterator[Said]:
    try:
        yield from stage(data, lambda: time.process_time() < seconds)
    except Exception:  # whatever a hostile file makes a parser raise
        yield Gap(Unread.BROKEN)


def _say(row: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")


def _bind() -> None:
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    main()
    sys.stdout.write(json.dumps({"end": True}) + "\n")
