"""The QR code that opens a copy's verification page."""

from __future__ import annotations

import re

import segno

_MASK = 2  # a fixed mask: weighing all eight takes longer than drawing a page, and any of them is read
_DARK = re.compile(b"\x01+")


def qr_operators(address: str) -> tuple[str, int]:
    """The dark modules as filled boxes of one unit each, and how many units wide the code is."""
    rows = segno.make_qr(address, error="m", mask=_MASK, boost_error=False).matrix
    size = len(rows)
    out = [
        f"{run.start()} {size - 1 - number} {run.end() - run.start()} 1 re"
        for number, row in enumerate(rows)
        for run in _DARK.finditer(row)
    ]
    return " ".join(out) + " f", size
