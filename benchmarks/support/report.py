"""What was measured, as lines: one machine-readable file of the run, a table and a chart made from it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from math import log10
from pathlib import Path

HERE = Path(__file__).parents[1]
_FACE = 'font-family="DejaVu Sans, Arial, sans-serif"'
_DARK = 'fill="#123"'
_LEGEND = "right of the line: met; each grid line is a factor of ten"


@dataclass(frozen=True)
class Line:
    """One figure beside what it is held against.

    ``better`` says whether more or less is better; ``target`` is what ``ratio`` (ours by theirs), or without
    ``against`` our own figure, is to reach. ``elsewhere``: the other was measured on another machine.
    """

    group: str
    name: str
    ours: float
    unit: str
    better: str = "more"
    against: str = ""
    theirs: float | None = None
    target: float | None = None
    note: str = ""
    elsewhere: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        measured = self.ours if self.ratio is None else self.ratio
        return measured >= self.target if self.better == "more" else measured <= self.target


def save(lines: Sequence[Line], path: Path) -> None:
    """The run as JSON."""
    load = os.getloadavg()
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "load": [round(each, 2) for each in load],
        "python": platform.python_version(),
        "lines": [{**asdict(line), "ratio": line.ratio, "met": line.met} for line in lines],
    }
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", "utf-8")


def load(path: Path) -> tuple[dict[str, object], list[Line]]:
    """What ``save`` wrote: the facts of the run, and its lines."""
    run = json.loads(path.read_text("utf-8"))
    lines = [Line(**{k: v for k, v in one.items() if k not in {"ratio", "met"}}) for one in run.pop("lines")]
    return run, lines


def table(run: dict[str, object], lines: Sequence[Line]) -> str:
    """The page ``results.md``."""
    unmet = [line for line in lines if line.met is False]
    held = [line for line in lines if line.met is not None]
    about = (
        f"`make bench` on {run['processors']} processors, Python {run['python']}, "
        f"{str(run['at'])[:16]} UTC, load {run['load']} at the end. "
        f"{len(held) - len(unmet)} of {len(held)} targets met. Ratios are ours by theirs within this run; "
        "“elsewhere” marks a peer's figure from another machine of two processors, at concurrency 8 with "
        "100 documents. The same figures stand in [results.json](results.json)."
    )
    parts = [
        "# What was measured",
        "",
        about,
        "",
        "![The lines of the run beside their targets](results.svg)",
    ]
    for group in dict.fromkeys(line.group for line in lines):
        parts += ["", f"## {group}", "", "| line | ours | beside | theirs | ratio | target | |",
                  "|---|---:|---|---:|---:|---:|---|"]  # fmt: skip
        parts += [_row(line) for line in lines if line.group == group]
    notes = list(dict.fromkeys(f"- **{line.name}**: {line.note}" for line in lines if line.note))
    why = list(dict.fromkeys(f"- **{line.name}**: {_reason(line.name)}" for line in unmet))
    if why:
        parts += ["", "## Why what is unmet is unmet", "", *why]
    return "\n".join([*parts, "", "## Remarks", "", *notes]) + "\n"


def _reason(name: str) -> str:
    """Why the line of this name is not met, as far as it was looked into."""
    told = (line.split("\t") for line in (HERE / "reasons.tsv").read_text("utf-8").splitlines())
    return next((why for start, why in told if name.startswith(start)), "Not looked into.")


def _row(line: Line) -> str:
    sign = "≥" if line.better == "more" else "≤"
    against = f"{line.against}{', elsewhere' if line.elsewhere else ''}"
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    target = (
        ""
        if line.target is None
        else f"{sign} {line.target:g}{'' if line.ratio is not None else ' ' + line.unit}"
    )
    verdict = {True: "met", False: "**unmet**", None: ""}[line.met]
    theirs = "" if line.theirs is None else _figure(line.theirs)
    return (f"| {line.name} | {_figure(line.ours)} {line.unit} | {against} | {theirs} | {ratio} | {target} "
            f"| {verdict} |")  # fmt: skip


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def chart(lines: Sequence[Line]) -> str:
    """An SVG: how far each line is from its target, right of the middle when met; a logarithmic scale."""
    shown = [line for line in lines if line.met is not None]
    left, middle, decade, height = 460, 640, 150, 22
    top, width = 64, 960
    tall, reached = top + height * len(shown) + 24, sum(line.met is True for line in shown)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" font-size="12" {_FACE}>',
        f'<rect width="{width}" height="100%" fill="#fff"/>',
        f'<text x="16" y="26" font-size="17" font-weight="bold" {_DARK}>Each line beside its target</text>',
        f'<text x="16" y="46" fill="#567">{_LEGEND}; {reached} of {len(shown)} met</text>',
    ]
    bottom = top + height * len(shown)
    for step in (-1, 0, 1, 2):
        x = middle + step * decade
        parts.append(f'<line x1="{x}" y1="{top - 8}" x2="{x}" y2="{bottom}" '
                     f'stroke="{"#123" if step == 0 else "#dde"}"/>')  # fmt: skip
    for place, line in enumerate(shown):
        measured = line.ours if line.ratio is None else line.ratio
        target = line.target or 1.0
        far = measured / target if line.better == "more" else target / max(measured, 1e-9)
        reach = max(-1.15, min(2.0, log10(max(far, 1e-3)))) * decade
        y, colour = top + place * height, "#0b7a5e" if line.met else "#b3402e"
        x0, span = (middle, max(reach, 2)) if reach >= 0 else (middle + reach, -reach)
        label = escape(f"{line.name} · {line.against}" if line.against else line.name)
        parts.append(f'<text x="{left}" y="{y + 14}" text-anchor="end" fill="#123">{label}</text>')
        parts.append(
            f'<rect x="{x0:.1f}" y="{y + 3}" width="{span:.1f}" height="{height - 8}" fill="{colour}"/>'
        )
        side, anchor = (middle + reach + 6, "start") if reach >= 0 else (middle + 6, "start")
        parts.append(
            f'<text x="{side:.1f}" y="{y + 14}" text-anchor="{anchor}" fill="#456">×{far:.2f}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def write(lines: Iterable[Line], folder: Path = HERE) -> None:
    """``results.json``, and the page and the chart from it."""
    save(list(lines), folder / "results.json")
    run, again = load(folder / "results.json")
    (folder / "results.md").write_text(table(run, again), "utf-8")
    (folder / "results.svg").write_text(chart(again), "utf-8")
