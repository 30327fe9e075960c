"""Pictures for tests: whole ones, since a damaged one is refused, and one that tells of its owner."""

from __future__ import annotations

import io

from PIL import Image


def png(width: int = 2, height: int = 2, colour: str = "white") -> bytes:
    """A plain PNG."""
    kept = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(kept, "PNG")
    return kept.getvalue()


def photograph(*, turned: int = 6, owner: str = "Somchai Jaidee") -> bytes:
    """A JPEG as a telephone makes it: with its place, owner and device, and turned."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Telephone"
    exif[0x013B] = owner
    exif.get_ifd(0x8769)[0xA430] = owner
    exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 45.0, 1.0), 3: "E", 4: (100.0, 30.0, 1.0)})
    kept = io.BytesIO()
    picture = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    picture.save(kept, "JPEG", exif=exif, comment=owner.encode(), icc_profile=b"colours" * 100, dpi=(96, 96))
    return kept.getvalue()


PNG = png()
