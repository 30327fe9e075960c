"""What operators see: figures, state, and a line for each request."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from sopctl.storage.sql.revisions import SchemaOlderError
from sopctl.web import clock
from sopctl.web.journal import AccessLog
from tests.web.sites import Site, make


def _lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted(folder.iterdir()) for line in path.read_text().splitlines()]


def test_figures_are_for_this_machine_alone(site: Site) -> None:
    site.house.publish()
    site.nobody().get("/documents/SOP-IT-001")
    text = site.nobody().text("/metrics")
    assert "sopctl_documents_in_force 1.0" in text
    assert 'sopctl_requests_total{method="GET",page="documents.document",status="200"} 1.0' in text
    outside = {"REMOTE_ADDR": "203.0.113.7"}
    assert site.nobody().get("/metrics", environ_overrides=outside).status_code == 404
    passed_on = {"X-Forwarded-For": "203.0.113.7"}
    assert site.nobody().get("/metrics", headers=passed_on).status_code == 404


def test_every_request_leaves_a_line_without_what_was_typed(tmp_path: Path) -> None:
    site = make(logs=tmp_path / "logs")
    browser = site.of("staff")
    browser.get("/search?q=ผู้ป่วยชื่อสมชาย", headers={"X-Request-ID": "from-the-proxy-1"})
    browser.get("/verify/a-secret-of-a-copy")
    lines = _lines(tmp_path / "logs")
    searched = next(line for line in lines if line["path"] == "/search")
    assert (searched["user"], searched["request"], searched["status"]) == ("staff", "from-the-proxy-1", 200)
    written = json.dumps(lines, ensure_ascii=False)
    assert "สมชาย" not in written
    assert "a-secret-of-a-copy" not in written
    assert "correct horse" not in written
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_an_id_that_could_break_a_log_is_replaced(site: Site) -> None:
    answer = site.nobody().get("/healthz", headers={"X-Request-ID": "a b\tc"})
    assert len(answer.headers["X-Request-ID"]) == 32


def test_lines_are_kept_ninety_days(tmp_path: Path) -> None:
    for day in ("2026-01-01", "2026-01-02"):
        (tmp_path / f"access-{day}.jsonl").write_text("{}\n")
    (tmp_path / "notes.txt").write_text("not ours")
    log = AccessLog(tmp_path, 90)
    log.write({"a": 1}, datetime(2026, 4, 2, 1, 0, tzinfo=UTC))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "access-2026-01-02.jsonl", "access-2026-04-02.jsonl", "notes.txt",
    ]  # fmt: skip


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    site = make(logs=tmp_path / "file" / "logs")
    assert site.nobody().get("/healthz").status_code == 200
    assert "cannot be written" in caplog.text


def test_a_proxy_of_ours_says_who_asks(tmp_path: Path) -> None:
    sent = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    for proxies, seen in ((0, "127.0.0.1"), (1, "203.0.113.7")):
        folder = tmp_path / str(proxies)
        make(logs=folder, proxies=proxies).nobody().get("/healthz", headers=sent)
        assert [line["from"] for line in _lines(folder)] == [seen]


def test_nginx_is_handed_the_file_and_the_name_of_its_state() -> None:
    site = make(accel="/stored/")
    site.house.publish()
    answer = site.nobody().get("/documents/SOP-IT-001.pdf")
    etag = answer.headers["ETag"].strip('"')
    assert answer.data == b""
    assert answer.headers["X-Accel-Redirect"] == f"/stored/{etag[:2]}/{etag[2:]}"
    again = site.nobody().get("/documents/SOP-IT-001.pdf", headers={"If-None-Match": f'"{etag}"'})
    assert again.status_code == 304
    assert "X-Accel-Redirect" not in again.headers


def test_readiness_says_when_no_time_server_keeps_the_clock(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kept, said in ((True, False), (False, True)):
        monkeypatch.setattr(clock, "synchronised", lambda kept=kept: kept)
        notes = site.nobody().get("/readyz").get_json()["notes"]
        assert any(note.startswith("clock:") for note in notes) is said


def test_readiness_names_what_is_wrong_and_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make(home=tmp_path)
    site.house.publish()
    assert site.nobody().get("/readyz").status_code == 200

    def asked() -> tuple[int, dict[str, str]]:
        answer = site.nobody().get("/readyz")
        wrong = {name: word for name, word in answer.get_json()["stores"].items() if word != "ok"}
        return answer.status_code, wrong

    with monkeypatch.context() as broken:
        broken.setattr(site.house.sources, "main_file", lambda path: None)
        assert asked() == (503, {"git": "unreachable"})
    with monkeypatch.context() as broken:
        broken.setattr(site.house.blobs, "has", lambda name: 1 // 0)
        assert asked() == (503, {"blobs": "unreachable"})
    with monkeypatch.context() as empty:  # as a shared folder that is not mounted
        empty.setattr(site.house.blobs, "has", lambda name: False)
        assert asked() == (503, {"blobs": "unreachable"})
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000))
        assert asked() == (503, {"disk": "nearly full"})
    site.house.pass_time(hours=-1)
    assert asked() == (503, {"clock": "behind the last record"})
    site.house.pass_time(hours=1)
    assert asked() == (200, {})


def test_readiness_knows_a_database_of_another_program(tmp_path: Path) -> None:
    def older() -> None:
        raise SchemaOlderError("abc", "def")

    answer = make(home=tmp_path, schema=older).nobody().get("/readyz")
    assert (answer.status_code, answer.get_json()["stores"]["schema"]) == (503, "library-older")


def test_a_worker_that_stays_away_is_said_and_stops_nobody(tmp_path: Path) -> None:
    site = make(home=tmp_path)
    mark = tmp_path / "worker.alive"

    def worker_notes() -> list[str]:
        answer = site.nobody().get("/readyz")
        assert answer.status_code == 200
        return [note for note in answer.get_json()["notes"] if note.startswith("worker:")]

    assert worker_notes() == ["worker: has not run; messages and reminders wait"]
    assert "sopctl_worker_seconds" not in site.nobody().text("/metrics")
    mark.touch()
    assert worker_notes() == []
    assert "sopctl_worker_seconds 0." in site.nobody().text("/metrics")
    os.utime(mark, (0, 0))
    assert len(worker_notes()) == 1
