"""A comparison on a terminal: what was added and removed, by section, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sopctl.cli.presenting import show

if TYPE_CHECKING:
    from sopctl.content.compare import BlockChange, Comparison

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
