"""Pictures of signatures: what may be kept as one."""

from __future__ import annotations

import io

from PIL import Image

from sopctl.domain.errors import SopctlError

MAX_BYTES = 200_000
MIN_WIDTH, MIN_HEIGHT = 60, 20  # pixels; smaller ones are dots on paper
MAX_WIDTH, MAX_HEIGHT = 2000, 1000


class PictureRefusedError(SopctlError):
    """A file that cannot be the picture of a signature."""

    code = "picture-refused"

    def __init__(self, reason_th: str, reason: str) -> None:
        super().__init__(f"That cannot be the picture of a signature: {reason}.", reason=reason_th)


def check_signature_picture(data: bytes) -> None:
    """Raises PictureRefusedError for anything but one whole PNG of a sane size."""
    if len(data) > MAX_BYTES:
        raise PictureRefusedError("ไฟล์ใหญ่กว่า 200 kB", "it is larger than 200 kB")
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise PictureRefusedError("ไม่ใช่ไฟล์ PNG", "it is not a PNG")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            width, height = picture.size
            frames = getattr(picture, "n_frames", 1)
            sane = MIN_WIDTH <= width <= MAX_WIDTH and MIN_HEIGHT <= height <= MAX_HEIGHT
            if sane:  # a small file may claim a huge picture, so the size is asked before decoding
                picture.load()
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            picture.verify()  # loading forgives a missing end, this does not
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PictureRefusedError("ไฟล์เสียหายหรือขาดตอน", "it is damaged or cut off") from None
    if not sane:
        raise PictureRefusedError(
            f"ขนาด {width} × {height} จุด ต้องอยู่ระหว่าง 60 × 20 ถึง 2000 × 1000 จุด",
            f"it is {width} by {height} pixels, not between 60 by 20 and 2000 by 1000",
        )
    if frames != 1:
        raise PictureRefusedError("เป็นภาพเคลื่อนไหว", "it moves")
