"""Who rings up: of which team, and which colleague, at the hour it is planned for."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from huisheng.core.accounts.duty import off_duty, substitute_for
from huisheng.core.accounts.models import Presence, Staff, Team
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Nature
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.desks import Crew, crew, workers
from huisheng.stages.routing.rulebook import RouteBook, routebook

from .models import Callback, Scenario

SOON = timedelta(minutes=30)  # a call within this time goes to who sits at the desk, where somebody does


@dataclass(frozen=True, slots=True)
class Given:
    """Whose call it is. Without a person it waits on the team's list."""

    team: Team | None
    staff: Staff | None = None
    by_handler: bool = False


@dataclass(slots=True)
class Callers:
    """Who could ring up, as the house stands now; what was looked up is kept, so that many calls cost no more queries."""

    at: datetime
    people: Crew = field(default_factory=crew)
    book: RouteBook = field(default_factory=routebook)
    high_value: int = field(default_factory=lambda: int(house("callback.high_value")))
    _load: dict[date, Counter[int]] = field(default_factory=dict)
    _away: dict[datetime, set[int]] = field(default_factory=dict)

    def team_for(self, scenario: Scenario, customer: Customer, ticket: Ticket | None) -> Team | None:
        """The scenario's team, else the ticket's, else the own agent's, else the house's first desk."""
        for pk in (scenario.team_id, ticket.team_id if ticket else None):
            if pk in self.book.teams:
                return self.book.teams[pk or 0]
        own = self.people.seats_of(customer.agent_id) if customer.agent_id else []
        teams = [self.book.teams[pk] for pk in own if pk in self.book.teams]
        return next(iter([*teams, *self.book.desks, *self.book.teams.values()]), None)

    def choose(
        self,
        scenario: Scenario,
        customer: Customer,
        team: Team | None,
        *,
        not_by: Staff | None,
        slot: datetime,
        nor: Collection[int] = (),
        about: Ticket | None = None,
    ) -> Given:
        """Who rings this customer up at `slot`: the own agent (or who stands in) where the scenario says so; never
        `not_by` (`nor` these, by id) while the house has anybody else; seniors first for complaints (`about` one) and
        customers of high value; whoever is on duty then and has the fewest calls that day. Nobody there: the team's list.
        """
        if own := self._own(scenario, customer, slot):
            return Given(team, own)
        able = workers(self.people.of(team.pk)) if team else []
        barred = {*nor, *([not_by.pk] if not_by else [])}
        others = [one for one in able if one.pk not in barred]
        if not_by is not None and not others:
            others = [one for one in workers(list(self.people.people.values())) if one.pk not in barred]
        if not_by is not None and not others:
            alone = not_by if self._here([not_by], slot) else None
            return Given(team, alone, by_handler=True)
        return Given(team, self._the_one(self._here(others, slot), self._wants_senior(scenario, customer, about), slot))

    def count(self, staff: Staff | None, slot: datetime) -> None:
        """One call more on that person's day."""
        if staff is not None:
            self._calls_on(slot)[staff.pk] += 1

    def is_high_value(self, customer: Customer) -> bool:
        """Core customers, and who spends as much as the house's number says."""
        core = customer.tier_id is not None and customer.tier_id == self.book.core_tier
        return core or (customer.yearly_spend or 0) >= self.high_value

    def _wants_senior(self, scenario: Scenario, customer: Customer, about: Ticket | None) -> bool:
        by_scenario = scenario.who in {Scenario.Who.SENIOR, Scenario.Who.OWN_AGENT}
        return by_scenario or self.is_high_value(customer) or (about is not None and _is_complaint(about))

    def _own(self, scenario: Scenario, customer: Customer, slot: datetime) -> Staff | None:
        own = self.people.people.get(customer.agent_id or 0)
        if scenario.who != Scenario.Who.OWN_AGENT or own is None:
            return None
        if self._here([own], slot):
            return own
        stands_in = substitute_for(own, slot)
        return stands_in if stands_in is not None and stands_in.pk in self.people.people else None

    def _here(self, among: Iterable[Staff], slot: datetime) -> list[Staff]:
        hour = slot.replace(minute=0, second=0, microsecond=0)
        if hour not in self._away:
            self._away[hour] = off_duty(self.people.people, slot)
        return [one for one in among if one.is_active and one.pk not in self._away[hour]]

    def _the_one(self, among: Sequence[Staff], senior: bool, slot: datetime) -> Staff | None:
        circle = [one for one in among if one.senior] if senior else []
        circle = circle or list(among)
        if slot < self.at + SOON:
            circle = [one for one in circle if one.presence == Presence.ONLINE] or circle
        calls = self._calls_on(slot)
        return min(circle, key=lambda one: (calls[one.pk], one.pk), default=None)

    def _calls_on(self, slot: datetime) -> Counter[int]:
        day = timezone.localdate(slot)
        if day not in self._load:
            self._load[day] = _planned_calls(slot)
        return self._load[day]


def _is_complaint(ticket: Ticket) -> bool:
    return ticket.category is not None and ticket.category.nature == Nature.COMPLAINT


def _planned_calls(slot: datetime) -> Counter[int]:
    """How many calls each colleague has on the local day of `slot`. One query."""
    first = timezone.localtime(slot).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Callback.objects.filter(
        state=Callback.State.PLANNED, slot_at__gte=first, slot_at__lt=first + timedelta(days=1), assignee__isnull=False
    )
    return Counter(dict(mine.order_by().values_list("assignee").annotate(n=Count("pk"))))
