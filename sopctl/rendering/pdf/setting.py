"""What drawing a block needs: the flow, the shaper, the profile, and how to draw the blocks inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sopctl.content.blocks import Block
from sopctl.content.profile import Profile
from sopctl.rendering.pdf.flow import Flow, Place
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.lines import Line
from sopctl.rendering.pdf.shaping import Shaped, Shaper

DrawBlocks = Callable[[tuple[Block, ...], Place], None]


@dataclass(frozen=True)
class Setting:
    """The tools of a copy's body."""

    flow: Flow
    shaper: Shaper
    profile: Profile
    images: Images


def whole_line(text: Shaped) -> Line:
    """A text as one line."""
    return Line(0, len(text.codes), len(text.codes), text.width)
