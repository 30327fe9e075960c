"""The last step: pages, resources, links, structure, bookmarks and metadata become one file."""

from __future__ import annotations

from typing import NamedTuple

from sopctl.application.ports.copies import OfficialCopy, Seal
from sopctl.content.profile import Profile
from sopctl.rendering import wording
from sopctl.rendering.pdf.blocks import Entry
from sopctl.rendering.pdf.composition import Composition, Link, Page
from sopctl.rendering.pdf.fonts import write_font_use
from sopctl.rendering.pdf.furniture import Furniture
from sopctl.rendering.pdf.images import Images
from sopctl.rendering.pdf.metadata import About, write_attachments, write_intent, write_metadata
from sopctl.rendering.pdf.objects import PdfFile, Place, pdf_date, pdf_text
from sopctl.rendering.pdf.outline import write_outline
from sopctl.rendering.pdf.structure import Annotation, Element, write_structure

_SHORT = 400  # bytes, of which deflating would save little


class Pages(NamedTuple):
    """The pages of a copy: those of the cover, and those that are counted."""

    cover: list[Page]
    counted: list[Page]

    @property
    def all(self) -> list[Page]:
        """Every page in order."""
        return [*self.cover, *self.counted]


def assemble(
    composition: Composition,
    furniture: Furniture,
    images: Images,
    copy: OfficialCopy,
    profile: Profile,
    pages: Pages,
    entries: list[Entry],
    seal: Seal | None,
) -> bytes:
    """Write the file; sealed when there is a seal."""
    file, made_at = composition.file, copy.made_at
    tree, resources = file.reserve(), file.reserve()
    heads = _heads(furniture, pages, profile)
    annotated = _annotations(composition, pages.all)
    place, form = None, ""
    if seal:
        key = len(pages.all) + len(annotated)
        place, form, element = _seal_place(composition, copy, pages.all[-1], key, seal)
        annotated.append(element)
    for key, page in enumerate(pages.all):
        _write_page(file, page, key, tree, resources, heads[key], furniture)
    kids = " ".join(f"{page.number} 0 R" for page in pages.all)
    box = f"/MediaBox[0 0 {furniture.width:.2f} {furniture.height:.2f}]"
    file.put(f"<</Type/Pages/Count {len(pages.all)}/Kids[{kids}]{box}>>", tree)
    _write_resources(composition, furniture, images, resources)
    structure = write_structure(file, composition.root, [page.owners for page in pages.all], annotated)
    about = About(f"{copy.number} {copy.title}", copy.hospital, copy.type_th, made_at)
    metadata, info = write_metadata(file, about)
    bookmarks = ""
    if entries:
        outline = write_outline(file, entries, composition.anchors)
        bookmarks = f"/Outlines {outline} 0 R/PageMode/UseOutlines"
    catalogue = file.put(
        f"<</Type/Catalog/Version/1.7/Pages {tree} 0 R/Lang(th-TH)/MarkInfo<</Marked true>>"
        f"/ViewerPreferences<</DisplayDocTitle true>>/Metadata {metadata} 0 R"
        f"/OutputIntents{write_intent(file)}/StructTreeRoot {structure} 0 R"
        f"{write_attachments(file, copy.attachments, made_at)}"
        f"{bookmarks}{form}{_labels(pages, profile)}>>"
    )
    return file.write(catalogue, info, place)


def _heads(furniture: Furniture, pages: Pages, profile: Profile) -> list[str]:
    """The furniture of each page."""
    count = wording.figures(len(pages.counted), profile.digits)
    counted = [
        furniture.draw(f"{wording.figures(number, profile.digits)}/{count}")
        for number in range(1, len(pages.counted) + 1)
    ]
    return [furniture.draw(None)] * len(pages.cover) + counted


def _labels(pages: Pages, profile: Profile) -> str:
    """Page labels, so that a viewer counts as the header does."""
    cover = f"0<</P{pdf_text('ปก')}>>" if pages.cover else ""
    if profile.digits == "arabic":
        return f"/PageLabels<</Nums[{cover}{len(pages.cover)}<</S/D>>]>>"
    rows = "".join(
        f"{len(pages.cover) + k}<</P{pdf_text(wording.figures(k + 1, profile.digits))}>>"
        for k in range(len(pages.counted))
    )
    return f"/PageLabels<</Nums[{cover}{rows}]>>"


def _annotations(composition: Composition, pages: list[Page]) -> list[Element]:
    """Write link annotations; the element of each annotation in the order of its StructParent key."""
    annotated: list[Element] = []
    for page in pages:
        for link in page.links:
            _write_link(composition, link, len(pages) + len(annotated))
            annotated.append(link.element)
    return annotated


def _write_link(composition: Composition, link: Link, key: int) -> None:
    rectangle = " ".join(f"{value:.2f}" for value in link.rectangle)
    if link.target.startswith("#"):
        target = composition.anchors[link.target[1:]]
        action = f"/Dest[{target.page} 0 R/XYZ null {target.y:.0f} null]"
    else:
        action = f"/A<</S/URI/URI{pdf_text(_ascii(link.target))}>>"
    composition.file.put(
        f"<</Type/Annot/Subtype/Link/Rect[{rectangle}]/Border[0 0 0]/F 4/Contents{pdf_text(link.about)}"
        f"/StructParent {key}{action}>>",
        link.number,
    )


def _ascii(address: str) -> str:
    """An address with what is not ASCII percent-encoded (a PDF URI is 7-bit ASCII)."""
    return "".join(c if " " < c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in address)


def _write_page(
    file: PdfFile, page: Page, key: int, tree: int, resources: int, head: str, furniture: Furniture
) -> None:
    across = furniture.draw_across()
    body = "\n".join([head, *page.ops, across]) + "\n"
    content = file.stream(body.encode("latin-1"))
    numbers = [f"{link.number} 0 R" for link in page.links] + [f"{number} 0 R" for number in page.widgets]
    annotations = f"/Annots[{' '.join(numbers)}]" if numbers else ""
    group = "/Group<</S/Transparency/CS/DeviceRGB>>" if across else ""
    file.put(
        f"<</Type/Page/Parent {tree} 0 R/Resources {resources} 0 R/Contents {content} 0 R"
        f"/StructParents {key}/Tabs/S{group}{annotations}>>",
        page.number,
    )


def _write_resources(composition: Composition, furniture: Furniture, images: Images, number: int) -> None:
    file = composition.file
    box = f"/BBox[0 0 {furniture.width:.2f} {furniture.height:.2f}]"
    entries = f"/Type/XObject/Subtype/Form{box}/Resources {number} 0 R"
    forms = "".join(
        f"/{name} {file.stream(operators.encode('latin-1'), entries, deflate=len(operators) > _SHORT)} 0 R"
        for name, operators in furniture.write().items()
    )
    pictures = "".join(f"/{name} {reference}" for name, reference in images.resources.items())
    fonts = "".join(f"/{use.name} {write_font_use(file, use)} 0 R" for use in composition.uses.values())
    file.put(f"<</Font<<{fonts}>>/XObject<<{forms}{pictures}>>{furniture.states()}>>", number)


def _seal_place(
    composition: Composition, copy: OfficialCopy, page: Page, key: int, seal: Seal
) -> tuple[Place, str, Element]:
    """Write the signature field, without appearance.

    The place of the seal, the catalogue's entries, and the field's element.
    """
    file = composition.file
    signature, widget = file.reserve(), file.reserve()
    element = Element("Form", composition.root)
    element.kids.append(Annotation(page.number, widget))
    page.widgets.append(widget)
    about = f"ตราประทับอิเล็กทรอนิกส์ของ{copy.hospital}"
    file.single(
        f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/TU{pdf_text(about)}/F 132/Rect[0 0 0 0]"
        f"/P {page.number} 0 R/StructParent {key}/V {signature} 0 R>>",
        widget,
    )
    entries = (
        f"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M{pdf_date(copy.made_at)}"
        f"/Name{pdf_text(copy.hospital)}/Reason{pdf_text(f'{copy.number} {wording.VERSION} {copy.version}')}"
        "/Reference[<</Type/SigRef/TransformMethod/DocMDP"
        "/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
    )
    form = f"/AcroForm<</Fields[{widget} 0 R]/SigFlags 3>>/Perms<</DocMDP {signature} 0 R>>"
    return Place(signature, entries, seal), form, element
