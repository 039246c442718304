"""Tickets, policies and clocks for tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.customers.models import Customer, Tier
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.sla.actions import CommitmentDraft, heed, save_policy
from huisheng.stages.sla.models import Clock, Commitment, ServicePolicy
from huisheng.stages.triage.tests.make import make_opened

SHANGHAI = ZoneInfo("Asia/Shanghai")
WHOLE_WEEK = {str(day): [["00:00", "24:00"]] for day in range(7)}
NUMBERS = count(1)
TEN = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)  # a Monday


def at(hour: int, minute: int = 0, *, day: int = 23, month: int = 11, year: int = 2026) -> datetime:
    """A local instant; 2026-11-23 is a Monday."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def after(minutes: float, *, start: datetime = TEN) -> datetime:
    return start + timedelta(minutes=minutes)


def make_ticket(
    text: str = "漏发了配件",
    *,
    grade: str = "red",
    scheme: str = "ryg",
    category: str = "",
    tier: str = "",
    **changes: Any,
) -> Ticket:
    """A ticket of 10:00 on Monday, graded as told, without clocks."""
    ticket, _message = make_opened(text, **{"at": TEN, **changes})
    row = Grade.objects.filter(scheme__code=scheme, code=grade).first()
    kind = Category.objects.get(code=category) if category else None
    Ticket.objects.filter(pk=ticket.pk).update(grade=row, severity=row.severity if row else 0, category=kind)
    if tier:
        Customer.objects.filter(pk=ticket.customer_id).update(tier=Tier.objects.get(code=tier))
    return Ticket.objects.select_related("grade__scheme", "category", "channel", "customer__tier").get(pk=ticket.pk)


def set_grade(ticket: Ticket, code: str, *, scheme: str = "ryg") -> Ticket:
    """Another grade, as a person would set it; the clocks do not know yet."""
    Ticket.objects.filter(pk=ticket.pk).update(grade=Grade.objects.get(scheme__code=scheme, code=code))
    ticket.refresh_from_db()
    return ticket


def always() -> Calendar:
    return Calendar.objects.filter(code="always").first() or make_calendar("always", weekly=WHOLE_WEEK)


def promise(kind: str = "first_response", amount: int = 15, unit: str = "minute", **changes: Any) -> CommitmentDraft:
    return CommitmentDraft(kind=kind, amount=amount, unit=unit, **changes)


def make_policy(*commitments: CommitmentDraft, code: str = "", **changes: Any) -> ServicePolicy:
    """A policy for every ticket, around the clock; 15 minutes to the first response if nothing else is said."""
    code = code or f"policy{next(NUMBERS)}"
    given = {
        "name": f"试验承诺：{code}",
        "calendar": changes.pop("calendar", None) or always(),
        "by": SYSTEM,
        **changes,
    }
    return save_policy(code, commitments=commitments or (promise(),), **given)


def only_policy(*commitments: CommitmentDraft, **changes: Any) -> ServicePolicy:
    """The one policy in force: all others rest."""
    ServicePolicy.objects.update(enabled=False)
    return make_policy(*commitments, **changes)


def hold_clocks(ticket: Ticket, *, reason: str, at: datetime, by: Party = SYSTEM) -> None:
    """The ticket waits from `at` on: its status says so, and the clocks heed it."""
    _into(ticket, reason)
    heed(ticket, at=at, by=by)


def release_clocks(ticket: Ticket, *, at: datetime, by: Party = SYSTEM) -> None:
    """It waits no longer."""
    _into(ticket, Status.OPEN)
    heed(ticket, at=at, by=by)


def _into(ticket: Ticket, status: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status=status)
    ticket.status = status


def clock_of(ticket: Ticket, kind: str = "first_response") -> Clock:
    """The latest run of one kind."""
    return Clock.objects.filter(ticket=ticket, kind=kind).latest("id")


def commitment_of(ticket: Ticket, kind: str = "first_response") -> Commitment:
    """What the latest run of one kind was promised by."""
    commitment = clock_of(ticket, kind).commitment
    assert commitment is not None
    return commitment


def events_of(ticket: Ticket, kind: str) -> list[dict[str, Any]]:
    return [event.payload for event in Event.objects.filter(ticket=ticket, kind=kind)]


def kinds_of(clocks: Sequence[Clock]) -> set[str]:
    return {clock.kind for clock in clocks}
