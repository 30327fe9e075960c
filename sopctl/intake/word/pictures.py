"""Pictures of a Word document: kept, written anew as PNG, or told of."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping
from typing import Final

from PIL import Image

from sopctl.intake.guard import Package

MAX_PICTURE: Final = 10_000_000  # bytes of one picture, as a draft takes
MAX_PIXELS: Final = 40_000_000  # of one picture; its header is asked before anything is decoded
MAX_ALL_PIXELS: Final = 200_000_000
MAX_PICTURES: Final = 400
_KEPT: Final = {"PNG": "png", "JPEG": "jpg"}
_READ: Final = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_BROKEN: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError,
                  Image.DecompressionBombError, Image.DecompressionBombWarning)  # fmt: skip


class Refused(Exception):  # noqa: N818 - no error of the program: it becomes a finding
    """A picture that is not carried, with the reason in Thai and English."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(en)
        self.th, self.en = th, en


OUTSIDE: Final = Refused(
    "ภาพอยู่นอกไฟล์ ระบบไม่ดึงจากภายนอก", "the picture lies outside the file and is not fetched"
)


class Pictures:
    """The pictures that a text shows, each kept once. ``known`` names those that a draft already has."""

    def __init__(self, package: Package, known: Mapping[str, str]) -> None:
        self._package = package
        self._known = known
        self._names: dict[str, str] = {}
        self._pixels = 0
        self.files: dict[str, bytes] = {}
        self.converted: set[str] = set()

    def name_of(self, path: str) -> str:
        """The file name under which the text shows a part. Raises Refused."""
        if path not in self._names:
            self._names[path] = self._keep(path)
        return self._names[path]

    def _keep(self, path: str) -> str:
        if path not in self._package:
            raise Refused("ไม่มีภาพอยู่ในไฟล์", "the picture is not in the file")
        suffix = path.rpartition(".")[2].lower()
        if suffix in {"emf", "wmf", "svg", "emz", "wmz", "eps", "pict", "pct"}:
            shown = suffix.upper()
            raise Refused(
                f"ภาพชนิด {shown} ให้เปิดใน Word แล้วบันทึกเป็น PNG", f"a {shown} picture; save it as PNG in Word"
            )
        if self._package.size(path) > MAX_PICTURE or len(self.files) >= MAX_PICTURES:
            raise Refused("ภาพใหญ่หรือมากเกินไป", "the picture is too large, or there are too many")
        data = self._package.read(path, MAX_PICTURE + 1)
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._known:
            self.files[self._known[digest]] = data
            return self._known[digest]
        extension, data = self._decoded(data, path)
        name = next((one for one, kept in self.files.items() if kept == data), "")
        if not name:
            name = f"image-{len(self.files) + 1}.{extension}"
            while name in self._known.values():
                name = f"image-{digest[:8]}.{extension}"
                break
            self.files[name] = data
        return name

    def _decoded(self, data: bytes, path: str) -> tuple[str, bytes]:
        """A whole picture as PNG or JPEG bytes."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(io.BytesIO(data), formats=_READ) as image:
                    pixels = image.width * image.height
                    self._pixels += pixels
                    if pixels > MAX_PIXELS or self._pixels > MAX_ALL_PIXELS:
                        raise Refused("ภาพมีจุดมากเกินไป", "the picture has too many pixels")
                    kind = image.format or ""
                    image.load()
                    if kind in _KEPT:
                        return _KEPT[kind], data
                    out = io.BytesIO()
                    image.convert("RGBA").save(out, "PNG")
        except _BROKEN as error:
            raise Refused(
                "ภาพเสียหายหรือเป็นชนิดที่อ่านไม่ได้", "the picture is damaged or of another kind"
            ) from error
        self.converted.add(path)
        return "png", out.getvalue()
