from __future__ import annotations

import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sopctl.application.safekeeping.doctor import Kind, examine
from sopctl.application.safekeeping.mirroring import mirror_trouble, send_to_mirror
from sopctl.config import SettingWrongError, load_settings
from sopctl.storage.git import GitMirror, GitSources
from sopctl.storage.mirror_address import MirrorAddress
from tests.application.house import build

AT = datetime(2026, 1, 15, 3, tzinfo=UTC)


@pytest.fixture
def sources(tmp_path: Path) -> GitSources:
    made = GitSources.create(tmp_path / "repository.git")
    made.move_main({"library": {"hospital.yaml": b"name: x"}}, message="one", at=AT)
    made.freeze_round("SOP-IT-001-v1-r1", {"document.md": b"text"}, message="r", at=AT, author="a")
    made.anchor_ledger(b"{}\n", at=AT)
    return made


def _bare(path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "--bare", str(path)], check=True)
    return path


def _refs(path: Path) -> set[str]:
    said = subprocess.run(
        ["git", "-C", str(path), "for-each-ref", "--format=%(refname)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(said.stdout.split())


def _mirror(tmp_path: Path, to: str, seconds: float = 30) -> GitMirror:
    return GitMirror(tmp_path / "repository.git", MirrorAddress.parse(to), seconds)


def test_everything_that_git_remembers_is_sent_once_and_again_when_it_changes(
    sources: GitSources, tmp_path: Path
) -> None:
    mirror = _mirror(tmp_path, str(_bare(tmp_path / "mirror.git")))
    assert mirror.behind()
    state = mirror.push(AT)
    assert (state.failures, state.succeeded_at) == (0, AT)
    assert _refs(tmp_path / "mirror.git") == {
        "refs/heads/main", "refs/heads/ledger", "refs/rounds/SOP-IT-001-v1-r1",
    }  # fmt: skip
    assert not mirror.behind()
    sources.anchor_ledger(b"{}\n{}\n", at=AT)
    assert mirror.behind()


def test_a_mirror_that_disagrees_is_never_overwritten(sources: GitSources, tmp_path: Path) -> None:
    bare = _bare(tmp_path / "mirror.git")
    mirror = _mirror(tmp_path, str(bare))
    mirror.push(AT)
    before = (bare / "refs/heads/main").read_text()
    rewritten = GitSources.create(tmp_path / "other" / "repository.git")
    rewritten.move_main({"library": {"hospital.yaml": b"name: y"}}, message="rewritten", at=AT)
    state = _mirror(tmp_path / "other", str(bare)).push(AT)
    assert state.failures == 1
    assert "rejected" in state.said
    assert (bare / "refs/heads/main").read_text() == before


def test_no_hook_runs_and_no_prompt_waits(
    sources: GitSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    hook = hooks / "pre-push"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.hooksPath={hooks}'")
    _mirror(tmp_path, str(_bare(tmp_path / "mirror.git"))).push(AT)
    assert not (tmp_path / "ran").exists()


def test_a_push_that_does_not_end_is_cut_off(sources: GitSources, tmp_path: Path) -> None:
    bare = _bare(tmp_path / "mirror.git")
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nsleep 20\n")
    hook.chmod(0o700)
    begun = datetime.now(UTC)
    state = _mirror(tmp_path, str(bare), seconds=1).push(AT)
    assert state.failures == 1
    assert datetime.now(UTC) - begun < timedelta(seconds=15)


def test_a_password_reaches_git_and_nothing_that_people_see(sources: GitSources, tmp_path: Path) -> None:
    mirror = _mirror(tmp_path, "https://robot:pa%40ss@127.0.0.1:1/library.git")
    state = mirror.push(AT)
    kept = (tmp_path / "repository.git" / "sopctl-mirror.json").read_text()
    assert state.failures == 1
    assert state.address == "https://127.0.0.1:1/library.git"
    assert "pa@ss" not in kept + state.said + repr(mirror.state())
    assert "robot" not in kept + state.said


@pytest.mark.parametrize(
    "text",
    ["ext::sh -c touch", "ext::sh", "--upload-pack=x", "-x", "http://host/a", "git://host/a", "ssh://-oX/a",
     "ssh://u:secret@host/a", "https://", "library.git", "file://host/a", "https://host/a b", "fd::7"],
)  # fmt: skip
def test_other_protocols_and_what_could_be_an_option_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingWrongError) as refused:
        load_settings({"SOPCTL_GIT_REMOTE": text}, tmp_path)
    assert "secret" not in str(refused.value)


def test_a_failing_mirror_is_told_tried_again_later_and_blocks_nothing(
    sources: GitSources, tmp_path: Path
) -> None:
    house = build()
    mirror = _mirror(tmp_path, str(tmp_path / "not-there.git"))
    object.__setattr__(house.library, "mirror", mirror)
    first = send_to_mirror(house.library)
    assert first is not None
    assert first.failures == 1
    assert mirror_trouble(house.library) is not None
    assert Kind.MIRROR_BEHIND in {problem.kind for problem in examine(house.library)}
    assert send_to_mirror(house.library) is None  # rests for a minute
    house.now += timedelta(minutes=1)
    again = send_to_mirror(house.library)
    assert again is not None
    assert again.failures == 2
    _bare(tmp_path / "not-there.git")
    house.now += timedelta(minutes=2)
    assert send_to_mirror(house.library) is not None
    assert mirror_trouble(house.library) is None
    assert send_to_mirror(house.library) is None  # nothing waits
