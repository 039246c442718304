"""The facts of each survey that was sent in a period, or filled in on the phone without being sent: asked, answered, what.

Those of a ticket are seen by who sees the ticket, those without one by the customer's own agent and by who sees all.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.stages.survey.models import Invitation, Response
from huisheng.watch.insight.facts.gate import seen_with_ticket
from huisheng.watch.insight.period import Period

FACTS = """
WITH bound AS (SELECT %s::timestamptz AS until, %s::text AS zone),
sent AS ({sent}), told AS ({told}),
t AS (
    SELECT s.id AS id, s.made_at AS at, s.survey_id, s.customer_id, s.ticket_id, CASE WHEN s.held_why > '' THEN 'held' WHEN s.sent_at IS NULL OR s.sent_at >= bound.until THEN 'unsent' END AS spared, r.id AS response_id, r.low
        FROM sent s CROSS JOIN bound LEFT JOIN survey_response r ON r.invitation_id = s.id AND r.at < bound.until
    UNION ALL SELECT -id, at, survey_id, customer_id, ticket_id, NULL, id, low FROM told
),
kinds AS (
    SELECT survey_id, bool_or(kind = 'nps') AS nps, bool_or(kind = 'csat') AS csat, bool_or(kind = 'ces') AS ces
    FROM survey_question WHERE active GROUP BY survey_id
),
f AS MATERIALIZED (
    SELECT t.id, t.at, (t.at AT TIME ZONE bound.zone)::date AS day, t.survey_id, t.customer_id, t.ticket_id,
        CASE WHEN t.response_id IS NULL THEN t.spared END AS junk, t.response_id IS NOT NULL AS answered, coalesce(t.low, false) AS low,
        given.nps, given.csat, given.ces, kinds.nps OR given.nps IS NOT NULL AS asks_nps,
        kinds.csat OR given.csat IS NOT NULL AS asks_csat, kinds.ces OR given.ces IS NOT NULL AS asks_ces
    FROM t CROSS JOIN bound LEFT JOIN kinds ON kinds.survey_id = t.survey_id
    CROSS JOIN LATERAL (
        SELECT (array_agg(a.raw ORDER BY q.rank, q.id) FILTER (WHERE q.kind = 'nps'))[1] AS nps,
            (array_agg(a.raw ORDER BY q.rank, q.id) FILTER (WHERE q.kind = 'csat'))[1] AS csat,
            (array_agg(a.raw ORDER BY q.rank, q.id) FILTER (WHERE q.kind = 'ces'))[1] AS ces
        FROM survey_answer a JOIN survey_question q ON q.id = a.question_id
        WHERE a.response_id = t.response_id AND a.raw IS NOT NULL
    ) given
)
"""


def facts(staff: Staff | None, period: Period, *, now: datetime | None = None) -> tuple[str, list[Any]]:
    now = now or timezone.now()
    seen = seen_with_ticket(staff, Q(customer__agent=staff))
    sent = Invitation.objects.filter(seen, made_at__gte=period.start, made_at__lt=period.stop).order_by()
    told = Response.objects.filter(seen, invitation=None, at__gte=period.start, at__lt=min(period.stop, now)).order_by()
    asked, first = sent.values(
        "id", "made_at", "survey_id", "customer_id", "ticket_id", "sent_at", "held_why"
    ).query.sql_with_params()
    phoned, second = told.values("id", "at", "survey_id", "customer_id", "ticket_id", "low").query.sql_with_params()
    bounds = [min(period.stop, now), settings.TIME_ZONE]
    return FACTS.format(sent=asked, told=phoned), [*bounds, *first, *second]
