"""A ticket and its parts: made, tied and untied, and one word to all of them."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Team
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.actions import link_tickets, lock_ticket, open_ticket, record_event, unlink_tickets
from huisheng.core.tickets.family import is_part_of, parts_of, whole_of
from huisheng.core.tickets.models import Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import archive_kept_yes
from huisheng.stages.handling.actions import add_note
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.trips.mass_fault import NothingToTell


class CannotBePart(Refused):
    code = "cannot_be_part"
    status = 409


@transaction.atomic
def add_part(whole: Ticket, *, part: Ticket, by: Party, at: datetime | None = None) -> Link:
    """`part` belongs to `whole` from now on; the whole does not end before it.

    Raises CannotBePart for itself, a ring, a part of another one, a closed whole, and one that waits for the customer's yes.
    """
    _one_at_a_time()
    whole, part = (lock_ticket(one) for one in sorted((whole, part), key=lambda one: one.pk == part.pk))
    _refuse(whole, part)
    link = link_tickets(whole, other=part, kind=Link.Kind.PART, by=by, at=at)
    record_event(part, "tickets_linked", by=by, at=at, other=whole.number, link=Link.Kind.PART)
    return link


@transaction.atomic
def open_part(
    whole: Ticket, *, text: str, by: Party, subject: str = "", team: Team | None = None, at: datetime | None = None
) -> Ticket:
    """A new ticket for a part of the matter: an inner one, the customer hears nothing of it. It is graded, gets a desk
    (that of `team`, else by the rules) and clocks of its own. Raises CannotBePart, NothingToTell.
    """
    if not text.strip():
        raise NothingToTell(text=_("Please fill this in."))
    inside = Channel.objects.filter(kind=Channel.Kind.INTERNAL).order_by("id").first() or whole.channel
    order = whole.order_number
    part, message = open_ticket(
        whole.customer, channel=inside, text=text, subject=subject, order_number=order, by=by, at=at
    )
    classify_ticket(part, message, category=whole.category.code if whole.category else "", at=at)
    grade_ticket(part, message, at=at)
    if team is not None:
        assign_ticket(part, staff=None, team=team, by=by, at=at)
    else:
        route_ticket(part, by=by, at=at)
    start_clocks(part, by=by, at=at)
    add_part(whole, part=part, by=by, at=at)
    return part


@transaction.atomic
def remove_part(whole: Ticket, *, part: Ticket, by: Party, at: datetime | None = None) -> bool:
    """It stands for itself again; a yes that waited for it ends the whole. Returns whether it was a part."""
    whole = lock_ticket(whole)
    was_part = unlink_tickets(whole, other=part, kind=Link.Kind.PART, by=by, at=at)
    archive_kept_yes(whole, at=at)
    return was_part


@transaction.atomic
def tell_parts(whole: Ticket, *, text: str, by: Party, at: datetime | None = None) -> int:
    """The same internal note on every open part, and the bell of each owner. Returns on how many. Raises NothingToTell."""
    if not text.strip():
        raise NothingToTell(text=_("Please fill this in."))
    parts = [one for one in sorted(parts_of(whole), key=lambda one: one.pk) if not one.is_closed]
    for part in parts:
        note = add_note(part, text=text.strip(), by=by, at=at)
        record_event(part, "part_told", by=by, at=at, other=whole.number, message=note.pk)
    return len(parts)


def _refuse(whole: Ticket, part: Ticket) -> None:
    if whole.pk == part.pk:
        raise CannotBePart(_("A ticket is no part of itself."))
    if whole.is_closed:
        raise CannotBePart(_("The whole is closed. Reopen it first."))
    if whole.status == Status.AWAITING_CONFIRMATION and not part.is_closed:
        raise CannotBePart(_("The whole waits for the customer's yes; it gets no new open parts now."))
    if is_part_of(whole, part):
        raise CannotBePart(_("It would be a part of itself: %(number)s is above it.") % {"number": part.number})
    above = whole_of(part)
    if above is not None and above.pk != whole.pk:
        raise CannotBePart(_("It is a part of %(number)s already.") % {"number": above.number})


def _one_at_a_time() -> None:
    """Two colleagues who tie at the same instant never close a ring."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ticket family', 0))")
