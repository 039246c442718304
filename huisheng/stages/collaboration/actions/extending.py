"""More time: the department asks, the owner or a supervisor decides."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import record_event
from huisheng.kit.party import Party
from huisheng.stages.collaboration.errors import ExtensionPending, ExtensionUnclear, NoExtensionAsked
from huisheng.stages.collaboration.models import CollabRequest, CollabStep
from huisheng.stages.sla.actions import start_given, stop_clocks
from huisheng.stages.sla.calendars import house_calendar
from huisheng.stages.sla.models import ClockKind

from .asking import FARTHEST, LINK_LIVES
from .shared import add_step, lock_open, said


@transaction.atomic
def ask_extension(
    request: CollabRequest, *, until: datetime | None, reason: str, by: Party, at: datetime | None = None
) -> CollabRequest:
    """The department needs until `until`. The deadline stays until somebody agrees.

    Raises ReasonMissing, RequestOver, ExtensionPending, ExtensionUnclear (no time, or none that is later).
    """
    reason = said(reason)
    request, at = lock_open(request), at or timezone.now()
    if request.extension_until:
        raise ExtensionPending
    request.extension_until = _later(request, until, at)
    request.save(update_fields=["extension_until"])
    step = add_step(request, CollabStep.Kind.EXTENSION_ASKED, text=reason, until=until, by=by, at=at)
    record_event(request.ticket, "extension_asked", by=by, at=at, **_about(request, step))
    return request


@transaction.atomic
def decide_extension(
    request: CollabRequest,
    *,
    granted: bool,
    by: Party,
    text: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> CollabRequest:
    """Yes, to the time that was asked for or to another one (`until`), and the clock moves; or no, and it stays.

    Raises RequestOver, NoExtensionAsked, ExtensionUnclear.
    """
    request, at = lock_open(request), at or timezone.now()
    if not request.extension_until:
        raise NoExtensionAsked
    kind, new_due = CollabStep.Kind.EXTENSION_REFUSED, request.due_at
    if granted:
        kind, new_due = CollabStep.Kind.EXTENSION_GRANTED, _later(request, until or request.extension_until, at)
        _prolong(request, new_due, by=by, at=at)
    request.extension_until = None
    request.save(update_fields=["extension_until"])
    step = add_step(request, kind, text=text, until=new_due, by=by, at=at)
    record_event(request.ticket, "extension_decided", by=by, at=at, granted=granted, **_about(request, step))
    return request


def _later(request: CollabRequest, until: datetime | None, at: datetime) -> datetime:
    if until is None or not max(at, request.due_at) < until <= at + FARTHEST:
        wrong = _("Name a day and an hour after the deadline as it stands, within 90 days.")
        raise ExtensionUnclear(wrong, until=wrong)
    return until


def _prolong(request: CollabRequest, until: datetime, *, by: Party, at: datetime) -> None:
    """A clock of its own for the new time takes the old one's place; one that was late stays late."""
    request.due_at, request.link_until = until, until + LINK_LIVES
    request.save(update_fields=["due_at", "link_until"])
    stop_clocks(request.ticket, ClockKind.COLLAB_REPLY, subject=request.subject, by=by, at=at)
    start_given(
        request.ticket,
        kind=ClockKind.COLLAB_REPLY,
        subject=request.subject,
        calendar=house_calendar(),
        due=until,
        by=by,
        at=at,
    )


def _about(request: CollabRequest, step: CollabStep) -> dict[str, Any]:
    until = step.until.isoformat() if step.until else ""
    return {"request": request.pk, "step": step.pk, "team": request.team_id, "until": until}
