"""Rows of requests to departments for the pages that only read them; the verbs are the room's own tests'."""

from datetime import datetime, timedelta
from typing import Any

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.models import CollabRequest, CollabStep


def make_request(
    ticket: Ticket, team: str = "warehouse", *, at: datetime, due: float = 60, **changes: Any
) -> CollabRequest:
    """Asked at `at`, due `due` minutes later. `accepted`, `answered`, `told`, `declined`: minutes after `at`."""
    times = {name: changes.pop(name, None) for name in ("accepted", "answered", "told", "declined")}
    when = {name: None if one is None else at + timedelta(minutes=one) for name, one in times.items()}
    ended = when["answered"] or when["declined"]
    state = "answered" if when["answered"] else "declined" if ended else "accepted" if when["accepted"] else "asked"
    request = CollabRequest.objects.create(
        ticket=ticket,
        seq=CollabRequest.objects.filter(ticket=ticket).count() + 1,
        team=Team.objects.get(code=team),
        state=state,
        problem=changes.pop("problem", "客户收到的是 B 型号"),
        need=changes.pop("need", "确认发错与否，A 有没有货"),
        due_at=at + timedelta(minutes=due),
        asked_at=at,
        accepted_at=when["accepted"],
        answered_at=when["answered"],
        ended_at=ended,
        told_customer_at=when["told"],
        by_kind="staff",
        by_id=changes.pop("asker", ticket.assignee_id),
        **changes,
    )
    step(request, "asked", at)
    for kind in ("accepted", "answered", "declined"):
        if when[kind]:
            step(request, kind, when[kind])
    return request


def step(request: CollabRequest, kind: str, at: datetime | None, *, by: Staff | None = None) -> CollabStep:
    assert at is not None
    who = {"by_kind": "staff" if by else "system", "by_id": by.pk if by else None}
    return CollabStep.objects.create(request=request, kind=kind, at=at, **who)
