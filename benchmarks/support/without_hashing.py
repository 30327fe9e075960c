"""``sopctl serve`` whose passwords are kept as they are, so that signing is measured apart from argon2."""

from __future__ import annotations

import hmac
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.support.house import PASSWORD
from sopctl.application.library import Library
from sopctl.bootstrap import open_library
from sopctl.config import load_settings


class Plain:
    """Port ``Passwords`` for measuring alone."""

    def hash(self, password: str) -> str:
        return f"plain:{password}"

    def hash_code(self, code: str) -> str:
        return self.hash(code)

    def matches(self, hashed: str, password: str) -> bool:
        return hmac.compare_digest(hashed.encode(), f"plain:{password}".encode())


def plain(library: Library) -> None:
    """Keep every account's password as it is."""
    with library.unit() as uow:
        for person in uow.people.all():
            account = uow.people.account(person.user)
            if account is not None:
                uow.people.save_account(replace(account, password_hash=Plain().hash(PASSWORD)))
        uow.commit()


def main(home: Path, port: int) -> None:
    """Serve a library whose accounts were kept by ``Plain``."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="sopctl-figures-")
    from sopctl.web import create_app  # noqa: PLC0415  # Prometheus looks at the variable when it is imported
    from sopctl.web.server import Server, web_settings  # noqa: PLC0415

    class Measured(Server):
        """The production server over a library without argon2."""

        def load(self) -> Any:
            library = replace(open_library(settings), passwords=Plain())
            return create_app(library, web_settings(settings))

    settings = load_settings({}, home)
    Measured(settings, host="127.0.0.1", port=port, workers=2).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
