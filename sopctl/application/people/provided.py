"""Signing in through the hospital's sign-in page: for people who are here, and no proof for a signature.

Whoever runs that page can say that they are anybody. So it opens a session for those alone whom an
administrator linked and a second person confirmed, makes nobody, and signs nothing: for that each has a
password here (``docs/decisions/0017-sign-in-pages.md``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sopctl.application.identity import account_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.confirming import ask_confirmation
from sopctl.application.people.sessions import begin
from sopctl.application.ports import Begun, NotProvenError, UnitOfWork
from sopctl.application.ports.people import SignInPage
from sopctl.domain.confirmations import Touch
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.people import Person, Role

LASTS = timedelta(minutes=10)  # from leaving for the page to coming back
_LONGEST = 255  # characters: OpenID Connect Core 1.0, 2


class ProviderMissingError(SopctlError):
    """A library that knows no sign-in page."""

    code = "provider-missing"

    def __init__(self) -> None:
        super().__init__("No sign-in page of the hospital is set up (SOPCTL_OIDC_ISSUER).")


class NotLinkedError(SopctlError):
    """Somebody whom the sign-in page knows and this library does not."""

    code = "not-linked"

    def __init__(self) -> None:
        super().__init__(
            "The hospital's sign-in page knows you, but no account here is linked to it. Ask for it."
        )


class SubjectWrongError(SopctlError):
    """A name by which the sign-in page would know nobody, or knows somebody else."""

    code = "subject-wrong"

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"“{subject}” cannot be linked: it is empty, too long, or somebody else's already.",
            subject=subject,
        )


def leave(library: Library, back: str) -> Begun:
    """Before going to the page: where to go, and what the browser keeps until it is back.

    Raises ProviderMissingError, ProviderUnreachableError.
    """
    return _page(library).begin(back)


def come_back(
    library: Library,
    begun: Begun | None,
    left_at: datetime | None,
    answer: dict[str, str],
    back: str,
    agent: str,
) -> tuple[str, Person]:
    """Begin a session for whom the page proves; returns the secret for the cookie and the person.

    ``begun`` and ``left_at`` are what this browser kept, None where it never left. Raises NotProvenError,
    NotLinkedError, ProviderMissingError, ProviderUnreachableError.
    """
    page = _page(library)
    if begun is None or left_at is None or left_at + LASTS < library.clock():
        raise NotProvenError("state")
    claimed = page.finish(begun, answer, back)
    with library.unit() as uow:
        user = uow.people.by_subject(claimed.subject) or _by_mail(uow, claimed.mail if page.by_mail else "")
        known = uow.people.get(user) if user else None
        if known is None or not known.active:
            raise NotLinkedError
        secret, person = begin(library, uow, user, agent)
        uow.commit()
    return secret, person


def goodbye(library: Library, back: str) -> str:
    """Where somebody signs out of the page too, "" where it has no such place.

    Raises ProviderMissingError, ProviderUnreachableError.
    """
    return _page(library).goodbye(back)


def link(library: Library, actor: Actor, user: str, subject: str) -> bool:
    """An administrator says by what name the page knows somebody; "" ends it. Returns whether it is done.

    Whoever answers to that name gets in as this person, so it waits for a second person; for staff who sign
    nothing but their reading, and for ending it, it is done at once. Raises ProviderMissingError,
    SubjectWrongError, NotAllowedError, NotFoundError.
    """
    subject = subject.strip()
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "let a sign-in page prove people")
        if subject:
            _page(library)
        if user == actor.user:
            raise NotAllowedError(user, "link themselves")
        account = account_of(uow, user)
        if (
            len(subject) > _LONGEST
            or not subject.isprintable()
            or uow.people.by_subject(subject) not in {"", user}
        ):
            raise SubjectWrongError(subject)
        done = not subject or _plain(uow, uow.people.get(user))
        if done:
            uow.people.save_account(replace(account, subject=subject))
        else:
            ask_confirmation(library, uow, actor, Touch.SIGN_IN_PAGE, user, detail={"subject": subject})
        record(library, uow, actor, f"person:{user}", "person:sign-in-page", known_as=subject)
        uow.commit()
    return done


def _page(library: Library) -> SignInPage:
    if library.sign_in_page is None:
        raise ProviderMissingError
    return library.sign_in_page


def _by_mail(uow: UnitOfWork, mail: str) -> str:
    """Staff alone: an administrator writes addresses unconfirmed, so they must open nobody's drafts."""
    wanted = mail.strip().casefold()
    found = [each for each in uow.people.all() if wanted and each.active and each.mail.casefold() == wanted]
    return found[0].user if len(found) == 1 and _plain(uow, found[0]) else ""


def _plain(uow: UnitOfWork, person: Person | None) -> bool:
    if person is None or person.roles - {Role.STAFF}:
        return False
    return not any(holding.person == person.user for holding in uow.posts.offices().holdings)
