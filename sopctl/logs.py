"""What the program says of itself: one JSON object a line on standard error, whichever process says it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable

from pythonjsonlogger.json import JsonFormatter

_FIELDS = "{asctime}{levelname}{name}{process}{message}"
_NAMES = {"asctime": "at", "levelname": "level"}


def begin_program_log(*beside: Callable[[logging.LogRecord], bool]) -> None:
    """Write the lines of this process, and of what is forked from it; ``beside`` may add fields to each.

    Warnings of Python come as lines too. Parameters of a statement, forms and queries are in none of them.
    """
    handler = logging.StreamHandler(sys.stderr)
    # Whole seconds and the zone by its offset; milliseconds would say more than a log is asked for.
    handler.setFormatter(
        JsonFormatter(
            _FIELDS, style="{", rename_fields=_NAMES, datefmt="%Y-%m-%dT%H:%M:%S%z", json_ensure_ascii=False
        )
    )
    for each in beside:
        handler.addFilter(each)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger("sopctl").setLevel(logging.INFO)


def say_begun(what: str) -> None:
    """A line when a process of the server begins."""
    logging.getLogger("sopctl").info("%s begins as process %d", what, os.getpid())
