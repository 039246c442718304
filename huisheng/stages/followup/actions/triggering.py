"""What makes callbacks by itself: events of tickets, segments of customers once a day, and a ticket that comes back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.followup.models import Callback, CallList, Scenario
from huisheng.stages.followup.triggers import people_in, scenarios_after

from .many import Wanted, plan_many
from .moving import cancel_callback
from .planning import plan_callback

LOW_SCORE = "survey_low"  # the event after which somebody rings up because the customer is not content
FROM_HOUR = 7  # segments are looked at from this local hour on, so that the day's calls stand when people come


@transaction.atomic
def plan_after(
    kind: str,
    customer: Customer,
    *,
    reason: str,
    ticket: Ticket | None = None,
    ending: str = "",
    by: Party,
    at: datetime,
) -> list[Callback]:
    """The callbacks that follow an event of this kind (`ending`: of a closing, which); twice is once, by the `reason`."""
    planned = [
        plan_callback(one, customer, reason=reason, ticket=ticket, by=by, at=at)
        for one in scenarios_after(kind, ticket, ending=ending)
    ]
    return [one for one in planned if one is not None]


@transaction.atomic
def spare_calls(ticket: Ticket, *, by: Party, at: datetime | None = None) -> int:
    """The ticket is open again: nobody rings up about an ending that was none; about a low score all the same. Returns
    how many callbacks went.
    """
    waiting = Callback.objects.filter(
        ticket=ticket, state=Callback.State.PLANNED, scenario__trigger=Scenario.Trigger.EVENT, dedicated=False
    ).exclude(scenario__event=LOW_SCORE)
    gone = list(waiting.select_related("ticket", "customer", "scenario"))
    for one in gone:
        cancel_callback(one, why=_("The feedback is open again."), by=by, at=at)
    return len(gone)


def sweep_segments(*, at: datetime | None = None) -> int:
    """Once a day for each scenario that looks for customers by itself; returns how many callbacks. Safe to repeat."""
    at = at or timezone.now()
    if timezone.localtime(at).hour < FROM_HOUR:
        return 0
    living = Scenario.objects.filter(active=True, trigger=Scenario.Trigger.SEGMENT)
    done = CallList.objects.filter(name=_name(at)).values("scenario")
    return sum(_sweep(one, at) for one in living.exclude(pk__in=done))


@transaction.atomic
def _sweep(scenario: Scenario, at: datetime) -> int:
    Scenario.objects.select_for_update().get(pk=scenario.pk)  # two workers: one of them finds it done
    if CallList.objects.filter(scenario=scenario, name=_name(at)).exists():
        return 0
    people = list(people_in(scenario, at=at))
    row = CallList.objects.create(scenario=scenario, name=_name(at), at=at, done_at=at, rows=len(people))
    reason = f"{scenario.code[:28]}:{timezone.localdate(at)}"
    made = plan_many(scenario, [Wanted(one, reason) for one in people], by=SYSTEM, list_=row, at=at)
    row.taken = len(made)
    row.save(update_fields=["taken"])
    return len(made)


def _name(at: datetime) -> str:
    """What the daily list is called: its date, which needs no language."""
    return f"{timezone.localdate(at)}"
