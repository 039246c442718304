"""Plan many callbacks of one scenario at once: a list, a segment. A fixed number of statements for each five hundred."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from huisheng.core.base.breath import one_breath
from huisheng.core.base.rows import store
from huisheng.core.customers.models import Customer
from huisheng.kit.party import Party
from huisheng.stages.followup.habits import habits_of_customers, zone_of
from huisheng.stages.followup.models import Callback, CallList, Scenario

from .planning import Planner, living, may_be_rung, planner
from .shared import note

AT_ONCE = 500
ONE_BY_ONE = "SELECT pg_advisory_xact_lock(%s, %s)"
LIST_LOCK = 7_302  # our own number: two who plan the same scenario wait for each other


@dataclass(frozen=True, slots=True)
class Wanted:
    """One customer who is to be rung up, for what (once), and what is known of them: codes of LABELS."""

    customer: Customer
    reason: str
    facts: dict[str, str] = field(default_factory=dict)


def plan_many(
    scenario: Scenario,
    wanted: Sequence[Wanted],
    *,
    by: Party,
    list_: CallList | None = None,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> list[Callback]:
    """The new callbacks; who is on the list for that reason already, has no phone or never agreed to offers is left out,
    as in `plan_callback`. Each five hundred are a transaction of their own. Nothing for a scenario that is off.
    """
    at = at or timezone.now()
    plans = planner(scenario, at=at)
    made: list[Callback] = []
    if scenario.active:
        for start in range(0, len(wanted), AT_ONCE):
            made += _plan_some(plans, wanted[start : start + AT_ONCE], by=by, list_=list_, due_at=due_at)
    return made


def _plan_some(
    plans: Planner, wanted: Sequence[Wanted], *, by: Party, list_: CallList | None, due_at: datetime | None
) -> list[Callback]:
    with transaction.atomic(), one_breath():
        with connection.cursor() as cursor:
            cursor.execute(ONE_BY_ONE, [LIST_LOCK, plans.scenario.pk])
        fresh = list(_fresh(plans.scenario, wanted))
        people = [one.customer for one in fresh]
        habits, busy = habits_of_customers(people, at=plans.at), _busy(people)
        rows = [
            plans.draft(
                one.customer,
                reason=one.reason,
                due=due_at,
                habits=habits.get(one.customer.pk, frozenset()),
                busy=busy.get(one.customer.pk, ()),
                by=by,
            )
            for one in fresh
        ]
        for row, one in zip(rows, fresh, strict=True):
            row.facts, row.list = one.facts, list_
        return _stored(rows, by=by, at=plans.at)


def _fresh(scenario: Scenario, wanted: Sequence[Wanted]) -> Iterator[Wanted]:
    """Those who may be rung up and are not on the list for this reason yet, each once."""
    given = [Wanted(living(one.customer), one.reason, one.facts) for one in wanted]
    allowed = may_be_rung(scenario, [one.customer for one in given])
    known = Callback.objects.filter(scenario=scenario, customer__in=allowed, reason__in={one.reason for one in given})
    seen = set(known.values_list("customer", "reason"))
    for one in given:
        key = (one.customer.pk, one.reason)
        if one.customer.pk in allowed and key not in seen:
            seen.add(key)
            yield one


def _stored(rows: list[Callback], *, by: Party, at: datetime) -> list[Callback]:
    """Written together; where somebody planned one of them in this very moment, that one is left out."""
    if rows and not store(*rows, unless_there=True):
        kept = {one.pk for one in rows if one.pk}
        there = Callback.objects.filter(
            scenario=rows[0].scenario, planned_at=at, customer__in=[one.customer_id for one in rows]
        )
        rows = [one for one in there.select_related("customer", "scenario") if one.pk not in kept]
    for row in rows:
        note(
            row,
            "callback_planned",
            by=by,
            at=at,
            assignee=row.assignee_id,
            team=row.team_id,
            until=row.slot_at.isoformat(),
        )
    return rows


def _busy(customers: Sequence[Customer]) -> dict[int, set[date]]:
    """The days on which these customers are going to be rung up already. One query."""
    zones = {one.pk: zone_of(one) for one in customers}
    found: dict[int, set[date]] = defaultdict(set)
    planned = Callback.objects.filter(customer__in=zones, state__in=Callback.OPEN)
    for customer, at in planned.values_list("customer", "slot_at"):
        found[customer].add(at.astimezone(zones[customer]).date())
    return found
