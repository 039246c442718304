"""Put a ticket off one's own desk for a while. The ticket stays open, its clocks go on, others see it as before."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.news import push
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.models import Snooze

from .promises import lock_open

FARTHEST = timedelta(days=60)
WOKEN_AT_ONCE = 50


class NotOnYourDesk(Refused):
    code = "not_on_your_desk"
    status = 409
    message = _("Only what lies on your own desk can be put off.")


class NoSuchTime(Refused):
    code = "no_such_time"
    message = _("Please choose a time that lies ahead, sixty days at most.")


@transaction.atomic
def snooze(ticket: Ticket, *, staff: Staff, until: datetime | None, at: datetime | None = None) -> Snooze:
    """Put it off until an instant, or (None) until the customer writes. A new time takes the place of an old one.

    Raises TicketClosed, NotOnYourDesk, NoSuchTime.
    """
    ticket = lock_open(ticket)
    at = at or timezone.now()
    if ticket.assignee_id != staff.pk:
        raise NotOnYourDesk
    check_ahead(until, at)
    _end(ticket, Snooze.End.BY_HAND, at, seen=True)
    Snooze.objects.filter(ticket=ticket, staff=staff, seen_at=None, ended_at__isnull=False).update(seen_at=at)
    kept = Snooze.objects.create(ticket=ticket, staff=staff, until=until, began_at=at)
    record_event(ticket, "ticket_snoozed", by=staff.party, at=at, snooze=kept.pk)
    return kept


@transaction.atomic
def take_up(ticket: Ticket, *, staff: Staff, at: datetime | None = None) -> None:
    """The colleague wants it back at once. Twice is once."""
    ticket, at = lock_ticket(ticket), at or timezone.now()
    if _end(ticket, Snooze.End.BY_HAND, at, seen=True):
        record_event(ticket, "ticket_taken_up", by=staff.party, at=at)


@transaction.atomic
def wake(ticket: Ticket, *, why: str, at: datetime | None = None) -> bool:
    """It comes back on top of the desk with a bell; False when nobody put it off.

    Once it lies on another desk, or is closed, it ends without a word.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    kept = Snooze.objects.select_for_update().filter(ticket=ticket, ended_at=None).first()
    if kept is None:
        return False
    moved = ticket.is_closed or ticket.assignee_id != kept.staff_id
    _end(ticket, Snooze.End.MOVED if moved else why, at, seen=moved)
    if not moved:
        record_event(ticket, "ticket_woke", by=SYSTEM, at=at, snooze=kept.pk, why=why)
    return not moved


def wake_due(*, at: datetime | None = None) -> int:
    """Wake whatever's time has come; for the bell. One small question where nothing is due. Returns how many woke."""
    at = at or timezone.now()
    due = Snooze.objects.filter(ended_at=None, until__lte=at).select_related("ticket").order_by("until")
    return sum(_wake_if_free(kept.ticket, at) for kept in list(due[:WOKEN_AT_ONCE]))


@transaction.atomic
def _wake_if_free(ticket: Ticket, at: datetime) -> bool:
    """The bell waits for nobody: what somebody holds at this moment wakes the next time."""
    free = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=ticket.pk)
    return bool(free) and wake(ticket, why=Snooze.End.DUE, at=at)


def note_looked_at(ticket: Ticket, *, staff: Staff) -> None:
    """What came back was opened by who put it off: it takes its usual place in the list."""
    back = Snooze.objects.filter(ticket=ticket, staff=staff, ended_at__isnull=False, seen_at=None)
    if back.update(seen_at=timezone.now()):
        push(f"staff:{staff.pk}", kind="snooze_seen", ident=ticket.number)


def check_ahead(when: datetime | None, at: datetime) -> None:
    """Raises NoSuchTime for what is over, or too far away."""
    if when is not None and not at < when <= at + FARTHEST:
        raise NoSuchTime


def _end(ticket: Ticket, why: str, at: datetime, *, seen: bool) -> int:
    kept = Snooze.objects.filter(ticket=ticket, ended_at=None)
    return kept.update(ended_at=at, ended_why=why, seen_at=at if seen else None)
