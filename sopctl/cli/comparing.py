"""A comparison on a terminal: what was added and removed, by section, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sopctl.cli.parameters import read_bytes
from sopctl.cli.presenting import show
from sopctl.domain.errors import NotFoundError
from sopctl.domain.workflow import State

if TYPE_CHECKING:
    from pathlib import Path

    from sopctl.cli.context import Door
    from sopctl.content.compare import BlockChange, Comparison
    from sopctl.domain.numbers import DocumentNumber, VersionLabel

_KINDS = {
    "added": ("เพิ่ม", "added"),
    "removed": ("ตัดออก", "removed"),
    "changed": ("แก้ไข", "changed"),
    "moved": ("ย้าย", "moved"),
    "same": ("คงเดิม", "same"),
}
_RUNS = {"added": "[+{}+]", "removed": "[-{}-]", "kept": "{}"}


def summary(comparison: Comparison | None) -> str:
    """The counts of each kind of change, in one line."""
    if comparison is None:
        return "ฉบับแรก (a first version; nothing to compare with)"
    counts = {kind.value: count for kind, count in comparison.counts.items() if count}
    named = ((words, counts[kind]) for kind, words in _KINDS.items() if kind in counts)
    return " ".join(f"{thai} {count} ({english})" for (thai, english), count in named)


def show_comparison(comparison: Comparison) -> None:
    """Print every difference under its section."""
    section = None
    for change in comparison.differences:
        if change.section != section:
            section = change.section
            number = ".".join(map(str, section.number))
            show(f"# {number} {section.title}".rstrip())
        show(f"  {_KINDS[change.kind.value][0]}: {_words(change)}")
    show(summary(comparison))


def comparison_facts(comparison: Comparison) -> dict[str, object]:
    """A comparison for programs: the counts, and the differences with their runs of words."""
    return {
        "counts": {kind.value: count for kind, count in comparison.counts.items()},
        "changes": [
            {
                "kind": change.kind.value,
                "unit": change.unit.kind.value,
                "section": ".".join(map(str, change.section.number)),
                "heading": change.section.title,
                "form_changed": change.form_changed,
                "runs": [{"kind": run.kind.value, "text": run.text} for run in change.runs],
            }
            for change in comparison.differences
        ],
    }


def _words(change: BlockChange) -> str:
    text = "".join(_RUNS[run.kind.value].format(run.text) for run in change.runs)
    return text.replace("\n", " ⏎ ").replace("\t", " | ")


def comparison_with_file(
    door: Door, number: DocumentNumber, old: VersionLabel | None, file: Path, user: str | None
) -> Comparison:
    """What a file says otherwise than a version. Raises NotFoundError and as an import does."""
    from sopctl.application.queries.history import compare_with_file  # noqa: PLC0415

    return compare_with_file(door.library, door.reader(user), number, old, read_bytes(file), file.name)


def file_as_word(
    door: Door, number: DocumentNumber, old: VersionLabel | None, file: Path, user: str | None
) -> bytes:
    """The same as a Word file with tracked changes."""
    from sopctl.application.queries.changes import file_in_word  # noqa: PLC0415

    return file_in_word(door.library, door.reader(user), number, old, read_bytes(file), file.name)


def released_pair(
    door: Door, number: DocumentNumber, old: VersionLabel | None, new: VersionLabel | None, user: str | None
) -> tuple[VersionLabel, VersionLabel]:
    """The two released versions that are meant: without labels the last two. Raises NotFoundError."""
    from sopctl.application.queries.documents import released_versions  # noqa: PLC0415

    labels = [x.released.release.version for x in released_versions(door.library, door.reader(user), number)]
    after = new or labels[-1]
    before = old or next((label for label in reversed(labels) if label < after), None)
    if before is None:
        raise NotFoundError(f"{number}: a version before {after}")
    return before, after


def comparison_of(
    door: Door, number: DocumentNumber, old: VersionLabel | None, new: VersionLabel | None, user: str | None
) -> Comparison:
    """Two versions: the one that is being signed against the one in force, else two that were released."""
    from sopctl.application.queries import documents, history  # noqa: PLC0415
    from sopctl.application.review.rounds import signing_view  # noqa: PLC0415

    library, reader = door.library, door.reader(user)
    latest = documents.latest_version(library, number)
    signing = latest.round is not None and latest.state is not State.RELEASED
    listed = documents.released_versions(library, reader, number) if old is not None else ()
    in_force = next((one.released.release.version for one in listed if one.standing == "in_force"), None)
    if signing and latest.round is not None and old in (None, in_force) and new in (None, latest.label):
        found = signing_view(library, door.actor(user), latest.round.id).comparison
        if found is not None:
            return found
    before, after = released_pair(door, number, old, new, user)
    return history.compare_versions(library, reader, number, before, after)
