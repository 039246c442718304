"""Plan a callback, and the next try after one that failed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.rows import store
from huisheng.core.customers.models import Consent, Customer, Identity, IdentityKind
from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.followup.assignment import Callers, Given
from huisheng.stages.followup.errors import CannotBeRung
from huisheng.stages.followup.habits import habits_of_customers, house_days, room_of, zone_of
from huisheng.stages.followup.handlers import who_handled
from huisheng.stages.followup.models import Callback, CallTry, Scenario
from huisheng.stages.followup.windows import Room, Wish, Works, keepable, slot
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .clocks import promised_due, warn_at
from .shared import note

BETWEEN_TRIES = timedelta(hours=1)  # at least, after nobody answered
NEXT_DAY = timedelta(days=1)
NEEDS_PHONE = (Scenario.Medium.PHONE, Scenario.Medium.VIDEO, Scenario.Medium.VISIT)


@dataclass(slots=True)
class Planner:
    """Plans calls of one scenario from one instant on. What was looked up is kept: many cost few queries more."""

    scenario: Scenario
    at: datetime
    callers: Callers
    works: Works
    rooms: dict[int | None, Room] = field(default_factory=dict)

    def draft(
        self,
        customer: Customer,
        *,
        reason: str,
        by: Party,
        ticket: Ticket | None = None,
        not_by: Staff | None = None,
        nor: Collection[int] = (),
        begins: datetime | None = None,
        due: datetime | None = None,
        habits: frozenset[int] = frozenset(),
        busy: Iterable[date] = (),
    ) -> Callback:
        """A callback with its hour and its caller, not stored yet."""
        begins = begins or self.at + timedelta(hours=self.scenario.wait_hours)
        due = due or self.own_due(customer, begins)
        team = self.callers.team_for(self.scenario, customer, ticket)
        key = team.pk if team else None
        if key not in self.rooms:
            self.rooms[key] = room_of(team)
        wish = Wish(begins, due, zone_of(customer), habits, busy=frozenset(busy))
        planned = slot(wish, works=self.works, room=self.rooms[key])
        given: Given = self.callers.choose(
            self.scenario, customer, team, not_by=not_by, nor=nor, about=ticket, slot=planned
        )
        self.callers.count(given.staff, planned)
        return Callback(
            scenario=self.scenario,
            customer=customer,
            ticket=ticket,
            reason=reason,
            medium=self.scenario.medium,
            team=given.team,
            assignee=given.staff,
            not_by=not_by,
            by_handler=given.by_handler,
            priority=self.scenario.priority + (10 if self.callers.is_high_value(customer) else 0),
            planned_at=self.at,
            slot_at=planned,
            due_at=due,
            ring_at=warn_at(self.at, due),
            by_kind=by.kind,
            by_id=by.id,
        )

    def own_due(self, customer: Customer, begins: datetime) -> datetime:
        """By when the scenario itself wants this customer to be rung up, who sleeps at night."""
        return keepable(begins, self.at + timedelta(hours=self.scenario.due_hours), zone_of(customer))


def planner(scenario: Scenario, *, at: datetime) -> Planner:
    """Somebody who plans calls of this scenario."""
    return Planner(scenario, at, Callers(at), house_days())


@transaction.atomic
def plan_callback(
    scenario: Scenario | str,
    customer: Customer,
    *,
    reason: str,
    ticket: Ticket | None = None,
    by: Party,
    at: datetime | None = None,
    due_at: datetime | None = None,
    not_by: Staff | None = None,
    facts: Mapping[str, str] | None = None,
) -> Callback | None:
    """Put a customer on the list of who is rung up; `reason` is what for, once: twice returns the one that is there.

    None where nobody is to be rung up: the scenario is switched off (or unknown by its code), the customer has no phone,
    or never agreed to hear offers (scenarios that speak of some). `due_at`: else the scenario's hours, or what the
    ticket's policies promise where that is earlier. `not_by`: the handler, who does not ring up while anybody else can;
    without it the ticket's owner or who made the latest offer, for scenarios of who did not handle it. `facts`: what card and script
    say of it.
    """
    at = at or timezone.now()
    known = scenario if isinstance(scenario, Scenario) else Scenario.objects.filter(code=scenario).first()
    if known is None or not known.active:
        return None
    if ticket is not None:
        ticket = lock_ticket(ticket)
    customer = living(customer)
    if there := Callback.objects.filter(scenario=known, customer=customer, reason=reason).first():
        return there
    if not may_be_rung(known, [customer]):
        return None
    nor = who_handled(ticket) if ticket is not None and known.who == Scenario.Who.NOT_HANDLER else set()
    if nor and not_by is None and ticket is not None:
        not_by = ticket.assignee or Staff.objects.get(pk=min(nor))
    plans = planner(known, at=at)
    return _plan(
        plans, customer, reason=reason, ticket=ticket, not_by=not_by, nor=nor, due=due_at, facts=facts or {}, by=by
    )


def plan_by_hand(scenario: Scenario, customer: Customer, *, by: Staff, at: datetime | None = None) -> Callback:
    """Somebody at the desk wants the customer rung up, about no ticket; the same scenario once a day. Raises CannotBeRung."""
    at = at or timezone.now()
    reason = f"by_hand:{timezone.localtime(at):%Y-%m-%d}"
    callback = plan_callback(scenario, customer, reason=reason, by=by.party, at=at)
    if callback is None:
        raise CannotBeRung
    return callback


def next_slot(callback: Callback, *, at: datetime) -> datetime:
    """When to ring again after a try that failed and is written down: another part of the day, before it is due if that
    can be kept, an hour later at least.
    """
    zone = zone_of(callback.customer)
    failed = callback.attempts.exclude(outcome=CallTry.Outcome.REACHED).values_list("at", flat=True)
    begins = at + BETWEEN_TRIES
    wish = Wish(
        begins,
        callback.due_at if callback.due_at > begins else begins + NEXT_DAY,
        zone,
        habits_of_customers([callback.customer], at=at).get(callback.customer_id, frozenset()),
        failed=tuple(one.astimezone(zone).hour for one in failed),
    )
    return slot(wish, works=house_days(), room=room_of(callback.team))


def living(customer: Customer) -> Customer:
    """Who this customer is today, where two turned out to be one."""
    seen = {customer.pk}
    while customer.merged_into is not None and customer.merged_into_id not in seen:
        customer = customer.merged_into
        seen.add(customer.pk)
    return customer


def may_be_rung(scenario: Scenario, customers: Iterable[Customer]) -> set[int]:
    """Which of these may be rung up for it: who has a phone, and agreed to offers where the scenario speaks of some."""
    people = {one.pk for one in customers}
    if scenario.medium in NEEDS_PHONE:
        phones = Identity.objects.filter(customer__in=people, kind=IdentityKind.PHONE)
        people &= set(phones.values_list("customer", flat=True))
    if scenario.needs_consent:
        agreed = Consent.objects.filter(customer__in=people, purpose=Consent.Purpose.MARKETING, withdrawn_at=None)
        people &= set(agreed.values_list("customer", flat=True))
    return people


def busy_days(customer: Customer) -> set[date]:
    """The local days on which this customer is going to be rung up already."""
    zone = zone_of(customer)
    open_ones = Callback.objects.filter(customer=customer, state__in=Callback.OPEN)
    return {at.astimezone(zone).date() for at in open_ones.values_list("slot_at", flat=True)}


def _plan(
    plans: Planner,
    customer: Customer,
    *,
    reason: str,
    ticket: Ticket | None,
    not_by: Staff | None,
    nor: Collection[int],
    due: datetime | None,
    facts: Mapping[str, str],
    by: Party,
) -> Callback:
    promised = promised_due(ticket, at=plans.at) if ticket is not None else None
    begins = plans.at + timedelta(hours=plans.scenario.wait_hours)
    own = due or plans.own_due(customer, begins)
    callback = plans.draft(
        customer,
        reason=reason,
        ticket=ticket,
        not_by=not_by,
        nor=nor,
        due=min(own, promised) if promised else own,
        habits=habits_of_customers([customer], at=plans.at).get(customer.pk, frozenset()),
        busy=busy_days(customer),
        by=by,
    )
    callback.facts = dict(facts)
    if not store(callback, unless_there=True):  # somebody planned the same in this very moment
        return Callback.objects.get(scenario=callback.scenario, customer=customer, reason=reason)
    if ticket is not None:
        heed(ticket, Occasion.CALLBACK_PLANNED, subject=callback.subject, by=by, at=plans.at)
    note(
        callback,
        "callback_planned",
        by=by,
        at=plans.at,
        assignee=callback.assignee_id,
        team=callback.team_id,
        until=callback.slot_at.isoformat(),
    )
    return callback
