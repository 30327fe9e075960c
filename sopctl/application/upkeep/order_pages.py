"""What the signer of an order reads: its version, whoever that is open to, and the copy that the order names.

An approving post signs for departments that it does not belong to, and for days that are to come; so it is
the order that lets its signers in, as a round does, and to nothing else of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sopctl.application.copies.official import Frozen
from sopctl.application.library import Actor, Library
from sopctl.application.ports.copies import Mark
from sopctl.application.queries.documents import CopyMissingError, standing_now
from sopctl.application.records import CopyKey, ReleasedVersion
from sopctl.application.release.withdrawal import withdrawal_view
from sopctl.application.upkeep.reviews import review_view
from sopctl.content.markdown import parse_body
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import Order
from sopctl.domain.standing import Standing


class OrderKind(StrEnum):
    """What is asked about a version."""

    WITHDRAWAL = "withdrawal"
    REVIEW = "review"


@dataclass(frozen=True)
class OrderPage:
    """A version as its signer reads it; ``html`` names its pictures by their addresses at the order."""

    released: ReleasedVersion
    standing: Standing
    html: str


def order_page(
    library: Library,
    actor: Actor,
    kind: OrderKind,
    number: DocumentNumber,
    label: VersionLabel,
    *,
    digits: str,
) -> OrderPage:
    """The version that an order is about. Raises NotFoundError, NotAllowedError."""
    _, released = _read(library, actor, kind, number, label)
    body = parse_body(Frozen.of(library, released.commit).source.body_text)
    base = f"{number.address}/versions/{label}/{kind}/files/"
    html = library.page.render(body, digits=digits, image_base=base)
    return OrderPage(released, standing_now(library, released), html)


def order_file(
    library: Library, actor: Actor, kind: OrderKind, number: DocumentNumber, label: VersionLabel, name: str
) -> bytes:
    """A picture of that version. Raises NotFoundError, NotAllowedError."""
    _, released = _read(library, actor, kind, number, label)
    found = Frozen.of(library, released.commit).images.get(name)
    if found is None:
        raise NotFoundError(name)
    return found


def order_copy(
    library: Library, actor: Actor, kind: OrderKind, number: DocumentNumber, label: VersionLabel
) -> bytes:
    """The PDF that an order names, which its signature covers; of a review that nobody proposed, the copy
    that readers have. Raises NotFoundError, NotAllowedError, CopyMissingError, BlobMissingError.
    """
    order, released = _read(library, actor, kind, number, label)
    copy = order.copy_sha256 if order else released.copies.get(CopyKey(Mark.UNCONTROLLED, "pdf"))
    if copy is None:
        raise CopyMissingError(number, label, Mark.UNCONTROLLED)
    return library.blobs.get(copy)


def _read(
    library: Library, actor: Actor, kind: OrderKind, number: DocumentNumber, label: VersionLabel
) -> tuple[Order | None, ReleasedVersion]:
    """The order, None for a review that nobody proposed, and its version, for those who may read it."""
    if kind is OrderKind.REVIEW:
        review = review_view(library, actor, number).review
        if review.released.release.version != label:
            raise NotFoundError(f"{number} version {label}")
        return (review.asked.order if review.asked else None), review.released
    view = withdrawal_view(library, actor, number, label)
    if view is None:
        raise NotFoundError(f"{number}: a withdrawal that waits")
    return view.request.order, view.released
