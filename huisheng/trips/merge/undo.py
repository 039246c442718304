"""Take a merge back: every row as it was, and what the customer wrote to the old one meanwhile on the old one again."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.base.house import house
from huisheng.core.channels.models import Inbound
from huisheng.core.tickets.actions import record_event, set_status
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import ask_on
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.sla.actions import heed, refresh_clocks, stop_clocks
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.occasions import Occasion
from huisheng.trips.journal import Change, Row, moved_on, put_back
from huisheng.trips.models import Merge

from .moves import lock_both


class CannotUndo(Refused):
    code = "cannot_undo"
    status = 409


def merge_in_force(ticket: Ticket) -> Merge | None:
    """The merge by which this ticket went into another one. One query."""
    found = Merge.objects.filter(ticket=ticket, undone_at=None).select_related("ticket", "into")
    return found.order_by("-id").first()


def why_no_undo(done: Merge, *, at: datetime | None = None) -> str:
    """Why it cannot be taken back any more, in words; "" while it can.

    It can for `desk.merge_undo_hours`, while the ticket it went into is open and was not merged on, and while nothing
    that went along was settled there for both: an offer answered, an earlier promise kept.
    """
    return undo_is_over(done, at=at) or _settled_since(done) or _changed_since(done)


def undo_is_over(done: Merge, *, at: datetime | None = None) -> str:
    """The part of the answer that costs nothing: the hours, and whether the other ticket is still open."""
    hours, at = int(house("desk.merge_undo_hours")), at or timezone.now()
    if at > done.at + timedelta(hours=hours):
        return _("A merge can be taken back for %(hours)s hours; they are over.") % {"hours": hours}
    if done.into.is_closed:
        return _("%(number)s is closed by now, and the merged one with it.") % {"number": done.into.number}
    return ""


@transaction.atomic
def undo_merge(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Ticket:
    """Bring the ticket back as it was before the merge. Raises CannotUndo, with the reason in words.

    What the customer wrote to the old number or thread meanwhile goes back with it and counts as written there.
    """
    done = merge_in_force(ticket)
    if done is None:
        raise CannotUndo(_("This ticket is not merged."))
    ticket, into = lock_both(ticket, done.into)
    at = at or timezone.now()
    if why := why_no_undo(done, at=at):
        raise CannotUndo(why)
    _bring_back(done)
    done.undone_at, done.undone_by = at, by.id
    done.save(update_fields=["undone_at", "undone_by"])
    for one in (ticket, into):
        one.refresh_from_db()
        refresh_clocks(one, by=by, at=at)
        ask_on(one, at=at)
    _take_back_words(ticket, into, since=done.at, by=by)
    record_event(ticket, "merge_undone", by=by, at=at, other=into.number)
    record_event(into, "merge_undone", by=by, at=at, other=ticket.number)
    return ticket


def _bring_back(done: Merge) -> None:
    later = {(one.model, one.pk): row for one, row in moved_on(_changes(done))}
    back = [_of_today(one, later[one.model, one.pk]) if (one.model, one.pk) in later else one for one in _changes(done)]
    try:
        put_back([one for one in back if one is not None])
    except IntegrityError as error:
        raise CannotUndo(_what_leans()) from error


def _changes(done: Merge) -> list[Change]:
    return [Change(**one) for one in done.changes]


def _of_today(change: Change, now: Row | None) -> Change | None:
    """A change that life went over: a row that is gone stays gone, the ticket that lived on keeps its newer columns."""
    same = {name for name, value in change.after.items() if now is not None and now[name] == value}
    if change.before is None or not same:
        return None
    return Change(change.model, change.pk, {n: change.before[n] for n in same}, {n: change.after[n] for n in same})


def _is_into(done: Merge, change: Change) -> bool:
    return change.model == Ticket._meta.label and change.pk == done.into_id


def _settled_since(done: Merge) -> str:
    moved = [one for one in _changes(done) if one.after.get("ticket_id") == done.into_id]
    offers = [one.pk for one in moved if one.model == "handling.Solution"]
    if Confirmation.objects.filter(solution__in=offers).exists():
        return _("The customer has answered the offer that went along.")
    ran = [one.pk for one in moved if one.model == "sla.Clock" and not one.after.get("stopped_at")]
    if Clock.objects.filter(pk__in=ran, subject="").exclude(met_at=None, stopped_at=None).exists():
        said = _("An answer on %(number)s kept the earlier promise of both. Split messages off instead.")
        return said % {"number": done.into.number}
    return ""


def _changed_since(done: Merge) -> str:
    """Whether a row that went along was changed again in what the merge changed, such as by a further merge."""
    for change, row in moved_on(_changes(done)):
        gone = row is None and change.before is not None
        if gone or (row is not None and not _is_into(done, change)):
            return _what_leans()
    return ""


def _what_leans() -> str:
    return _("Something was built on the merge since. Split messages off instead.")


def _take_back_words(ticket: Ticket, into: Ticket, *, since: datetime, by: Party) -> None:
    """Messages that came to the old number or thread after the merge."""
    kept = Message.objects.filter(ticket=into, kind=Message.Kind.CUSTOMER, at__gte=since)
    came = kept.filter(inbound__isnull=False).select_related("inbound").order_by("at", "id")
    words = [one for one in came if one.inbound and one.inbound.content.get("number") == ticket.number]
    if not words:
        return
    Message.objects.filter(pk__in=[one.pk for one in words]).update(ticket=ticket)
    Inbound.objects.filter(pk__in=[one.inbound_id for one in words]).update(about=ticket.number)
    if ticket.status == Status.WAITING_CUSTOMER:
        set_status(ticket, Status.OPEN, by=ticket.customer.party, at=words[0].at)
    heed(ticket, Occasion.CUSTOMER_WROTE, by=ticket.customer.party, at=words[0].at)
    asked = Clock.objects.filter(ticket=into, kind=ClockKind.NEXT_REPLY, started_at__in=[one.at for one in words])
    if asked.filter(met_at=None, stopped_at=None).exists():
        stop_clocks(into, ClockKind.NEXT_REPLY, by=by)
