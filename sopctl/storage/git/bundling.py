"""A repository as one pack and a list of refs, and a repository made of them again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from git import Git, GitCommandError

from sopctl.storage.git.plumbing import GitFailedError, Plumbing


def read_refs(repository: Path) -> dict[str, str]:
    """What every ref stands on, at one moment as good as git gives one."""
    git = Plumbing(repository)
    try:
        lines = git.run("for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
    finally:
        git.close()
    return {name: found for name, _, found in (line.partition(" ") for line in lines)}


def write_pack(repository: Path, refs: Mapping[str, str], to: Path) -> None:
    """Everything that ``refs`` reach, as one pack. Raises GitFailedError when an object is missing."""
    git = Plumbing(repository)
    try:
        tips = to.with_suffix(".tips")
        tips.write_text("".join(f"{tip}\n" for tip in sorted(set(refs.values()))), "ascii")
        git.stream("pack-objects", "--revs", "--stdout", "-q", "--delta-base-offset", source=tips, to=to)
        tips.unlink()
    finally:
        git.close()


def build_repository(repository: Path, pack: Path, refs: Mapping[str, str]) -> None:
    """A new repository with the library's settings, from a pack whose every object is checked.

    Raises GitFailedError.
    """
    Plumbing.create(repository)
    git = Plumbing(repository)
    try:
        if refs:
            said = pack.with_suffix(".name")
            git.stream("index-pack", "--stdin", "--strict", "--fsck-objects", source=pack, to=said)
            said.unlink()
        commands = "".join(f"create {name} {tip}\n" for name, tip in sorted(refs.items()))
        git.run("update-ref", "--stdin", data=commands.encode())
    finally:
        git.close()


def clone_mirror(address: str, repository: Path) -> None:
    """A repository with the library's settings that holds what a mirror at ``address`` holds.

    Raises GitFailedError when it cannot be read.
    """
    here = Path(address)
    if here.exists():  # git runs in the new repository's folder, where a relative path leads elsewhere
        address = str(here.absolute())
    Plumbing.create(repository)
    try:
        Git(repository).execute(
            ["git", "fetch", "--quiet", "--no-tags", "--end-of-options", address, "+refs/*:refs/*"],
            env={"GIT_DIR": str(repository), "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_GLOBAL": "/dev/null"},
        )
    except GitCommandError as failed:
        raise GitFailedError("fetch", str(failed.stderr)) from failed
