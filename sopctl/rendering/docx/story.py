"""What the parts of one copy share while they are written: pictures, links, footnotes, identifiers."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote, urljoin, urlsplit

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.parts.story import StoryPart
from PIL import Image

from sopctl.application.ports.copies import OfficialCopy, UndrawableError
from sopctl.content.blocks import Body
from sopctl.rendering.docx.numbering import Lists
from sopctl.rendering.docx.ooxml import Element, el, emu
from sopctl.rendering.docx.typeset import Typeset
from sopctl.rendering.png import deflated_alike
from sopctl.rendering.wording import DigitStyle

# What Word shows; anything else that Pillow reads is written again as PNG.
_SHOWN_BY_WORD = {"PNG", "JPEG", "GIF"}
_DEFAULT_DPI = 96.0
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)


@dataclass(frozen=True)
class Picture:
    """A picture inside the package: its relationship, and its own size in centimetres."""

    relation: str
    width: float
    height: float


@dataclass
class Shared:
    """The state of one rendering that every part of it adds to."""

    copy: OfficialCopy
    set_: Typeset
    lists: Lists
    used: dict[str, set[str]] = field(default_factory=dict)  # font beside the text's: characters drawn in it
    notes: dict[str, int] = field(default_factory=dict)  # footnote key: its number
    anchors: set[str] = field(default_factory=set)  # keys that links may go to
    pages: Mapping[str, int] = field(default_factory=dict)  # of headings in the contents, by key
    shapes: count[int] = field(default_factory=lambda: count(1))
    bookmarks: count[int] = field(default_factory=lambda: count(1))

    @property
    def digits(self) -> DigitStyle:
        """The digits of everything generated."""
        return self.set_.profile.digits

    @property
    def body(self) -> Body:
        """The text of the copy."""
        return self.copy.body


@dataclass
class Story:
    """One part with text (the document, a header, a footer, the footnotes) and its relationships."""

    shared: Shared
    part: StoryPart

    def link(self, address: str) -> str | None:
        """The relationship to an address, None where it leads nowhere outside the library's pages.

        A path of the library (``/documents/…``) is completed from the copy's verification address.
        """
        base = self.shared.copy.verify_url
        try:
            whole = urljoin(base, address) if base else address
            scheme = urlsplit(whole).scheme
        except ValueError:
            return None
        if scheme not in {"http", "https", "mailto", "tel"}:
            return None
        # Word asks to repair a file with an address that is no URI (RFC 3986).
        uri = quote(whole, safe=":/?#[]@!$&'()*+,;=%~")
        return self.part.relate_to(uri, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def picture(self, data: bytes, name: str) -> Picture:
        """Put a picture into the package, once however often it is shown.

        Raises UndrawableError for bytes that are no picture.
        """
        try:
            with Image.open(io.BytesIO(data)) as image:
                image.load()  # a truncated file opens, and fails only here
                width, height = image.size
                across, down = image.info.get("dpi", (_DEFAULT_DPI, _DEFAULT_DPI))
                if image.format not in _SHOWN_BY_WORD:
                    data = _as_png(image)
            relation, _ = self.part.get_or_add_image(io.BytesIO(data))
        except _BROKEN as error:
            raise UndrawableError(f"the image {name} cannot be read") from error
        dpi = [float(value) if value and value > 1 else _DEFAULT_DPI for value in (across, down)]
        return Picture(relation, width / dpi[0] * 2.54, height / dpi[1] * 2.54)


def _as_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return deflated_alike(out.getvalue())


def inline_picture(story: Story, picture: Picture, name: str, alt: str, width: float) -> Element:
    """A run that holds a picture ``width`` centimetres wide, in line with the text."""
    ident = next(story.shared.shapes)
    size = {"cx": emu(width), "cy": emu(width * picture.height / picture.width)}
    graphic = el(
        "a:graphic",
        el(
            "a:graphicData",
            el(
                "pic:pic",
                el("pic:nvPicPr", el("pic:cNvPr", id=ident, name=name, descr=alt), el("pic:cNvPicPr")),
                el(
                    "pic:blipFill",
                    el("a:blip", r_embed=picture.relation),
                    el("a:stretch", el("a:fillRect")),
                ),
                el(
                    "pic:spPr",
                    el("a:xfrm", el("a:off", x=0, y=0), el("a:ext", **size)),
                    el("a:prstGeom", el("a:avLst"), prst="rect"),
                ),
            ),
            uri="http://schemas.openxmlformats.org/drawingml/2006/picture",
        ),
    )
    inline = el(
        "wp:inline",
        el("wp:extent", **size),
        el("wp:docPr", id=ident, name=name, descr=alt),
        graphic,
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return el("w:r", el("w:drawing", inline))


def bookmark_name(key: str) -> str:
    """A bookmark for a heading's key: Word wants a letter first, no marks, at most 40 characters."""
    return "s" + hashlib.sha256(key.encode()).hexdigest()[:16]


def bookmarked(story: Story, name: str, *content: Element) -> tuple[Element, ...]:
    """Content between the ends of a bookmark."""
    ident = next(story.shared.bookmarks)
    return (el("w:bookmarkStart", id=ident, name=name), *content, el("w:bookmarkEnd", id=ident))
