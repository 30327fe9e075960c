"""The checks of a source: what an author, a reviewer or the quality office should look at.

The same findings stand in the editor, on the command line and before a submission. Nothing is changed here.
"""

from __future__ import annotations

from sopctl.content.blocks import Body
from sopctl.content.checks import (
    attachments,
    characters,
    dates,
    personal,
    references,
    remarks,
    settings,
    structure,
)
from sopctl.content.checks.context import CheckContext, Misreading, Report
from sopctl.content.checks.personal import holds_personal_data
from sopctl.content.findings import LEVELS, PERSONAL, Finding, Fix, Level, apply
from sopctl.content.source import Source

__all__ = [
    "LEVELS",
    "PERSONAL",
    "CheckContext",
    "Finding",
    "Fix",
    "Level",
    "Misreading",
    "apply",
    "check",
    "holds_personal_data",
    "personal_data",
]


def check(source: Source, body: Body, context: CheckContext) -> tuple[Finding, ...]:
    """Every finding of a source whose text reads as ``body``, in the order of its lines."""
    report = Report(source, context)
    settings.check(report)
    remarks.check(report, body)
    structure.check(report, body)
    references.check(report)
    characters.check(report)
    dates.check(report)
    personal.check(report)
    attachments.check(report)
    return report.findings()


def personal_data(source: Source, context: CheckContext) -> tuple[Finding, ...]:
    """The findings of personal data alone, the same as ``check`` gives."""
    report = Report(source, context)
    personal.check(report)
    return report.findings()
