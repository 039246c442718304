"""One of many: a ticket joins or begins a mass fault, and what is known of all raises each (requirements S4, A5)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.house import house
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.handling.actions import add_note
from huisheng.stages.sla.actions import follow_grade
from huisheng.stages.triage.actions import raise_grade
from huisheng.stages.triage.actions.incidents import Found, decide_incident, look_for_incident
from huisheng.stages.triage.many import LOADED, facts_of_many
from huisheng.stages.triage.models import Incident, IncidentTicket
from huisheng.stages.triage.rulebook import graded, rulebook


class NothingToTell(Refused):
    code = "nothing_to_tell"
    message = _("Write a few words first.")


@transaction.atomic
def see_whether_many(ticket: Ticket) -> Found | None:
    """After arrival: look for similar ones. So many that the house needs nobody's word are confirmed at once; one more
    of a confirmed mass fault raises what the new number raises. Twice is once.
    """
    ticket = lock_ticket(ticket)
    message = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("at", "id").first()
    found = look_for_incident(ticket, message.text) if message else None
    if found is None:
        return None
    sure = int(house("triage.incident_sure"))
    if found.incident.state == Incident.State.PROPOSED and sure and found.size >= sure:
        confirm(found.incident, by=SYSTEM)
    elif found.incident.state == Incident.State.CONFIRMED:
        raise_members(found.incident)
    return found


@transaction.atomic
def confirm(incident: Incident, *, by: Party) -> Incident:
    """It is a mass fault: every open ticket of it is graded anew with the number of all. Raises AlreadyDecided."""
    incident = decide_incident(incident, state=Incident.State.CONFIRMED, by=by)
    raise_members(incident)
    return incident


@transaction.atomic
def raise_members(incident: Incident) -> list[Ticket]:
    """Grade its open tickets anew, as many; the promises follow. Never lower, never over a person's grade.

    Five statements to find who rises, however many there are; then what a regrading costs for each of those.
    """
    rows = Ticket.objects.filter(pk__in=incident.members.values("ticket")).exclude(status="closed")
    tickets = list(rows.select_related(*LOADED).order_by("pk"))  # one order of locks
    book, counted = rulebook(), incident.members.count()
    facts = facts_of_many(tickets, {"text", *book.asked_to_grade})
    found = [(one, graded(book, known)) for one, known in zip(tickets, facts, strict=True)]
    rising = [one for one, grade in found if grade and grade.grade.severity > one.severity]
    return [one for one in rising if _raised(one, incident, counted)]


def _raised(ticket: Ticket, incident: Incident, counted: int) -> bool:
    ticket = lock_ticket(ticket)
    message = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("at", "id").first()
    if ticket.is_closed or message is None or not raise_grade(ticket, message, incident=incident, counted=counted):
        return False
    follow_grade(ticket, by=SYSTEM)
    return True


@transaction.atomic
def tell_owners(incident: Incident, *, text: str, by: Party) -> int:
    """The same internal note on every open ticket of it, and the bell of each owner. Returns on how many."""
    if not text.strip():
        raise NothingToTell(text=_("Please fill this in."))
    members = IncidentTicket.objects.filter(incident=incident).exclude(ticket__status="closed")
    tickets = [member.ticket for member in members.select_related("ticket").order_by("ticket_id")]
    for ticket in tickets:
        note = add_note(ticket, text=text.strip(), by=by)
        record_event(ticket, "incident_told", by=by, incident=incident.pk, message=note.pk)
    return len(tickets)
