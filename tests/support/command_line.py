"""``sopctl`` as a test calls it: in this process, with its standard input, its streams and its status."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from sopctl.cli.root import root
from tests.support.demo import PASSWORD


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def code(self) -> str:
        """The error's code, from the one line on stderr."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0].partition(":")[0]

    @property
    def json(self) -> Any:
        """The output, read as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Sopctl:
    """The commands of one library."""

    home: Path

    def __call__(self, *args: object, stdin: str | bytes = "") -> Ran:
        """Run a command; a fault of the program that has no words raises here."""
        environ = {"SOPCTL_HOME": str(self.home)}
        result = CliRunner().invoke(root, [str(arg) for arg in args], input=stdin, env=environ)
        assert not result.stderr.startswith("unexpected"), result.stderr
        return Ran(result.exit_code, result.stdout, result.stderr)

    def done(self, *args: object, stdin: str | bytes = "") -> Ran:
        """Run a command that must succeed."""
        ran = self(*args, stdin=stdin)
        assert ran.status == 0, ran.err
        return ran

    def sign(self, verb: str, number: str, user: str, *more: object, password: str = PASSWORD) -> Ran:
        """Run a command that signs."""
        return self(verb, number, "--as", user, "--password-stdin", *more, stdin=f"{password}\n")

    def facts(self) -> tuple[object, list[str]]:
        """What there is and what was recorded: the list of documents, and the ledger's lines."""
        return self.done("document", "list", "--json").json, self.ledger()

    def ledger(self) -> list[str]:
        """The ledger's rows as JSON lines."""
        return self.done("ledger", "export").out.splitlines()
