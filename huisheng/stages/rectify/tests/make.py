"""Missed promises for tests."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.rectify.days import midnight
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import ring_due, start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import clock_of, make_ticket


def yesterday() -> date:
    """Asked anew each time: a run may go past midnight."""
    return timezone.localdate() - timedelta(days=1)


def noon(day: date) -> datetime:
    return midnight(day) + timedelta(hours=12)


def make_miss(owner: Staff | None, team: Team, *, day: date | None = None) -> Clock:
    """A red ticket of noon whose first response (15 minutes) was missed on that day, else yesterday."""
    day = day or yesterday()
    ticket: Ticket = make_ticket(at=noon(day))
    assign_ticket(ticket, staff=owner, team=team, by=SYSTEM, at=noon(day))
    start_clocks(ticket, by=SYSTEM, at=noon(day))
    while ring_due(now=noon(day) + timedelta(minutes=16)):
        pass
    clock = clock_of(ticket)
    assert clock.breached_at
    return clock


def switch_on() -> None:
    change_setting("check.on", True, by=SYSTEM)
