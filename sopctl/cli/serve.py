"""``sopctl serve``: the web door behind a production server."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import click

from sopctl.application.library import Library
from sopctl.application.people.roster import demo_passwords_stand
from sopctl.application.ports import LibraryBusyError
from sopctl.application.release.releasing import recover
from sopctl.bootstrap import load_dictionaries, open_library
from sopctl.cli.companion import Companion, forked
from sopctl.cli.errors import line_of
from sopctl.config import Settings
from sopctl.domain.errors import SopctlError
from sopctl.worker import attend

_LOG = logging.getLogger(__name__)
_FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # where the workers keep their counts together


class DemoPasswordsError(SopctlError):
    """A library whose published demo passwords would be reachable from other machines."""

    code = "demo-passwords"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"Demo accounts with published passwords are active; sopctl does not listen on {host} with them.",
            host=host,
        )


def serve(settings: Settings, *, host: str, port: int, workers: int, alone: bool = False) -> None:
    """Finish what an earlier process left undone, then answer requests until told to stop.

    The worker runs beside it unless ``alone``.

    Raises DemoPasswordsError for an address that other machines reach, and what opening a library raises.
    """
    library = open_library(settings)
    if not is_loopback(host) and demo_passwords_stand(library):
        raise DemoPasswordsError(host)
    _finish_what_was_left(library)
    companion = Companion(partial(attend, settings))
    with _folder_of_figures() as figures:
        os.environ[_FIGURES] = figures  # asked for when the library of Prometheus is imported
        from sopctl.web.server import Server  # noqa: PLC0415  # gunicorn only where something is served

        server = Server(settings, host=host, port=port, workers=workers)
        load_dictionaries(library)
        gc.freeze()  # what all processes share is not looked through, and so not copied, by each
        if not alone:
            companion.start()
        try:
            server.run()
        finally:
            companion.stop()


@contextmanager
def _folder_of_figures() -> Iterator[str]:
    """A folder for as long as the server runs; a web process that ends leaves it to those that go on."""
    owner, folder = os.getpid(), tempfile.mkdtemp(prefix="sopctl-figures-")
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)


def _finish_what_was_left(library: Library) -> None:
    """In a process of its own: clients of an object store and their threads would not come over a fork."""
    status = os.waitpid(forked(partial(_finish, library)), 0)[1]
    if status:
        raise SystemExit(os.waitstatus_to_exitcode(status))


def _finish(library: Library) -> None:
    try:
        recover(library)
    except LibraryBusyError:
        # Another node releases; it, or the worker within a minute, finishes what is left. Nobody waits.
        _LOG.warning("Another process holds the lock of the library; the worker will finish what was left")
    except SopctlError as error:
        click.echo(line_of(error), err=True)
        raise SystemExit(1) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
