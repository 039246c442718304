"""A promise is kept, or nobody needs it any more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.calendars import term_of
from huisheng.stages.sla.due import due_of
from huisheng.stages.sla.match import Promise, promises_for
from huisheng.stages.sla.models import Clock, ClockKind

from .clockwork import HOLDS, Ending, end_clocks, running_clocks, write_next_due
from .pause import rest
from .start import begin


@transaction.atomic(savepoint=False)
def meet(ticket: Ticket, *kinds: str, at: datetime | None = None, by: Party) -> list[Clock]:
    """The promises of these kinds are kept at `at`; returns their clocks. What does not run is passed over.

    Kept after its due time is kept late: breached_at stands beside met_at. Only the progress update starts anew, for
    as long as the ticket is open; it waits at once where the ticket waits for the customer.
    """
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    met = [one for one in clocks if one.kind in kinds]
    if not met:
        return []
    end_clocks(ticket, met, Ending.MET, by=by, at=at)
    progress = next((one for one in met if one.kind == ClockKind.PROGRESS_UPDATE), None)
    begun = _next_run(ticket, progress, by=by, at=at) if progress and not ticket.is_closed else []
    write_next_due(ticket, [*clocks, *begun])
    return met


@transaction.atomic(savepoint=False)
def stop_clocks(ticket: Ticket, *, at: datetime | None = None, by: Party) -> list[Clock]:
    """End every running clock without its promise being kept (the ticket closed): no alarm rings any more."""
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    end_clocks(ticket, clocks, Ending.STOPPED, by=by, at=at)
    write_next_due(ticket, ())
    return clocks


def _next_run(ticket: Ticket, ended: Clock, *, by: Party, at: datetime) -> list[Clock]:
    promise = _same_again(ticket, ended, at=at)
    if promise is None:
        return []
    begun = begin(ticket, [promise], round_=ended.round, by=by, at=at)
    if reason := HOLDS.get(ticket.status):
        rest(begun, reason=reason, at=at)
    return begun


def _same_again(ticket: Ticket, ended: Clock, *, at: datetime) -> Promise | None:
    """The same promise once more; one whose policy was switched off or edited is looked up anew."""
    policy = ended.commitment.policy
    if not policy.enabled or policy.retired_at:
        return promises_for(ticket, start=at).get(ClockKind.PROGRESS_UPDATE)
    term = term_of(ended.commitment, ended.calendar)
    return Promise(ended.commitment, term, due_of(term, at))
