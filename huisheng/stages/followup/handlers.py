"""Who handled the matter of a callback, as it stands today: they do not ask the customer about its result (requirements S4)."""

from huisheng.core.accounts.models import Staff
from huisheng.kit.party import Party
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.desks import crew

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
    """Ids: who had it when the callback was planned, who has it today, and who offered the latest solution. One query."""
    found = {callback.not_by_id, callback.ticket.assignee_id if callback.ticket else None}
    latest = (
        Solution.objects.filter(ticket=callback.ticket_id).order_by("-round").first() if callback.ticket_id else None
    )
    if latest is not None and latest.by_kind == "staff":
        found.add(latest.by_id)
    return {pk for pk in found if pk is not None}


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
