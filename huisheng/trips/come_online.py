"""Somebody sits down at the desk, or gets up."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from huisheng.core.accounts.actions import set_presence
from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.house import house
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import hand_out_pool
from huisheng.stages.routing.models import Desk

LEAST = 3  # minutes


@transaction.atomic
def change_presence(staff: Staff, presence: str, *, reason: str = "") -> list[Ticket]:
    """Set the presence; who comes online is handed what waits in the pools of the own teams, up to the capacity."""
    set_presence(staff, presence, by=staff.party, reason=reason)
    return hand_out_pool(staff) if presence == Presence.ONLINE else []


def note_who_is_away(*, at: datetime | None = None) -> int:
    """Whose last screen was closed a while ago (setting `routing.away_minutes`) is away; for the regular sweep.

    Only people who had a screen open since they came online: who works by the API alone stays. Open screens are noted
    every two minutes (web/live), so less than three minutes are not told apart. Returns how many.
    """
    at, minutes = at or timezone.now(), int(house("routing.away_minutes"))
    if not minutes:
        return 0
    seen = Subquery(Desk.objects.filter(staff=OuterRef("pk")).values("seen_at"))
    here = Staff.objects.filter(presence=Presence.ONLINE, is_active=True).annotate(seen=seen)
    gone = list(here.filter(seen__gte=F("presence_since"), seen__lt=at - timedelta(minutes=max(minutes, LEAST))))
    for staff in gone:
        set_presence(staff, Presence.AWAY, by=SYSTEM)
    return len(gone)
