"""What a merge would do, before anybody does it. Reads only."""

from dataclasses import dataclass, field

from huisheng.core.tickets.models import Grant, Participant, Ticket
from huisheng.stages.collaboration.models import CollabRequest, Watcher
from huisheng.stages.handling.models import Compensation, Promise, Solution
from huisheng.stages.sla.actions import clocks_to_carry
from huisheng.stages.sla.models import Clock, ClockKind

from .carry import (
    amends_of,
    new_eyes,
    new_watchers,
    open_calls,
    open_promises,
    open_requests,
    vouched,
    waiting_offer,
    words_on_their_way,
)
from .moves import why_not


@dataclass(frozen=True, slots=True)
class Goes:
    """A clock that goes on in the other ticket; `instead` = the later one of the same kind that stops for it."""

    clock: Clock
    label: str
    instead: Clock | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`refused` says in words why it cannot be; then nothing else is filled."""

    ticket: Ticket
    into: Ticket
    refused: str = ""
    messages: int = 0
    clocks: list[Goes] = field(default_factory=list)
    requests: list[CollabRequest] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    words: int = 0  # answers that are on their way
    offer: Solution | None = None
    amends: list[Compensation] = field(default_factory=list)
    calls: int = 0  # planned, or being made
    addresses: list[Participant] = field(default_factory=list)
    left_out: int = 0  # addresses nobody vouches for: they hear no more than before
    eyes: list[Grant] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)

    @property
    def raises_grade(self) -> bool:
        """The graver grade holds."""
        return self.ticket.severity > self.into.severity

    @property
    def changes_owner(self) -> bool:
        return self.ticket.assignee_id is not None and self.ticket.assignee_id != self.into.assignee_id


def plan_merge(ticket: Ticket, into: Ticket) -> Plan:
    """What would go along, which grade, owner and promise would hold. About seventeen queries, whatever the house has."""
    if refused := why_not(ticket, into):
        return Plan(ticket, into, refused=refused)
    addresses = vouched(ticket, but_not_on=into)
    there = Participant.objects.filter(ticket=into).values("identity")
    return Plan(
        ticket,
        into,
        messages=ticket.messages.count(),
        clocks=_clocks(ticket, into),
        requests=list(open_requests(ticket)),
        promises=list(open_promises(ticket).select_related("clock")),
        words=words_on_their_way(ticket).count(),
        offer=waiting_offer(ticket),
        amends=list(amends_of(ticket)),
        calls=open_calls(ticket).count(),
        addresses=addresses,
        left_out=ticket.participants.exclude(identity__in=there).count() - len(addresses),
        eyes=new_eyes(ticket, but_not_on=into),
        watchers=new_watchers(ticket, but_not_on=into),
    )


def _clocks(ticket: Ticket, into: Ticket) -> list[Goes]:
    going, giving_way = clocks_to_carry(ticket, into)
    instead = {(one.kind, one.subject): one for one in giving_way}
    return [Goes(one, str(ClockKind(one.kind).label), instead.get((one.kind, one.subject))) for one in going]
