"""The command-line door."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def main() -> None:
    """Run ``sopctl`` on the process's arguments.

    Ends the process with status 0 (done), 1 (refused or failed) or 2 (wrong usage).
    """
    from sopctl.cli.root import root  # noqa: PLC0415  # tests import this package without the whole tree

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show Thai gets escapes instead of a traceback.
            stream.reconfigure(errors="backslashreplace")
    root(prog_name="sopctl")
