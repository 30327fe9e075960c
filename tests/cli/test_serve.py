"""What is done before the server answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import pytest

from sopctl.application.ports import LibraryBusyError, StoreRefusedError
from sopctl.cli import serve

LIBRARY = cast("Any", object())


def test_what_was_left_is_finished_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client of an object store that was used here would hang in every process forked later."""
    mark = tmp_path / "process"
    monkeypatch.setattr(serve, "recover", lambda _: mark.write_text(str(os.getpid())))
    serve._finish_what_was_left(LIBRARY)
    assert int(mark.read_text()) != os.getpid()


def test_a_server_does_not_begin_over_what_could_not_be_finished(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: object) -> None:
        raise StoreRefusedError("database", "disk full")

    monkeypatch.setattr(serve, "recover", refuse)
    with pytest.raises(SystemExit) as ended:
        serve._finish_what_was_left(LIBRARY)
    assert ended.value.code == 1
    said = capfd.readouterr().err
    assert said.startswith("store-refused: ")
    assert "Traceback" not in said


def test_nobody_waits_for_another_node(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: object) -> None:
        raise LibraryBusyError

    monkeypatch.setattr(serve, "recover", busy)
    serve._finish_what_was_left(LIBRARY)
