"""What every command needs from outside: the settings, the library, who acts and who reads."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from sopctl.application.library import Actor, Library, Workbench
    from sopctl.application.queries.readers import Reader
    from sopctl.config import Settings


HOME_HELP = "โฟลเดอร์ของคลังเอกสาร The library's folder (else SOPCTL_HOME, else ./var/library)."


class Door:
    """Opens what a command asks for, on first use, so that help and small commands load nothing."""

    def __init__(self) -> None:
        self.home: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises SettingWrongError."""
        from sopctl.config import load_settings  # noqa: PLC0415

        return load_settings(os.environ, self.home)

    @cached_property
    def library(self) -> Library:
        """The library in the settings' home. Raises LibraryMissingError and such."""
        from sopctl.bootstrap import open_library  # noqa: PLC0415

        return open_library(self.settings)

    @property
    def has_library(self) -> bool:
        """Whether the settings' home holds a library."""
        return (self.settings.home / "repository.git").exists()

    @property
    def bench(self) -> Workbench:
        """What draws and checks a file: the library's own shape when there is a library."""
        if self.has_library:
            return self.library
        from sopctl.bootstrap import workbench  # noqa: PLC0415

        return workbench()

    @property
    def today(self) -> date:
        """The Bangkok day now."""
        from datetime import UTC, datetime  # noqa: PLC0415

        from sopctl.thai.dates import bangkok_day  # noqa: PLC0415

        return bangkok_day(datetime.now(UTC))

    def actor(self, user: str | None) -> Actor:
        """Who acts: the one named, else the operating-system user, who is kept beside them either way."""
        from sopctl.application.library import Actor  # noqa: PLC0415

        host = host_user()
        return Actor(user if user is not None else host, host)

    def reader(self, user: str | None) -> Reader:
        """Who reads: the one named, else the operating-system user.

        An operating-system user without an account reads as an auditor: whoever opens the library's folder
        can read everything in it anyway, and a listing that hides drafts would only mislead. Raises
        NotAllowedError for a named user who is not active.
        """
        from sopctl.application.queries.readers import Reader, reader  # noqa: PLC0415
        from sopctl.domain.errors import NotAllowedError  # noqa: PLC0415
        from sopctl.domain.people import Person, Role  # noqa: PLC0415

        actor = self.actor(user)
        try:
            return reader(self.library, actor)
        except NotAllowedError:
            if user is not None:
                raise
        return Reader(Person("operator", actor.host_user, frozenset({Role.AUDITOR})))


def host_user() -> str:
    """The operating-system user, from the process and not from the environment, which anybody sets."""
    try:
        import pwd  # noqa: PLC0415  # absent on Windows
    except ImportError:
        import getpass  # noqa: PLC0415

        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


pass_door = click.make_pass_decorator(Door, ensure=True)
