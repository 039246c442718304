"""Who hears of a request to a department: its people on one side, the owner on the other."""

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Event
from huisheng.stages.collaboration.models import CollabRequest


def request_of(event: Event) -> CollabRequest:
    """The request this line of the ledger is about, with what its wording needs. One query."""
    found = CollabRequest.objects.select_related("team__head", "contact__staff", "staff", "ticket")
    return found.get(pk=event.payload["request"])


def is_from_department(event: Event, request: CollabRequest) -> bool:
    """Whether it was the department that spoke: by its link, or a colleague who sits in it."""
    if event.by_kind == "contact":
        return True
    people = request.team.memberships.filter(staff=event.by_id or 0)
    return event.by_kind == "staff" and people.exists()


def department_people(request: CollabRequest, *, with_head: bool = False) -> list[Staff]:
    """The colleague who was asked, or everybody of the department who has an account; with its head, where one leads."""
    asked = [one for one in (request.staff,) if one is not None and one.is_active]
    if not asked and request.contact_id is None:
        here = Staff.objects.filter(is_active=True, memberships__team=request.team_id)
        asked = list(here.select_related("role").order_by("pk"))
    head = request.team.head if with_head else None
    people = {one.pk: one for one in (*asked, *([head] if head and head.is_active else []))}
    return [people[pk] for pk in sorted(people)]


def owner_of(event: Event, request: CollabRequest) -> Staff | None:
    """Who waits for the answer: the ticket's owner, else who asked."""
    if event.ticket is not None and event.ticket.assignee is not None:
        return event.ticket.assignee
    asker = request.by
    return Staff.objects.filter(pk=asker.id or 0).first() if asker.kind == "staff" else None
