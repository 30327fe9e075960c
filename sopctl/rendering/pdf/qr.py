"""The QR code that opens a copy's verification page."""

from __future__ import annotations

import segno

_MASK = 2  # a fixed mask: weighing all eight takes longer than drawing a page, and any of them is read


def qr_operators(address: str) -> tuple[str, int]:
    """The dark modules as filled boxes of one unit each, and how many units wide the code is."""
    rows = segno.make_qr(address, error="m", mask=_MASK, boost_error=False).matrix
    size = len(rows)
    out: list[str] = []
    for number, row in enumerate(rows):
        column = 0
        while column < size:
            run = 0
            while column + run < size and row[column + run]:
                run += 1
            if run:
                out.append(f"{column} {size - 1 - number} {run} 1 re")
            column += run or 1
    return " ".join(out) + " f", size
