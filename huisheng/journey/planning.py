"""Callbacks that follow an event, and the bell of one that is late: effects of the table in `reactions.py`."""

from collections.abc import Iterable

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Event
from huisheng.kit.mask import mask_name
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import plan_after, spare_calls, spare_handler
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.speech import moment
from huisheng.watch.notify.actions import tell_plainly
from huisheng.watch.notify.actions.deliveries import is_too_late
from huisheng.watch.notify.models import NoticeTemplate

Audience = NoticeTemplate.Audience


def plan_the_calls(event: Event) -> None:
    """Whoever is to be rung up after it, by the scenarios of the house. Not for what happened days ago (an import)."""
    ticket = event.ticket
    customer = ticket.customer if ticket is not None else event.customer
    if customer is None or is_too_late(event) or (ticket is not None and _is_open_again(event)):
        return
    plan_after(
        event.kind, customer, reason=_what_for(event), ticket=ticket, ending=_ending(event), by=SYSTEM, at=event.at
    )


def _ending(event: Event) -> str:
    """Which kind of closing it tells of; "" for any other event."""
    return str(event.payload.get("closure", "")) if event.kind == "ticket_closed" else ""


def _what_for(event: Event) -> str:
    """Once for each event; for a low score once for each customer's answers, however often they are changed."""
    return f"{event.kind[:20]}:{event.payload['response'] if event.kind == 'survey_low' else event.pk}"


def spare_the_calls(event: Event) -> None:
    """It is open again: calls about its ending are not needed any more."""
    if event.ticket is not None:
        spare_calls(event.ticket, by=SYSTEM, at=event.at)


def pass_the_calls_on(event: Event) -> None:
    """It changed hands: nobody rings up to ask about the result of what is now their own."""
    if event.ticket is not None:
        spare_handler(event.ticket, at=event.at)


def tell_who_is_to_ring_up(event: Event) -> None:
    """It is due soon: who has it hears it; where it waits on the list, who leads the team."""
    callback = _callback(event)
    people = [callback.assignee] if callback.assignee is not None else leaders(callback)
    _tell(event, callback, "callback_due_soon", people)


def tell_of_the_late_call(event: Event) -> None:
    """It is late: who has it and who leads the team hear it."""
    callback = _callback(event)
    owner = [callback.assignee] if callback.assignee is not None else []
    _tell(event, callback, "callback_late", [*owner, *leaders(callback)])


def leaders(callback: Callback) -> list[Staff]:
    """Who leads the callback's team; where nobody does, who sees everything and is told."""
    told = Staff.objects.filter(is_active=True, role__rights__contains=[Right.BE_TOLD]).select_related("role")
    lead = told.filter(memberships__team=callback.team_id, memberships__leads=True).distinct().order_by("pk")
    return list(lead) or list(told.filter(role__rights__contains=[Right.SEE_ALL]).order_by("pk"))


def _tell(event: Event, callback: Callback, code: str, people: Iterable[Staff]) -> None:
    due = callback.record_due_at if callback.state == Callback.State.TO_RECORD else callback.due_at
    for person in {one.pk: one for one in people}.values():
        tell_plainly(
            person,
            code,
            key=f"{code}:{event.pk}",
            path=f"/desk/callbacks/{callback.pk}/",
            words=lambda: {
                "text": f"{callback.scenario.label} · {mask_name(callback.customer.name)}",
                "expected": moment(due),
            },
            audience=Audience.ASSIGNEE,
            at=event.at,
        )


def _callback(event: Event) -> Callback:
    found = Callback.objects.select_related("scenario", "customer", "assignee__role")
    return found.get(pk=event.payload["callback"])


def _is_open_again(event: Event) -> bool:
    """An ending that was taken back before anybody planned."""
    ends = event.kind in {"ticket_confirmed", "ticket_closed"}
    return ends and event.ticket is not None and not event.ticket.is_closed
