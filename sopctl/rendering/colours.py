"""Colours that copies have whatever their format and profile."""

from __future__ import annotations

from typing import Final

from sopctl.application.ports.copies import Mark

RULE: Final = "#9AA3AE"
"""The lines of tables."""

MARK_COLOURS: Final = {
    Mark.MASTER: "#1E5B3A",
    Mark.CONTROLLED: "#1F3B8C",
    Mark.UNCONTROLLED: "#9B2C1F",
    Mark.WITHDRAWN: "#C00000",
    Mark.DRAFT: "#5A5A5A",
}
