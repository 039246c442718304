"""Compensation: propose it, allow or refuse it within one's limit, give it, take it back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.money import MOST_FEN, AmountError, yuan
from huisheng.stages.handling.limits import approvers, left_for, limit_of
from huisheng.stages.handling.models import Compensation

from .promises import ReasonMissing, lock_open

Kind, State = Compensation.Kind, Compensation.State
TWICE = timedelta(seconds=30)  # a double click
LONGEST = {"words": 120, "why": 300, "reference": 80}  # characters


class CompensationUnclear(Refused):
    """`fields` names what is at fault."""

    code = "compensation_unclear"


class OverLimit(Refused):
    """More than this person may allow; `fields` say how much was wanted and how much is left, in yuan."""

    code = "over_limit"
    status = 403
    message = _("%(amount)s yuan is more than the %(limit)s yuan you may allow here.")


class NobodyMayApprove(Refused):
    code = "nobody_may_approve"
    status = 409
    message = _("Nobody here may allow %(amount)s yuan. Propose less, or have the limits changed.")


class OwnCompensation(Refused):
    code = "own_compensation"
    status = 403
    message = _("You proposed this yourself: a colleague decides.")


class CompensationOver(Refused):
    code = "compensation_over"
    status = 409
    message = _("This is decided already.")


class NotApproved(Refused):
    code = "not_approved"
    status = 409
    message = _("Only what is approved, and not given yet, can be given.")


@transaction.atomic
def propose_compensation(
    ticket: Ticket,
    *,
    kind: str,
    fen: int,
    words: str,
    by: Staff,
    why: str = "",
    insist: bool = False,
    at: datetime | None = None,
) -> Compensation:
    """Something for the customer's trouble: approved at once within the own limit for this grade (requirements S1), else
    asked for; who may approve is told.

    `fen` is what it costs the house; what the same person allowed on this ticket before counts towards the limit.
    The same once more within half a minute is the same one (a double click). `insist`: refused rather than asked for. Raises TicketClosed, CompensationUnclear, OverLimit (where insisted),
    NobodyMayApprove.
    """
    ticket, at = lock_open(ticket), at or timezone.now()
    _check(kind, fen, words=words, why=why)
    if said := _said_just_now(ticket, kind, fen, words, by=by, at=at):
        return said
    left = left_for(by, ticket)
    if fen > left:
        _refuse_vain(ticket, fen, left, by=by, insist=insist, at=at)
    one = Compensation.objects.create(
        ticket=ticket,
        kind=kind,
        fen=fen,
        words=words.strip(),
        why=why.strip(),
        state=State.ASKED if fen > left else State.APPROVED,
        asked_at=at,
        decided_at=None if fen > left else at,
        by_kind="staff",
        by_id=by.pk,
    )
    _record_amends(one, "compensation_asked" if one.is_asked else "compensation_allowed", by=by, at=at)
    return one


@transaction.atomic
def approve_compensation(one: Compensation, *, by: Staff, at: datetime | None = None) -> Compensation:
    """Yes, within what is left of the own limit on this ticket. Raises CompensationOver, OwnCompensation, OverLimit."""
    one, at = _lock(one), at or timezone.now()
    _refuse_who_may_not(one, by)
    if (left := left_for(by, one.ticket)) < one.fen:
        raise OverLimit(amount=one.yuan, limit=yuan(left))
    one.state, one.decided_by, one.decided_at = State.APPROVED, by, at
    one.save(update_fields=["state", "decided_by", "decided_at"])
    _record_amends(one, "compensation_allowed", by=by, at=at)
    return one


@transaction.atomic
def refuse_compensation(one: Compensation, *, reason: str, by: Staff, at: datetime | None = None) -> Compensation:
    """No, with the reason. Raises ReasonMissing, CompensationOver, OwnCompensation, OverLimit."""
    said = _said(reason)
    one, at = _lock(one), at or timezone.now()
    _refuse_who_may_not(one, by)
    one.state, one.decided_by, one.decided_at, one.decided_why = State.REFUSED, by, at, said
    one.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])
    _record_amends(one, "compensation_refused", by=by, at=at)
    return one


@transaction.atomic
def give_compensation(one: Compensation, *, reference: str, by: Staff, at: datetime | None = None) -> Compensation:
    """It went out: `reference` is the coupon's code, the payment's or parcel's number, so that the ledger can be checked.

    Works on closed tickets too: money takes its days. Raises NotApproved, CompensationUnclear.
    """
    one, at = _lock(one), at or timezone.now()
    if not one.is_approved:
        raise NotApproved
    if not reference.strip() or len(reference.strip()) > LONGEST["reference"]:
        wrong = _("Please write the coupon code, or the number of the payment or parcel.")
        raise CompensationUnclear(wrong, reference=str(wrong))
    one.state, one.given_at, one.given_by, one.reference = State.GIVEN, at, by, reference.strip()
    one.save(update_fields=["state", "given_at", "given_by", "reference"])
    _record_amends(one, "compensation_given", by=by, at=at)
    return one


@transaction.atomic
def withdraw_compensation(one: Compensation, *, reason: str, by: Staff, at: datetime | None = None) -> Compensation:
    """It is not wanted any more, before it was given. Raises ReasonMissing, CompensationOver."""
    said = _said(reason)
    one, at = _lock(one), at or timezone.now()
    if not (one.is_asked or one.is_approved):
        raise CompensationOver
    one.state, one.withdrawn_at, one.withdrawn_why = State.WITHDRAWN, at, said
    one.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    _record_amends(one, "compensation_withdrawn", by=by, at=at)
    return one


def _check(kind: str, fen: int, **texts: str) -> None:
    wrong: dict[str, str] = {}
    if kind not in Kind.values:
        wrong["kind"] = str(_("Please choose what the customer gets."))
    if not 0 < fen <= MOST_FEN:
        wrong["amount"] = AmountError(str(fen), "too_much" if fen > 0 else "too_little").words
    if not texts["words"].strip():
        wrong["words"] = str(_("Please say it as the customer will read it."))
    for name, text in texts.items():
        if len(text.strip()) > LONGEST[name]:
            wrong[name] = str(_("At most %(max_length)s characters.")) % {"max_length": LONGEST[name]}
    if wrong:
        raise CompensationUnclear(next(iter(wrong.values())), **wrong)


def _said_just_now(ticket: Ticket, kind: str, fen: int, words: str, *, by: Staff, at: datetime) -> Compensation | None:
    mine = Compensation.objects.filter(ticket=ticket, by_kind="staff", by_id=by.pk, asked_at__gt=at - TWICE)
    same = mine.filter(asked_at__lte=at, kind=kind, fen=fen, words=words.strip())
    return same.exclude(state__in=[State.REFUSED, State.WITHDRAWN]).order_by("-id").first()


def _refuse_vain(ticket: Ticket, fen: int, left: int, *, by: Staff, insist: bool, at: datetime) -> None:
    if insist:
        raise OverLimit(amount=yuan(fen), limit=yuan(left))
    if not approvers(ticket, fen, besides=by.pk, at=at):
        raise NobodyMayApprove(amount=yuan(fen))


def _refuse_who_may_not(one: Compensation, by: Staff) -> None:
    if not one.is_asked:
        raise CompensationOver
    if (one.by_kind, one.by_id) == ("staff", by.pk):
        raise OwnCompensation
    limit = limit_of(by, one.ticket)
    if limit < one.fen:
        raise OverLimit(amount=one.yuan, limit=yuan(limit))


def _lock(one: Compensation) -> Compensation:
    """The row as it is now, under the lock of its ticket: of the one it went into, where that was merged meanwhile."""
    ticket = lock_ticket(one.ticket)
    one = Compensation.objects.select_related("ticket").get(pk=one.pk)
    if one.ticket_id != ticket.pk:
        return _lock(one)
    one.ticket = ticket
    return one


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[: LONGEST["why"]]


def _record_amends(one: Compensation, kind: str, *, by: Staff, at: datetime) -> None:
    record_event(one.ticket, kind, by=by.party, at=at, compensation=one.pk, fen=one.fen)
