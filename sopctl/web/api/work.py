"""Writing, reviewing, signing, releasing and withdrawing."""

from __future__ import annotations

import hashlib

from flask import Response, request, url_for

from sopctl.application.authoring import clearing, submission
from sopctl.application.authoring import drafts as authoring
from sopctl.application.queries import documents, readers
from sopctl.application.release import releasing, withdrawal
from sopctl.application.review import overview
from sopctl.application.review import rounds as review
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.tokens import Scope
from sopctl.thai.digits import Digits
from sopctl.web import files
from sopctl.web.api import facts
from sopctl.web.api.operations import Caller, Made, Operations, Tagged
from sopctl.web.api.problems import RequestMalformedError
from sopctl.web.api.shapes import work as shapes
from sopctl.web.api.shapes.documents import ReleasedVersion
from sopctl.web.api.shapes.kinds import OptionalReason, Reason

drafts = Operations("drafts")
rounds = Operations("rounds")
withdrawals = Operations("withdrawals")

IMAGES = ("image/png", "image/jpeg")


@drafts.operation("POST", "/drafts", scope=Scope.WRITE, status=201, answer=shapes.Draft)
def start_draft(who: Caller, body: shapes.DraftStart) -> Made:
    """Begin a draft from Markdown with front matter, or the next version of a released document."""
    if (body.markdown is None) == (body.revise is None):
        raise RequestMalformedError([("body", "either markdown or revise")])
    if body.markdown is not None:
        made = authoring.start_from_text(
            who.library, who.actor, body.markdown, {}, amendment=body.amendment
        )  # fmt: skip
    else:
        number = DocumentNumber.parse(body.revise or "")
        made = authoring.start_revision(who.library, who.actor, number, amendment=body.amendment)
    view = authoring.view_draft(who.library, who.actor, made)
    address = url_for("api.show_draft", draft=made)
    return Made(facts.draft(view), address, str(view.draft.save_number))


@drafts.operation("GET", "/drafts/<string(maxlength=64):draft>", scope=Scope.READ, answer=shapes.Draft)
def show_draft(who: Caller, draft: str) -> Tagged:
    """A draft with its findings."""
    return _draft(who, draft)


@drafts.operation(
    "PATCH", "/drafts/<string(maxlength=64):draft>", scope=Scope.WRITE, answer=shapes.Draft, matched=True
)
def change_draft(who: Caller, draft: str, body: shapes.DraftChange) -> Tagged:
    """Save what was written. ``If-Match`` is the ETag of the save that was edited; another save since then
    is refused, and nothing of it is lost.
    """
    authoring.save_draft(
        who.library, who.actor, draft, save_number=_edited(), markdown=body.markdown, reason=body.reason,
        requested_effective=body.requested_effective, clear_effective=body.clear_effective,
    )  # fmt: skip
    return _draft(who, draft)


@drafts.operation(
    "PUT", "/drafts/<string(maxlength=64):draft>/files/<string(maxlength=120):name>", scope=Scope.WRITE,
    answer=shapes.Draft, takes_bytes=True,
)  # fmt: skip
def put_file(who: Caller, draft: str, name: str) -> Tagged:
    """Put a picture (the body of the request) beside the draft's text; it is typed by its content."""
    authoring.add_file(who.library, who.actor, draft, name, request.get_data())
    return _draft(who, draft)


@drafts.operation(
    "POST", "/drafts/<string(maxlength=64):draft>/clearings", scope=Scope.WRITE, answer=shapes.Clearing
)
def clear_finding(who: Caller, draft: str, body: shapes.ClearingAsked) -> shapes.Clearing:
    """Answer for a finding of personal data, before submission or while a round is open. The author cannot
    where the check is sure.
    """
    return facts.clearing(clearing.clear(who.library, who.actor, draft, body.mark, body.reason))


@drafts.operation(
    "POST", "/drafts/<string(maxlength=64):draft>/submission", scope=Scope.WRITE, answer=shapes.VersionState
)
def submit(who: Caller, draft: str) -> shapes.VersionState:
    """Freeze the draft and open a round on it. Findings of level error are refused, and personal data of any
    level that nobody has cleared.
    """
    return facts.state(submission.submit(who.library, who.actor, draft))


@drafts.operation(
    "POST", "/drafts/<string(maxlength=64):draft>/take-back", scope=Scope.WRITE, answer=shapes.VersionState
)
def take_back(who: Caller, draft: str, body: OptionalReason) -> shapes.VersionState:
    """The author takes a submitted version back before it is approved."""
    return facts.state(submission.take_back(who.library, who.actor, draft, body.reason))


@drafts.operation(
    "POST", "/drafts/<string(maxlength=64):draft>/abandonment", scope=Scope.WRITE, answer=shapes.VersionState
)
def abandon(who: Caller, draft: str, body: Reason) -> shapes.VersionState:
    """Give a version up before release."""
    return facts.state(submission.abandon(who.library, who.actor, draft, body.reason))


@rounds.operation("GET", "/inbox", scope=Scope.READ, answer=shapes.Inbox)
def show_inbox(who: Caller) -> shapes.Inbox:
    """What waits for the token's person, the longest waiting first."""
    found = overview.inbox(who.library, who.actor)
    return shapes.Inbox(
        items=[
            shapes.Waiting(
                number=str(item.version.number),
                version=str(item.version.label),
                title=item.title,
                action=item.action.value,
                draft=item.version.id,
                round=item.version.round.id if item.version.round else None,
                since=item.since,
            )
            for item in found
        ]
    )


@rounds.operation("GET", "/rounds/<string(maxlength=64):round_id>", scope=Scope.READ, answer=shapes.Round)
def show_round(who: Caller, round_id: str) -> shapes.Round:
    """What is read before signing: the manifest, the comparison with what is in force, the copy's hash."""
    return facts.signing(review.signing_view(who.library, who.actor, round_id, digits=Digits.ARABIC.value))


@rounds.operation(
    "GET", "/rounds/<string(maxlength=64):round_id>/copy.pdf", scope=Scope.READ, media=("application/pdf",)
)
def fetch_round_copy(who: Caller, round_id: str) -> Response:
    """The copy that is signed; its SHA-256 is ``shown``."""
    data = review.round_copy(who.library, who.actor, round_id)
    return files.preview(data, "application/pdf", f"{hashlib.sha256(data).hexdigest()[:12]}.pdf")


@rounds.operation(
    "POST", "/rounds/<string(maxlength=64):round_id>/signatures", scope=Scope.SIGN, status=201,
    answer=shapes.VersionState,
)  # fmt: skip
def sign(who: Caller, round_id: str, body: shapes.SignatureAsked) -> Made:
    """Sign the open step. The password is the signer's own and is asked for each signature."""
    signed = review.sign(
        who.library, who.actor, round_id, body.verb, password=body.password, shown=body.shown,
        remark=body.remark, code=body.code,
    )  # fmt: skip
    return Made(facts.state(signed), url_for("api.show_round", round_id=round_id))


@rounds.operation(
    "POST", "/rounds/<string(maxlength=64):round_id>/return", scope=Scope.WRITE, answer=shapes.VersionState
)
def send_back(who: Caller, round_id: str, body: Reason) -> shapes.VersionState:
    """A signer returns the version to its author, with reasons."""
    return facts.state(review.return_for_correction(who.library, who.actor, round_id, body.reason))


@rounds.operation(
    "POST", "/drafts/<string(maxlength=64):draft>/release", scope=Scope.SIGN, status=201,
    answer=ReleasedVersion,
)  # fmt: skip
def release_version(who: Caller, draft: str, body: shapes.ReleaseAsked) -> Made:
    """Bring an approved version into force, from today or a later day."""
    made = releasing.release_version(
        who.library, who.actor, draft, password=body.password, code=body.code, effective=body.effective
    )
    stands = "scheduled" if made.release.effective > readers.today(who.library) else "in_force"
    address = url_for("api.show_version", number=made.release.number, version=made.release.version)
    return Made(ReleasedVersion.model_validate(facts.released(made, stands)), address)


@withdrawals.operation(
    "POST", "/documents/<number:number>/withdrawal", scope=Scope.WRITE, status=201, answer=shapes.Withdrawal
)
def ask_withdrawal(who: Caller, number: DocumentNumber, body: shapes.WithdrawalAsked) -> Made:
    """The quality office asks that the version in force goes out of force."""
    withdrawal.ask_withdrawal(who.library, who.actor, number, reason=body.reason, from_day=body.from_day)
    return Made(_withdrawal(who, number), url_for("api.show_withdrawal", number=number))


@withdrawals.operation(
    "GET", "/documents/<number:number>/withdrawal", scope=Scope.READ, answer=shapes.Withdrawal
)
def show_withdrawal(who: Caller, number: DocumentNumber) -> shapes.Withdrawal:
    """The withdrawal that waits for a signature."""
    return _withdrawal(who, number)


@withdrawals.operation(
    "POST", "/documents/<number:number>/withdrawal/signature", scope=Scope.SIGN, status=201,
    answer=ReleasedVersion,
)  # fmt: skip
def sign_withdrawal(who: Caller, number: DocumentNumber, body: shapes.Proof) -> Made:
    """The post that approves the type signs the withdrawal."""
    made = withdrawal.sign_withdrawal(
        who.library, who.actor, number, password=body.password, shown=body.shown, code=body.code
    )
    address = url_for("api.show_version", number=number, version=made.release.version)
    stands = documents.standing_now(who.library, made)  # others may still have to sign, or the day to come
    return Made(ReleasedVersion.model_validate(facts.released(made, stands.value)), address)


@withdrawals.operation(
    "DELETE", "/documents/<number:number>/withdrawal", scope=Scope.WRITE, answer=shapes.Withdrawal
)
def decline_withdrawal(who: Caller, number: DocumentNumber, body: Reason) -> shapes.Withdrawal:
    """Decline the withdrawal, or take it back; the version stays in force."""
    waiting = _withdrawal(who, number)
    label = VersionLabel.parse(waiting.version)
    withdrawal.decline_withdrawal(who.library, who.actor, number, body.reason, label)
    return waiting


def _draft(who: Caller, draft: str) -> Tagged:
    view = authoring.view_draft(who.library, who.actor, draft)
    return Tagged(facts.draft(view), str(view.draft.save_number))


def _edited() -> int:
    """The save that ``If-Match`` names."""
    tags = request.if_match.as_set()
    if len(tags) != 1 or not (tag := tags.pop()).isascii() or not tag.isdecimal():
        raise RequestMalformedError([("If-Match", "the ETag of one save of this draft")])
    return int(tag[:12])


def _withdrawal(who: Caller, number: DocumentNumber) -> shapes.Withdrawal:
    found = withdrawal.withdrawal_view(who.library, who.actor, number)
    if found is None:
        raise NotFoundError(f"{number}: a withdrawal that waits")
    order = found.request.order
    return shapes.Withdrawal(
        number=str(number), version=str(order.version), from_day=order.from_day, reason=order.reason,
        asked_by=order.asked_by, asked_at=order.asked_at, shown=found.shown, may_sign=found.may_sign,
    )  # fmt: skip
