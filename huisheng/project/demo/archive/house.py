"""What the archive reads once: people, teams, channels, the rules and the promises in force."""

from dataclasses import dataclass, field
from functools import cached_property

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Grade
from huisheng.core.channels.models import Channel
from huisheng.stages.closure.models import RootCause
from huisheng.stages.routing.rulebook import RouteBook, routebook
from huisheng.stages.sla.match import living_commitments
from huisheng.stages.sla.models import Commitment
from huisheng.stages.triage.rulebook import RuleBook, rulebook
from huisheng.watch.notify.models import NoticeTemplate


@dataclass
class Shop:
    """The house as it is now, in memory."""

    people: dict[str, Staff]
    rules: RuleBook = field(default_factory=rulebook)
    routes: RouteBook = field(default_factory=routebook)
    channels: dict[str, Channel] = field(default_factory=lambda: {one.code: one for one in Channel.objects.all()})
    name: str = field(default_factory=lambda: str(house("house.name")))
    _living: dict[int, list[Commitment]] = field(default_factory=dict)

    @cached_property
    def receipt(self) -> NoticeTemplate | None:
        """The wording of the automatic receipt."""
        found = NoticeTemplate.objects.filter(code="ticket_opened", audience=NoticeTemplate.Audience.CUSTOMER)
        return found.first()

    @cached_property
    def seats(self) -> dict[int, list[Team]]:
        """Staff → the own teams in the house's order."""
        return {one.pk: list(one.teams.filter(active=True).order_by("rank", "id")) for one in self.people.values()}

    @cached_property
    def causes(self) -> dict[str, RootCause]:
        """The house's root causes by code."""
        return {one.code: one for one in RootCause.objects.all()}

    @cached_property
    def teams(self) -> dict[str, Team]:
        """By code."""
        return {one.code: one for one in Team.objects.all()}

    def living(self, grade: Grade | None) -> list[Commitment]:
        """The promises a ticket of this grade may fall under, asked once for each grade."""
        key = grade.pk if grade else 0
        if key not in self._living:
            self._living[key] = living_commitments(grade)
        return self._living[key]
