"""Find out why a promise was missed, have it put right, sign it; sign the day."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.news import push
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.kit.errors import Refused
from huisheng.stages.rectify.models import Cause, Miss, SignedDay
from huisheng.stages.rectify.queries import teams_missed
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.occasions import Occasion


class MissRefused(Refused):
    code = "miss_refused"


class AlreadySigned(Refused):
    code = "already_signed"
    status = 409
    message = _("It is signed already; what was signed stays as it is.")


class OwnMiss(Refused):
    code = "own_miss"
    status = 403
    message = _("Who has the feedback does not sign its missed promise. Ask a colleague.")


class ItemsOpen(Refused):
    code = "items_open"
    status = 409


@transaction.atomic
def start_rectifying(clock: Clock, *, by: Staff, at: datetime | None = None) -> Miss:
    """The owner has to put the miss right, within the time promised for that (2 h as shipped: requirements S4).

    Twice is once. Raises AlreadySigned.
    """
    at = at or timezone.now()
    miss = _locked(clock)
    if miss.rectify_from is None:
        miss.rectify_from = at
        miss.save(update_fields=["rectify_from"])
        record_event(miss.ticket, "miss_found", by=by.party, at=at, clock=clock.pk, kind=clock.kind)
        heed(miss.ticket, Occasion.MISS_FOUND, subject=miss.subject, by=by.party, at=at)
    return miss


@transaction.atomic
def explain_miss(clock: Clock, *, cause: str, done: str, by: Staff, at: datetime | None = None) -> Miss:
    """Why it was missed and what was done about it; what was to be put right is thereby right.

    Raises MissRefused where one of the two is missing, AlreadySigned.
    """
    at = at or timezone.now()
    if cause not in Cause.values:
        raise MissRefused(_("Please choose why it was missed."), cause="")
    if not done.strip():
        raise MissRefused(_("Please write what was done about it."), done="")
    miss = _locked(clock)
    miss.cause, miss.done = cause, done.strip()
    if miss.is_being_righted:
        miss.righted_at = at
        record_event(miss.ticket, "miss_righted", by=by.party, at=at, clock=clock.pk, kind=clock.kind)
        heed(miss.ticket, Occasion.MISS_RIGHTED, subject=miss.subject, by=by.party, at=at)
    miss.save(update_fields=["cause", "done", "righted_at"])
    return miss


@transaction.atomic
def sign_miss(clock: Clock, *, by: Staff, note: str = "", at: datetime | None = None) -> Miss:
    """It was looked into and is right. Raises MissRefused before it is explained, OwnMiss, AlreadySigned."""
    at = at or timezone.now()
    miss = _locked(clock)
    if miss.ticket.assignee_id == by.pk:
        raise OwnMiss
    if not miss.is_explained:
        raise MissRefused(_("First say why it was missed and what was done about it."))
    miss.signed_by, miss.signed_at, miss.note = by, at, note.strip()
    miss.save(update_fields=["signed_by", "signed_at", "note"])
    record_event(
        miss.ticket, "miss_signed", by=by.party, at=at, clock=clock.pk, kind=clock.kind, cause_of_miss=miss.cause
    )
    return miss


@transaction.atomic
def sign_day(day: date, *, by: Staff, note: str = "", at: datetime | None = None) -> list[SignedDay]:
    """Sign a day for every team of this person on whose desk something was missed; returns what is signed now.

    Raises ItemsOpen while a miss has no signature, MissRefused for a day that is not over. A day that a colleague
    signed for a team stays theirs.
    """
    at = at or timezone.now()
    if day >= timezone.localdate(at):
        raise MissRefused(_("The day is not over yet: sign it tomorrow."))
    found = teams_missed(by, day)
    rest = sum(misses - signed for misses, signed in found.values())
    if rest:
        raise ItemsOpen(_("%(n)s missed promises of that day have no signature yet.") % {"n": rest})
    rows = [
        SignedDay(day=day, team_id=team, misses=misses, note=note.strip(), signed_by=by, signed_at=at)
        for team, (misses, _signed) in found.items()
    ]
    SignedDay.objects.bulk_create(rows, ignore_conflicts=True)
    push("queue", kind="day_signed", ident=day.isoformat())
    return [row for row in SignedDay.objects.filter(day=day) if row.team_id in found]


def _locked(clock: Clock) -> Miss:
    """The row of this miss, made at the first look, under the lock of its ticket. Raises AlreadySigned."""
    ticket = lock_ticket(clock.ticket)
    miss, _new = Miss.objects.get_or_create(clock=clock, defaults={"ticket": ticket})
    if miss.signed_at:
        raise AlreadySigned
    miss.ticket = ticket
    return miss
