from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sopctl.storage.git import GitFailedError, GitSources
from sopctl.storage.git.paths import PathRefusedError, checked_path, checked_paths, checked_ref
from tests.contracts import keys

AT = datetime(2026, 3, 1, 2, 3, 4, tzinfo=UTC)
FILES = {"document.md": b"text\n"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "repository.git"


@pytest.fixture
def sources(path: Path) -> Iterator[GitSources]:
    made = GitSources.create(path, keys.sign, keys.verify)
    yield made
    made.close()


def git(path: Path, *command: str, data: bytes = b"") -> str:
    done = subprocess.run(["git", "-C", path, *command], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def freeze(sources: GitSources, round_id: str = "r1") -> str:
    return sources.freeze_round(round_id, FILES, message="Submit", at=AT, author="สมชาย <x>\n")


def test_the_repository_is_bare_durable_and_without_hooks(sources: GitSources, path: Path) -> None:
    asked = ("core.bare", "core.hooksPath", "core.fsync", "gc.auto")
    assert [git(path, "config", name).strip() for name in asked] == ["true", "/dev/null", "all", "0"]
    assert sources.main_files("library") == {}


def test_git_itself_finds_nothing_wrong(sources: GitSources, path: Path) -> None:
    commit = freeze(sources)
    sources.tag_release("SOP-IT-001/v1", commit, '{"ก":1}', at=AT)
    sources.move_main({"SOP-IT-001": FILES}, message="Release", at=AT)
    sources.anchor_ledger(b"{}\n", at=AT)
    assert git(path, "fsck", "--strict", "--full", "--no-dangling") == ""
    shown = git(path, "log", "-1", "--format=%an|%ae|%aI|%cn|%cI|%s", "refs/rounds/r1").strip()
    assert shown == "สมชาย  x||2026-03-01T02:03:04+00:00|sopctl|2026-03-01T02:03:04+00:00|Submit"
    refs = git(path, "for-each-ref", "--format=%(refname)").split()
    assert refs == ["refs/heads/ledger", "refs/heads/main", "refs/rounds/r1", "refs/tags/SOP-IT-001/v1"]


def test_the_same_round_makes_the_same_commit_anywhere(sources: GitSources, tmp_path: Path) -> None:
    other = GitSources.create(tmp_path / "other.git")
    assert freeze(other) == freeze(sources)
    other.close()


def test_what_stands_around_git_does_not_reach_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    git(tmp_path, "init", "--quiet", "--bare", str(trap))
    config = tmp_path / "gitconfig"
    config.write_text("[core]\n\thooksPath = /tmp/hooks\n[user]\n\tname = Somebody\n[broken\n")
    for name, value in {
        "GIT_DIR": str(trap),
        "GIT_OBJECT_DIRECTORY": str(trap / "objects"),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "nonsense",
        "GIT_COMMITTER_NAME": "Somebody",
        "GIT_COMMITTER_DATE": "nonsense",
        "GIT_NAMESPACE": "elsewhere",
    }.items():
        monkeypatch.setenv(name, value)
    sources = GitSources.create(path, keys.sign, keys.verify)
    commit = freeze(sources)
    sources.tag_release("SOP-IT-001/v1", commit, "{}", at=AT)
    assert sources.read(commit) == FILES
    sources.close()
    assert list((trap / "objects").rglob("??/*")) == []
    monkeypatch.undo()
    assert git(path, "for-each-ref", "--format=%(refname)").split() == [
        "refs/rounds/r1",
        "refs/tags/SOP-IT-001/v1",
    ]


def test_no_hook_that_lies_in_the_repository_runs(sources: GitSources, path: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (path / "hooks").mkdir()
    for name in ("reference-transaction", "update", "pre-commit", "post-commit", "post-update", "pre-push",
                 "pre-auto-gc", "post-checkout", "post-index-change"):  # fmt: skip
        hook = path / "hooks" / name
        hook.write_text(f"#!/bin/sh\necho {name} >> {ran}\n")
        hook.chmod(0o755)
    commit = freeze(sources)
    sources.tag_release("SOP-IT-001/v1", commit, "{}", at=AT)
    sources.move_main({"documents/SOP-IT-001": FILES}, message="Release", at=AT)
    sources.anchor_ledger(b"{}\n", at=AT)
    assert not ran.exists()
    git(path, "-c", f"core.hooksPath={path / 'hooks'}", "update-ref", "refs/heads/x", commit)
    assert "reference-transaction" in ran.read_text()  # what would have run


def test_a_forged_or_moved_tag_is_not_valid(sources: GitSources, path: Path) -> None:
    commit = freeze(sources)
    sources.tag_release("SOP-IT-001/v1", commit, "{}", at=AT)
    made = git(path, "cat-file", "tag", "SOP-IT-001/v1")
    copied = git(path, "rev-parse", "refs/tags/SOP-IT-001/v1").strip()
    git(path, "update-ref", "refs/tags/SOP-IT-001/v2", copied)
    assert not sources.tag_valid("SOP-IT-001/v2")
    for forged in (made.replace("{}", "[]"), made[: made.index("-----BEGIN")], made + "x"):
        written = git(path, "hash-object", "-t", "tag", "-w", "--stdin", data=forged.encode()).strip()
        git(path, "update-ref", "refs/tags/SOP-IT-001/v1", written)
        assert not sources.tag_valid("SOP-IT-001/v1")
    git(path, "update-ref", "refs/tags/SOP-IT-001/v1", commit)
    assert sources.tag_message("SOP-IT-001/v1") is None
    assert not sources.tag_valid("SOP-IT-001/v1")


def test_a_message_cannot_smuggle_a_signature(sources: GitSources) -> None:
    commit = freeze(sources)
    with pytest.raises(ValueError, match="signature"):
        sources.tag_release("SOP-IT-001/v1", commit, f"{{}}\n{keys.sign(b'other')}", at=AT)


def test_tags_need_a_key(path: Path) -> None:
    sources = GitSources.create(path)
    with pytest.raises(GitFailedError, match="no key"):
        sources.tag_release("SOP-IT-001/v1", freeze(sources), "{}", at=AT)
    sources.close()


def test_moving_main_again_with_the_same_words_is_the_same_commit(sources: GitSources, path: Path) -> None:
    folders = {"SOP-IT-001": FILES, "SOP-IT-002": None}
    first = sources.move_main(folders, message="Release i1", at=AT)
    assert sources.move_main(folders, message="Release i1", at=AT) == first
    assert sources.move_main({"SOP-IT-003": FILES}, message="Release i1", at=AT) != first
    assert git(path, "rev-list", "--count", "main").strip() == "2"


WRITER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from sopctl.storage.git import GitSources
sources = GitSources.open(Path(sys.argv[1]))
for n in range(8):
    name = f"SOP-{sys.argv[2]}-{n}"
    sources.move_main({name: {"document.md": name.encode()}}, message=name, at=datetime.now(UTC))
sources.close()
"""


def test_processes_lose_none_of_each_others_commits(sources: GitSources, path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, str(n)]) for n in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    expected = {f"SOP-{w}-{n}" for w in range(3) for n in range(8)}
    assert {sources.main_file(f"{name}/document.md") for name in expected} == {n.encode() for n in expected}
    assert git(path, "rev-list", "--count", "main").strip() == "24"


def test_threads_read_their_own_answers(sources: GitSources) -> None:
    commits = {
        sources.freeze_round(f"r{n}", {"n": b"%d" % n}, message="m", at=AT, author="a"): n for n in range(4)
    }
    wrong: list[object] = []

    def read() -> None:
        for commit, number in list(commits.items()) * 10:
            if sources.read(commit) != {"n": b"%d" % number}:
                wrong.append(commit)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_stale_lock_is_removed_when_asked(sources: GitSources, path: Path) -> None:
    sources.move_main({"SOP-IT-001": FILES}, message="one", at=AT)
    (path / "refs" / "heads" / "main.lock").touch()
    (path / "packed-refs.lock").touch()
    git(path, "config", "core.filesRefLockTimeout", "10")
    with pytest.raises(GitFailedError):
        sources.move_main({"SOP-IT-001": None}, message="two", at=AT)
    assert sources.remove_stale_locks() == ["packed-refs.lock", "refs/heads/main.lock"]
    sources.move_main({"SOP-IT-001": None}, message="two", at=AT)


def test_a_damaged_object_is_said_and_not_taken_for_a_missing_one(sources: GitSources, path: Path) -> None:
    commit = freeze(sources)
    other = sources.freeze_round("r2", {"document.md": b"other"}, message="m", at=AT, author="a")
    blob = git(path, "rev-parse", f"{commit}:document.md").strip()
    stored = path / "objects" / blob[:2] / blob[2:]
    stored.chmod(0o600)
    stored.write_bytes(b"damaged")
    with pytest.raises(GitFailedError):
        sources.read(commit)
    assert sources.read(other) == {"document.md": b"other"}
    stored.unlink()
    with pytest.raises(GitFailedError, match="missing"):
        sources.read(commit)


def test_packing_changes_nothing(sources: GitSources, path: Path) -> None:
    commit = freeze(sources)
    sources.tag_release("SOP-IT-001/v1", commit, "{}", at=AT)
    git(path, "gc", "--quiet", "--prune=now")
    assert sources.read(commit) == FILES
    assert sources.tag_valid("SOP-IT-001/v1")
    assert freeze(sources) == commit


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".git/config", "a/.GIT/x", "a/.g\u200cit/x",
     "a/git~1", "a\\b", "a\nb", "a\x00b", ".", "x" * 1001, ".git. /x"],
)  # fmt: skip
def test_paths_that_could_mislead_are_refused(name: str) -> None:
    with pytest.raises(PathRefusedError):
        checked_path(name)


@pytest.mark.parametrize(
    "name", ["SOP..1", "a.lock", "-x", "a b", "a/", "a/.b", "a~1", "a^", "a:b", "a*", "@{", ""]
)
def test_names_that_are_no_refs_are_refused(name: str) -> None:
    with pytest.raises(PathRefusedError):
        checked_ref(name)


def test_a_file_is_not_a_folder_too() -> None:
    with pytest.raises(PathRefusedError):
        checked_paths(["a", "a/b"])


PART = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.lists(PART, min_size=1, max_size=3).map("/".join), st.binary(max_size=50), max_size=5)
)
def test_whatever_is_frozen_comes_back(sources: GitSources, files: dict[str, bytes]) -> None:
    try:
        checked_paths(files)
    except PathRefusedError:
        return
    commit = sources.freeze_round(f"r{abs(hash(str(files)))}", files, message="m", at=AT, author="a")
    assert sources.read(commit) == files
