"""Images of a copy: read by Pillow, written by ReportLab, each once."""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from zlib import decompress

from PIL import Image, ImageOps
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc

from sopctl.application.ports.copies import UndrawableError
from sopctl.rendering.pdf.objects import PdfFile, deflated

rl_config.useA85 = 0  # images as they are: ASCII85 would make them larger, slowly
_SCREEN_DPI = 96.0
_KEPT = frozenset(("RGB", "L", "RGBA", "LA"))


class Picture(NamedTuple):
    """An image in the file: its name among the page resources, its own size in points."""

    name: str
    width: float
    height: float


class Images:
    """The images of a copy by file name, put into the file when first drawn."""

    def __init__(self, file: PdfFile, sources: Mapping[str, bytes]) -> None:
        self._file, self._sources = file, sources
        self._pictures: dict[str, Picture] = {}
        self.resources: dict[str, str] = {}

    def named(self, source: str) -> Picture:
        """The image of a file. Raises UndrawableError when it is absent or cannot be read."""
        name = source.removeprefix("./")
        if name not in self._sources:
            raise UndrawableError(f"the image {source} is not there")
        return self.picture(name, self._sources[name])

    def picture(self, label: str, data: bytes) -> Picture:
        """An image of the given bytes; ``label`` names it in errors. Raises UndrawableError."""
        picture = self._pictures.get(label)
        if picture is None:
            picture = self._pictures[label] = self._add(label, data)
        return picture

    def _add(self, label: str, data: bytes) -> Picture:
        try:
            image = _read(data)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise UndrawableError(f"the image {label} cannot be read") from error
        if image.name not in self.resources:  # copies, because ReportLab marks what a document adopted
            if image.mask is not None:
                self._file.adopt(copy(image.mask), f"{image.name}M")
            self.resources[image.name] = f"{self._file.adopt(copy(image.pixels), image.name)} 0 R"
        return Picture(image.name, image.width, image.height)


class _Ready(NamedTuple):
    """An image as ReportLab's objects, named by its content; size in points."""

    name: str
    width: float
    height: float
    pixels: Any
    mask: Any


@lru_cache(maxsize=64)
def _read(data: bytes) -> _Ready:
    """Read an image; logos and signatures come again in every copy. Raises what Pillow raises."""
    image: Image.Image = Image.open(io.BytesIO(data))
    image.load()
    dpi = _resolution(image)
    if image.format == "JPEG" and image.mode in ("RGB", "L") and image.getexif().get(0x0112, 1) == 1:
        source = ImageReader(io.BytesIO(data))
    else:
        image = _plain(ImageOps.exif_transpose(image))
        source = ImageReader(image)
    name = f"I{sha256(data).hexdigest()[:16]}"
    pixels: Any = pdfdoc.PDFImageXObject(name, source, mask="auto")
    mask = getattr(pixels, "_smask", None)
    # ReportLab deflates by the system's zlib, which differs from machine to machine.
    for each in (pixels, mask):
        if each is not None and "FlateDecode" in vars(each)["_filters"]:
            each.streamContent = deflated(decompress(each.streamContent))
    if mask is not None:
        pixels.smask = pdfdoc.PDFObjectReference(f"{name}M")
    return _Ready(name, image.width * 72 / dpi, image.height * 72 / dpi, pixels, mask)


def _resolution(image: Image.Image) -> float:
    dpi = image.info.get("dpi", (_SCREEN_DPI, _SCREEN_DPI))[0]
    return float(dpi) if 30 <= dpi <= 2400 else _SCREEN_DPI


def _plain(image: Image.Image) -> Image.Image:
    """The image in a mode whose colours the file's sRGB covers."""
    if image.mode in _KEPT:
        return image.convert("RGBA") if image.mode == "LA" else image
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda value: value / 256).convert("L")
    transparent = "transparency" in image.info or image.mode in ("PA", "RGBa", "La")
    return image.convert("RGBA" if transparent else "RGB")
