"""Who has a draft in hand, for whoever opens it beside them."""

from __future__ import annotations

from sopctl.application.library import Library
from sopctl.application.records import Draft


def holder_name(library: Library, draft: Draft) -> str:
    """The name of who saved a draft last, which the caller was allowed to read."""
    with library.reading() as uow:
        person = uow.people.get(draft.saved_by)
    return person.name if person else draft.saved_by
