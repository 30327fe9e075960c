"""People: who they are, how they prove it, which posts they hold."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import date, timedelta

from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Account, Session
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula, Holding, Post

MIN_PASSWORD = 12  # NIST SP 800-63B asks for length, not for character classes
FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)  # long enough to stop guessing, short enough not to stop a director
SESSION = timedelta(hours=12)
IDLE = timedelta(hours=2)


class WrongPasswordError(SopctlError):
    """The user name and password do not belong together."""

    code = "wrong-password"

    def __init__(self) -> None:
        super().__init__("The user name or the password is wrong.")


class SigningLockedError(SopctlError):
    """Too many wrong passwords in a row."""

    code = "signing-locked"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"Too many wrong passwords; signing is locked for {minutes} more minutes.", minutes=minutes
        )


class SecondFactorNeededError(SopctlError):
    """The password is right, and the account asks for a code too."""

    code = "second-factor-needed"

    def __init__(self) -> None:
        super().__init__("This account asks for the code of its second factor as well.")


class WrongCodeError(SopctlError):
    """A code that is wrong, too old or used already."""

    code = "wrong-code"

    def __init__(self) -> None:
        super().__init__("The code is wrong, too old, or was used already.")


class PasswordNotOwnError(SopctlError):
    """Signing with a password that somebody else has set."""

    code = "password-not-own"

    def __init__(self, user: str) -> None:
        super().__init__(
            f"The password of {user} was set by somebody else; {user} cannot sign before setting a new one.",
            user=user,
        )


class PasswordTooWeakError(SopctlError):
    """A new password that is too short."""

    code = "password-too-weak"

    def __init__(self) -> None:
        super().__init__(
            f"A new password needs at least {MIN_PASSWORD} characters, and differs from the old one.",
            minimum=MIN_PASSWORD,
        )


class UserTakenError(SopctlError):
    """A user name that somebody has."""

    code = "user-taken"

    def __init__(self, user: str) -> None:
        super().__init__(f"The user name {user} is taken.", user=user)


def person_of(uow: UnitOfWork, actor: Actor) -> Person:
    """The active person who acts. Raises NotAllowedError for anybody else."""
    person = uow.people.get(actor.user)
    if person is None or not person.active:
        raise NotAllowedError(actor.user or "nobody", "act")
    return person


def require(uow: UnitOfWork, actor: Actor, role: Role, action: str) -> Person:
    """The acting person when they have a role. Raises NotAllowedError."""
    person = person_of(uow, actor)
    if not person.has(role):
        raise NotAllowedError(actor.user, action)
    return person


def add_person(
    library: Library, actor: Actor, person: Person, password: str, *, demo: bool = False, own: bool = False
) -> None:
    """Add a person with a password. Raises UserTakenError, PasswordTooWeakError, NotAllowedError.

    The first active person of a library needs no administrator. ``own`` says that the person chose the
    password; with one that somebody else set, nothing can be signed.
    """
    if len(password) < MIN_PASSWORD and not demo:
        raise PasswordTooWeakError
    with library.unit() as uow:
        first = not any(known.active for known in uow.people.all())
        if not first:
            require(uow, actor, Role.ADMIN, "add people")
        known = uow.people.get(person.user)
        if known and (known.active or uow.people.account(person.user)):
            raise UserTakenError(person.user)
        if known:  # a rebuilt library knows people by what they signed
            uow.people.save(person)
        else:
            uow.people.add(person)
        account = Account(person.user, library.passwords.hash(password), demo=demo)
        uow.people.save_account(replace(account, set_by_another=not (demo or own or first)))
        roles = ",".join(sorted(person.roles))
        record(library, uow, actor, f"person:{person.user}", "person:add", roles=roles, name=person.name)
        uow.commit()


def deactivate(library: Library, actor: Actor, user: str) -> None:
    """Take a person out of work; nothing of theirs is deleted. Raises NotAllowedError, NotFoundError."""
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "deactivate people")
        person = uow.people.get(user)
        if person is None:
            raise NotFoundError(user)
        uow.people.save(replace(person, active=False))
        uow.sessions.end_all(user)
        record(library, uow, actor, f"person:{user}", "person:deactivate")
        uow.commit()


def change_password(library: Library, actor: Actor, old: str, new: str, *, code: str = "") -> None:
    """Change one's own password; every session of theirs ends, and they may sign again.

    Raises PasswordTooWeakError, for the old password again too, and what ``reauthenticate`` raises.
    """
    if len(new) < MIN_PASSWORD or new == old:
        raise PasswordTooWeakError
    reauthenticate(library, actor, old, code, signing=False)
    with library.unit() as uow:
        account = account_of(uow, actor.user)
        changed = replace(
            account, password_hash=library.passwords.hash(new), demo=False, set_by_another=False
        )
        uow.people.save_account(changed)
        uow.sessions.end_all(actor.user)
        record(library, uow, actor, f"person:{actor.user}", "person:password")
        uow.commit()


def reset_password(library: Library, actor: Actor, user: str, new: str) -> None:
    """An administrator sets somebody's password; they cannot sign before they have set another one.

    Their second factor stays. Raises PasswordTooWeakError, NotAllowedError, NotFoundError.
    """
    if len(new) < MIN_PASSWORD:
        raise PasswordTooWeakError
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "reset passwords")
        if user == actor.user:
            raise NotAllowedError(user, "reset their own password")
        account = account_of(uow, user)
        reset = replace(account, password_hash=library.passwords.hash(new), demo=False, set_by_another=True,
                        failures=0, locked_until=None)  # fmt: skip
        uow.people.save_account(reset)
        uow.sessions.end_all(user)
        record(library, uow, actor, f"person:{user}", "person:reset-password")
        uow.commit()


def account_of(uow: UnitOfWork, user: str) -> Account:
    """The account of a person. Raises NotFoundError."""
    account = uow.people.account(user)
    if account is None:
        raise NotFoundError(user)
    return account


def list_people(library: Library, actor: Actor) -> tuple[Person, ...]:
    """Everybody, by user name. Raises NotAllowedError for others than admin, quality and auditor."""
    with library.reading() as uow:
        me = person_of(uow, actor)
        if not me.roles & {Role.ADMIN, Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "list people")
        return tuple(sorted(uow.people.all(), key=lambda p: p.user))


def demo_passwords_stand(library: Library) -> bool:
    """Whether an active person still has a published demo password."""
    with library.reading() as uow:
        accounts = (uow.people.account(p.user) for p in uow.people.all() if p.active)
        return any(account is not None and account.demo for account in accounts)


def hold_post(library: Library, actor: Actor, post: Post, user: str, first: date, last: date | None) -> None:
    """Give a post to a person from a day on; the post is made when it is new. The one before ends.

    Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "give posts")
        if uow.people.get(user) is None:
            raise NotFoundError(user)
        now = library.clock()
        offices = uow.posts.offices()
        if all(p.code != post.code for p in offices.posts):
            uow.posts.add(post)
        for before in offices.holdings:
            if before.post == post.code and before.formula is Formula.NONE and before.covers(first):
                uow.posts.end(before.id, first - timedelta(days=1), now)
        holding = Holding(library.new_id(), post.code, user, first, last)
        uow.posts.hold(holding, now)
        record(library, uow, actor, f"post:{post.code}", "post:hold", person=user, first=str(first),
             last=str(last or ""))  # fmt: skip
        uow.commit()


def delegate(
    library: Library, actor: Actor, post: str, user: str, first: date, last: date, formula: Formula
) -> None:
    """Let a person act for a post between two days. The holder or an administrator may.

    Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        person = person_of(uow, actor)
        now = library.clock()
        offices = uow.posts.offices()
        if all(p.code != post for p in offices.posts) or uow.people.get(user) is None:
            raise NotFoundError(f"{post} / {user}")
        mine = any(h.post == post and h.formula is Formula.NONE for h in offices.held_by(actor.user, first))
        if not (mine or person.has(Role.ADMIN)) or last < first:
            raise NotAllowedError(actor.user, "delegate this post")
        uow.posts.hold(Holding(library.new_id(), post, user, first, last, formula), now)
        record(library, uow, actor, f"post:{post}", "post:delegate", person=user, first=str(first),
             last=str(last), formula=formula.name)  # fmt: skip
        uow.commit()


def reauthenticate(
    library: Library, actor: Actor, password: str, code: str = "", *, signing: bool = True
) -> None:
    """Check the password afresh, and the second factor when the account has one, as signing asks each time.

    Failures are counted and kept even though the action is refused; after five in a row signing locks for a
    quarter of an hour. ``code`` is of the second factor, or one of the recovery codes; each works once.
    ``signing`` False lets a password pass that somebody else has set. Raises WrongPasswordError,
    SigningLockedError, SecondFactorNeededError, WrongCodeError or PasswordNotOwnError.
    """
    with library.reading() as uow:
        account = uow.people.account(actor.user)
        person = uow.people.get(actor.user)
    now = library.clock()
    if account is not None and account.locked_until is not None and account.locked_until > now:
        raise SigningLockedError(1 + int((account.locked_until - now).total_seconds() // 60))
    # An unknown name costs the same hashing as a known one, so that time does not tell them apart.
    known = account.password_hash if account is not None else _nobody(library)
    right = library.passwords.matches(known, password)
    if right and account is not None and person is not None and person.active:
        if signing and account.set_by_another:
            raise PasswordNotOwnError(actor.user)
        if account.totp_secret:
            _use_code(library, actor, code)
        if account.failures:
            with library.unit() as uow:
                uow.people.save_account(replace(account_of(uow, actor.user), failures=0, locked_until=None))
                uow.commit()
        return
    if account is not None:
        _count_failure(library, actor)
    raise WrongPasswordError


def sign_in(library: Library, user: str, password: str, code: str = "") -> tuple[str, Person]:
    """Begin a session; returns the secret for the cookie and the person.

    Raises WrongPasswordError, SigningLockedError, SecondFactorNeededError or WrongCodeError.
    """
    reauthenticate(library, Actor(user), password, code, signing=False)
    secret = secrets.token_urlsafe(32)
    now = library.clock()
    with library.unit() as uow:
        person = person_of(uow, Actor(user))
        uow.sessions.save(Session(_session_id(secret), user, now, now, now + SESSION))
        record(library, uow, Actor(user), f"person:{user}", "session:begin")
        uow.commit()
    return secret, person


def signed_in(library: Library, secret: str) -> Person | None:
    """The person behind a cookie's secret, or None when it is unknown, expired or idle for long."""
    session_id, now = _session_id(secret), library.clock()
    with library.reading() as uow:
        session = uow.sessions.get(session_id)
        if session is None or session.expires_at <= now or session.seen_at + IDLE <= now:
            return None
        person = uow.people.get(session.user)
    # Written at most once a minute: a page must not wait for the writer's lock.
    if now - session.seen_at > timedelta(minutes=1):
        with library.unit() as uow:
            uow.sessions.save(replace(session, seen_at=now))
            uow.commit()
    return person if person is not None and person.active else None


def sign_out(library: Library, secret: str) -> None:
    """End a session; an unknown one is no error."""
    with library.unit() as uow:
        uow.sessions.end(_session_id(secret))
        uow.commit()


def _session_id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_nobody_hash: list[str] = []


def _nobody(library: Library) -> str:
    if not _nobody_hash:
        _nobody_hash.append(library.passwords.hash(secrets.token_urlsafe(16)))
    return _nobody_hash[0]


def code_hash(code: str) -> str:
    """How a recovery code is kept: 80 random bits need no slow hash."""
    return hashlib.sha256(code.replace("-", "").strip().lower().encode()).hexdigest()


def _use_code(library: Library, actor: Actor, code: str) -> None:
    """Take a code that was not used before, in one transaction, so that two at once cannot share it."""
    if not code.strip():
        raise SecondFactorNeededError
    with library.unit() as uow:
        account, now = account_of(uow, actor.user), library.clock()
        bare = code.replace(" ", "")
        step = library.second_factors.step(account.totp_secret, bare, now, account.totp_last)
        used = code_hash(code)
        if step is not None:
            uow.people.save_account(replace(account, totp_last=step))
            uow.commit()
            return
        if used in account.recovery:
            left = tuple(kept for kept in account.recovery if kept != used)
            uow.people.save_account(replace(account, recovery=left))
            record(library, uow, actor, f"person:{actor.user}", "person:recovery-code", left=str(len(left)))
            uow.commit()
            return
    _count_failure(library, actor)
    raise WrongCodeError


def _count_failure(library: Library, actor: Actor) -> None:
    with library.unit() as uow:
        account = uow.people.account(actor.user)
        if account is None:
            return
        failures = account.failures + 1
        locked = library.clock() + LOCK if failures % FAILURES_BEFORE_LOCK == 0 else None
        uow.people.save_account(replace(account, failures=failures, locked_until=locked))
        action = "signing:lock" if locked else "signing:failure"
        record(library, uow, actor, f"person:{actor.user}", action, failures=str(failures))
        uow.commit()
