"""Two tickets become one: the earlier promise holds, and what has a life of its own goes along."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.rows import rewrite
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.occasions import RULES

from .clockwork import Ending, end_clocks, running_clocks, write_next_due
from .pause import settle


def clocks_to_carry(ticket: Ticket, into: Ticket) -> tuple[list[Clock], list[Clock]]:
    """Which running clocks of `ticket` would go on at `into`, and which of `into` would stop for them. Two queries."""
    there = {(one.kind, one.subject): one for one in running_clocks(into)}
    going: list[Clock] = []
    giving_way: list[Clock] = []
    for clock in running_clocks(ticket):
        own = there.get((clock.kind, clock.subject))
        if own is not None and clock.due_at < own.due_at:
            giving_way.append(own)
            going.append(clock)
        elif own is None and RULES[clock.kind].several and clock.kind != ClockKind.RECTIFY:
            going.append(clock)  # a department's answer, a colleague's promise: wherever the ticket goes
    return going, giving_way


@transaction.atomic(savepoint=False)
def carry_clocks(ticket: Ticket, *, into: Ticket, by: Party, at: datetime | None = None) -> list[Clock]:
    """Let them go on at `into`, where they wait or run as its status says; returns them. The caller holds both locks.

    Of two promises of one kind the one that falls due first holds: a merge makes nobody wait longer.
    """
    at = at or timezone.now()
    going, giving_way = clocks_to_carry(ticket, into)
    end_clocks(into, giving_way, Ending.STOPPED, by=by, at=at)
    round_ = _round(into)
    for clock in going:
        clock.ticket, clock.round = into, round_
    rewrite(going, "ticket", "round")
    refresh_clocks(into, by=by, at=at)
    return going


def refresh_clocks(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Sequence[Clock]:
    """After its clocks came or went: they wait or run as the status says, and the desk knows what is due next."""
    clocks = running_clocks(ticket)
    settle(ticket, clocks, by=by, at=at or timezone.now())
    write_next_due(ticket, clocks)
    return clocks


def _round(ticket: Ticket) -> int:
    latest = Clock.objects.filter(ticket=ticket).order_by("-round").values_list("round", flat=True).first()
    return latest or 1
