"""The facts of each customer noticed as lost in a period: asked to come back, came back.

Seen by who sees the ticket that lost them, by the owner, and by who sees all.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.stages.winback.models import Lost
from huisheng.watch.insight.facts.gate import seen_with_ticket
from huisheng.watch.insight.period import Period

GATE = ("id", "flagged_at", "customer_id", "ticket_id", "owner_id", "state", "asked_at", "ended_at")
FACTS = """
WITH bound AS (SELECT %s::timestamptz AS until, %s::text AS zone),
t AS ({gate}),
f AS MATERIALIZED (
    SELECT t.id, t.flagged_at AS at, (t.flagged_at AT TIME ZONE bound.zone)::date AS day, t.customer_id, t.ticket_id,
        t.owner_id AS assignee_id, NULL::text AS junk, coalesce(t.asked_at < bound.until, false) AS asked,
        coalesce(t.state = 'returned' AND t.ended_at < bound.until, false) AS returned,
        coalesce(t.state = 'left_alone' AND t.ended_at < bound.until, false) AS left_alone
    FROM t CROSS JOIN bound
)
"""


def facts(staff: Staff | None, period: Period, *, now: datetime | None = None) -> tuple[str, list[Any]]:
    now = now or timezone.now()
    seen = seen_with_ticket(staff, Q(customer__agent=staff) | Q(owner=staff))
    lost = Lost.objects.filter(seen, flagged_at__gte=period.start, flagged_at__lt=period.stop).order_by()
    gate, wanted = lost.values(*GATE).query.sql_with_params()
    return FACTS.format(gate=gate), [min(period.stop, now), settings.TIME_ZONE, *wanted]
