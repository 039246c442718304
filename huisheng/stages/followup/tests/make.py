"""Callbacks for tests, planned by hand."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.stages.followup.actions import begin_call, note_missed
from huisheng.stages.followup.models import Callback, CallTry, Scenario, ScriptQuestion
from huisheng.stages.sla.tests.make import only_policy, promise

REASONS = count(1)
WHOLE: dict[str, Any] = {"problem": "none", "solved": True, "stars": 5, "nothing_follows": True}


def make_scenario(code: str = "test-care", **changes: Any) -> Scenario:
    """A scenario of one's own, so that no preset decides a test; twice is once."""
    given = {
        "name": "试问",
        "aim": "问问好不好",
        "trigger": Scenario.Trigger.LIST,
        "opening": "您好",
        "closing": "谢谢您",
        **changes,
    }
    return Scenario.objects.get_or_create(code=code, defaults=given)[0]


def make_question(
    scenario: Scenario, code: str, kind: str = ScriptQuestion.Kind.OPEN, **changes: Any
) -> ScriptQuestion:
    return ScriptQuestion.objects.create(
        scenario=scenario, code=code, kind=kind, text=changes.pop("text", code), **changes
    )


def make_callback(
    customer: Customer, *, ticket: Ticket | None = None, assignee: Staff | None = None, **changes: Any
) -> Callback:
    """Planned for now, due in a day."""
    now = timezone.now()
    given = {
        "scenario": changes.pop("scenario", None) or make_scenario(),
        "reason": f"test:{next(REASONS)}",
        "planned_at": now,
        "slot_at": now,
        "due_at": now + timedelta(hours=24),
        **changes,
    }
    return Callback.objects.create(customer=customer, ticket=ticket, assignee=assignee, **given)


def by_day(customer: Customer) -> Customer:
    """Somewhere it is about noon now: there the customer lives, and can be rung up while tests run at night."""
    behind = (timezone.now().hour - 12 + 12) % 24 - 12  # Etc/GMT+5 is five hours behind
    customer.timezone = f"Etc/GMT{behind:+d}"
    customer.save(update_fields=["timezone"])
    return customer


def callback_clocks() -> None:
    """Callbacks within a day, their records within ten minutes; nothing else is promised."""
    only_policy(promise("callback", 24, "hour"), promise("callback_record", 10))


def missed(
    callback: Callback, *, staff: Staff, outcome: str = CallTry.Outcome.NO_ANSWER, at: datetime | None = None
) -> Callback:
    """Dialled, and nobody to talk with."""
    begin_call(callback, staff=staff, at=at)
    return note_missed(callback, outcome=outcome, by=staff.party, at=at)


def outcomes(callback: Callback) -> list[str]:
    return list(CallTry.objects.filter(callback=callback).values_list("outcome", flat=True))
