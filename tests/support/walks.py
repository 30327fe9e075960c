"""Does what a page tells its reader to do, step by step in one shell, and compares what is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.support.pages import steps

_END = "--- end of a step"
Says = Callable[[str, str], tuple[str, str]]


def walk(
    page: Path, folder: Path, environ: Mapping[str, str], says: Says = lambda command, _: (command, ""),
    *, below: str = "",
) -> str:  # fmt: skip
    """Carry out every step of a page (under one heading) in ``folder``; returns all that was printed.

    ``says`` gives, for a command and all that was printed so far, the command with the reader's own words in
    it, and what they type at its prompts.
    A step that fails, or prints other than the page says (where ``…`` stands for anything), fails.
    """
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("SOPCTL_", "GIT_", "PYTHON"))}
    path = f"{Path(sys.executable).parent}:{bare['PATH']}"
    shell = subprocess.Popen(
        ["bash", "--norc", "-s"], cwd=folder, text=True, start_new_session=True,
        env={**bare, "PATH": path, "GIT_CONFIG_GLOBAL": "/dev/null", **environ},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    printed = ""
    try:
        for step in steps(page, below):
            said, status = _take(shell, *says(step.command, printed))
            printed += said
            assert status == 0, f"{page.name}:{step.number}: {step.command}: {said}"
            assert matches(said, step.printed), f"{page.name}:{step.number}: {step.command} printed:\n{said}"
    finally:
        shell.kill()
        shell.communicate()
    return printed


def matches(said: str, expected: tuple[str, ...]) -> bool:
    """Whether a text is what a page shows; nothing shown fits anything."""
    return not expected or _fits([line.rstrip() for line in said.strip().splitlines()], list(expected))


def _fits(said: list[str], expected: list[str]) -> bool:
    if not expected:
        return not said
    if expected[0] == "…":
        return any(_fits(said[at:], expected[1:]) for at in range(len(said) + 1))
    line = re.escape(expected[0].rstrip()).replace("…", ".*")
    return bool(said) and re.fullmatch(line, said[0]) is not None and _fits(said[1:], expected[1:])


def _take(shell: subprocess.Popen[str], command: str, typed: str) -> tuple[str, int]:
    assert shell.stdin is not None
    assert shell.stdout is not None
    if typed:
        command += " <<'TYPED'\n" + typed + "\nTYPED"
    elif "<<" not in command:
        command += " </dev/null" if "|" not in command and "(" not in command and "<" not in command else ""
    shell.stdin.write(f"{command}\nstatus=$?; echo; echo '{_END}' $status\n")
    shell.stdin.flush()
    said = ""
    for line in shell.stdout:
        if line.startswith(_END):
            return said.removesuffix("\n"), int(line.rsplit(" ", 1)[1])
        said += line
    raise AssertionError(f"the shell ended in {command}: {said}")
