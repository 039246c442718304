"""The facts of each callback owed in a period (`due_at`): tried, reached, in time; the talk; the record. In time is by
what was promised first: a talk that was booked later is not made in time by the booking.

Those of a ticket are seen by who sees the ticket; those without one by the caller and the team.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.stages.followup.models import Callback
from huisheng.watch.insight.facts.gate import seen_with_ticket
from huisheng.watch.insight.period import Period

GATE = (
    "id", "due_at", "scenario_id", "team_id", "assignee_id", "customer_id", "ticket_id", "state", "by_handler",
    "hung_up_at", "record_due_at", "ended_at", "first_due_at",
)  # fmt: skip
FACTS = """
WITH bound AS (SELECT %s::timestamptz AS until, %s::text AS zone),
t AS ({gate}),
f AS MATERIALIZED (
    SELECT t.id, t.due_at AS at, (t.due_at AT TIME ZONE bound.zone)::date AS day, t.scenario_id, t.team_id, t.assignee_id,
        t.customer_id, t.ticket_id, t.by_handler, CASE WHEN t.state = 'cancelled' THEN 'cancelled' END AS junk,
        tried.reached, NOT tried.reached AND t.state = 'unreached' AND t.ended_at < bound.until AS given_up,
        tried.first_at <= coalesce(t.first_due_at, t.due_at) AS on_time,
        tried.first_at IS NOT NULL OR coalesce(t.first_due_at, t.due_at) < bound.until AS on_time_known,
        tried.reached AND t.hung_up_at < bound.until AS talked, tried.talk_s, tried.opening_s,
        coalesce(record.complete AND record.recorded_at < bound.until, false) AS done,
        coalesce(record.complete AND record.recorded_at <= t.record_due_at AND record.recorded_at < bound.until, false) AS recorded,
        coalesce(record.complete AND record.recorded_at < bound.until, false) OR t.record_due_at < bound.until AS record_known,
        record.stars, coalesce(record.warm, jsonb_array_length(record.warm_words) > 0, false) AND NOT coalesce(record.robotic, false) AS warm,
        coalesce(record.robotic, false) AS robotic, record.solved
    FROM t CROSS JOIN bound
    LEFT JOIN followup_callrecord record ON record.callback_id = t.id
    CROSS JOIN LATERAL (
        SELECT min(a.at) AS first_at, coalesce(bool_or(a.outcome = 'reached'), false) AS reached,
            sum(a.talk_s) FILTER (WHERE a.outcome = 'reached') AS talk_s,
            min(a.opening_s) FILTER (WHERE a.outcome = 'reached') AS opening_s
        FROM followup_calltry a WHERE a.callback_id = t.id AND a.at < bound.until
    ) tried
)
"""


def facts(staff: Staff | None, period: Period, *, now: datetime | None = None) -> tuple[str, list[Any]]:
    now = now or timezone.now()
    mine = Q(assignee=staff) | (Q(team__any=staff.team_ids) if staff and staff.allows(Right.SEE_TEAMS) else Q(pk=None))
    seen = Callback.objects.filter(seen_with_ticket(staff, mine), due_at__gte=period.start, due_at__lt=period.stop)
    gate, wanted = seen.order_by().values(*GATE).query.sql_with_params()
    return FACTS.format(gate=gate), [min(period.stop, now), settings.TIME_ZONE, *wanted]
