"""Who handled the matter of a callback, as it stands today: they do not ask the customer about its result (requirements S4)."""

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.desks import crew
from huisheng.stages.routing.models import Assignment

from .errors import NotByHandler
from .models import Callback, Scenario

SILENCE = "silence:"  # what a call of the protocol of silence is for: the protocol itself plans its next try


def is_of_protocol(callback: Callback) -> bool:
    """Whether this call is one try of the protocol of silence."""
    return callback.reason.startswith(SILENCE)


def asks_result(callback: Callback) -> bool:
    """Whether it asks if the matter is solved, so that who handled it is the wrong one to ask."""
    own = callback.scenario.who == Scenario.Who.NOT_HANDLER and callback.ticket_id is not None
    return own or callback.not_by_id is not None or is_of_protocol(callback)


def handlers_of(callback: Callback) -> set[int]:
    """Ids: who had it when the callback was planned, and who handled it as it stands today. Two queries."""
    found = who_handled(callback.ticket) if callback.ticket else set()
    return found | ({callback.not_by_id} if callback.not_by_id else set())


def who_handled(ticket: Ticket) -> set[int]:
    """Ids: who has it today, who offered the latest solution, and who had it then. Two queries."""
    found, latest = {ticket.assignee_id}, latest_offer(ticket)
    if latest is not None:
        found.add(latest.by_id if latest.by_kind == "staff" else None)
        before = Assignment.objects.filter(ticket=ticket, at__lte=latest.offered_at).order_by("-at", "-id")
        found.update(before.values_list("assignee", flat=True)[:1])
    return {pk for pk in found if pk is not None}


def latest_offer(ticket: Ticket) -> Solution | None:
    """The solution that was offered last. One query."""
    return Solution.objects.filter(ticket=ticket).order_by("-round").first()


def was_before(callback: Callback) -> bool:
    """Whether a newer solution was offered since the talk: what was said then is no answer to it. One query."""
    latest = latest_offer(callback.ticket) if callback.ticket else None
    return latest is not None and callback.called_at is not None and latest.offered_at > callback.called_at


def is_marked(callback: Callback, staff: Staff) -> bool:
    """Whether this call, made by this person, is marked as made by who handled it: the house has nobody else.

    Raises NotByHandler while somebody else could make it.
    """
    if not asks_result(callback) or staff.pk not in (handlers := handlers_of(callback)):
        return False
    if not callback.by_handler and any(one.is_active and pk not in handlers for pk, one in crew().people.items()):
        raise NotByHandler
    return True


def refuse_handler(callback: Callback, by: Party) -> None:
    """Who handled it does not take the question about its result off the list. Raises NotByHandler."""
    if by.kind == "staff" and asks_result(callback) and by.id in handlers_of(callback):
        raise NotByHandler
