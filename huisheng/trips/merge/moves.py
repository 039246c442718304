"""The merge itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.tickets.actions import link_tickets, lock_ticket, record_event, set_status
from huisheng.core.tickets.family import is_part_of
from huisheng.core.tickets.models import Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import close_merged
from huisheng.stages.handling.models import Compensation
from huisheng.stages.sla.actions import carry_clocks, refresh_clocks
from huisheng.trips.journal import changes_between, picture
from huisheng.trips.models import Merge
from huisheng.trips.reclassify import change_grade

from .carry import (
    carry_amends,
    carry_calls,
    carry_family,
    carry_offer,
    carry_people,
    carry_promises,
    carry_requests,
    carry_words,
)


class CannotMerge(Refused):
    code = "cannot_merge"
    status = 409


@transaction.atomic
def merge(ticket: Ticket, *, into: Ticket, reason: str, by: Party, at: datetime | None = None) -> Ticket:
    """Close `ticket` as merged and let all that still runs go on in `into` (`plan_merge` says what).

    The graver grade and the earlier promise hold; desk and owner are those of `into`. Raises CannotMerge for the same
    ticket, another customer, a closed one on either side, two offers at once, or a ring of parts; ReasonMissing.
    """
    ticket, into = lock_both(ticket, into)
    if why := why_not(ticket, into):
        raise CannotMerge(why)
    at, before = at or timezone.now(), picture(ticket, into)
    _carry(ticket, into, by=by, at=at)
    close_merged(ticket, into=into, reason=reason, by=by, at=at)
    ticket.merged_into = into
    ticket.save(update_fields=["merged_into"])
    link_tickets(into, other=ticket, kind=Link.Kind.MERGED, by=by, at=at)
    changes = changes_between(before, picture(ticket, into))
    kept = [one.as_dict() for one in changes]
    Merge.objects.create(ticket=ticket, into=into, changes=kept, at=at, by_kind=by.kind, by_id=by.id)
    record_event(ticket, "ticket_merged", by=by, at=at, other=into.number)
    amends = sum(one.model == Compensation._meta.label for one in changes)
    record_event(into, "ticket_took_in", by=by, at=at, other=ticket.number, amends=amends)
    return into


def why_not(ticket: Ticket, into: Ticket) -> str:
    """Why these two cannot be merged, in words; "" where they can."""
    if ticket.pk == into.pk:
        return _("A ticket cannot be merged into itself.")
    if ticket.customer_id != into.customer_id:
        return _("Only tickets of the same customer can be merged.")
    if ticket.is_closed or into.is_closed:
        return _("Both tickets must be open.")
    if ticket.status == into.status == Status.AWAITING_CONFIRMATION:
        return _("Both wait for the customer's yes. Let one of them be answered first.")
    if is_part_of(into, ticket):
        return _("The whole cannot go into its own part. Merge the part into the whole instead.")
    return ""


def lock_both(ticket: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    """Both locked, in one order: two merges never wait in a ring."""
    first, second = sorted((ticket, into), key=_rank)
    locked = {one.pk: lock_ticket(one) for one in (first, second)}
    return locked[ticket.pk], locked[into.pk]


def _carry(ticket: Ticket, into: Ticket, *, by: Party, at: datetime) -> None:
    if ticket.grade and ticket.severity > into.severity:
        change_grade(into, grade=ticket.grade, reason=_("merged with %(number)s") % {"number": ticket.number}, by=by)
    carry_people(ticket, into=into, by=by)
    carry_family(ticket, into=into)
    asked = carry_requests(ticket, into=into)
    carry_promises(ticket, into=into)
    carry_words(ticket, into=into)
    carry_amends(ticket, into=into)
    if carry_offer(ticket, into=into, by=by, at=at) is None and asked and into.status in {Status.NEW, Status.OPEN}:
        set_status(into, Status.WAITING_DEPARTMENT, by=by, at=at)
    carry_calls(ticket, into=into, at=at)  # after the offer: who made it does not ask about it either
    carry_clocks(ticket, into=into, by=by, at=at)
    refresh_clocks(into, by=by, at=at)


def _rank(ticket: Ticket) -> int:
    return ticket.pk
