"""The facts of each ticket received in a period, as one SQL question. The columns are what `metrics.py` speaks about.

Only tickets that the gate gives are asked, in a bounded period, each by the indexes of its own rows: nothing is scanned.
`until` (the period's end, or now) bounds what counts as done: last week reads next week as it read on Monday.
"""

from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.worktime import open_spans
from huisheng.stages.rectify.days import kinds, working_days
from huisheng.watch.insight.period import Period

COLUMNS = ("id", "created_at", "channel_id", "category_id", "grade_id", "team_id", "status", "merged_into_id")
YES = "k.solved AND coalesce(k.stars, 3) >= 3"  # Confirmation.is_yes; NULL without an answer
BURST = "interval '10 minutes'"  # words sent shortly after one's own are one contact
CONTACTS = f"""
    SELECT count(*) FROM (
        SELECT m.at - lag(m.at) OVER (ORDER BY m.at, m.id) AS pause FROM tickets_message m
        WHERE m.ticket_id = t.id AND m.kind = 'customer' AND m.at < coalesce(ended.at, bound.until)
    ) one WHERE pause IS NULL OR pause > {BURST}"""
QUESTIONS = """
    SELECT count(*) FROM tickets_event e WHERE e.ticket_id = t.id AND e.kind = 'status_changed'
        AND e.payload ->> 'after' = 'waiting_customer' AND e.at < coalesce(ended.at, bound.until)"""

STATE = """CASE WHEN k.met_at IS NOT NULL THEN CASE WHEN k.met_at <= k.due_at THEN 'kept' ELSE 'broken' END
            WHEN k.stopped_at IS NOT NULL THEN CASE WHEN k.breached_at IS NOT NULL THEN 'broken' END
            WHEN k.held_at IS NULL AND k.due_at < bound.now THEN 'broken' ELSE 'running' END"""


def _worked(instant: str) -> str:
    """Working seconds of the house from the first opening to an instant: the openings are a sorted array, so it is a
    search by halves for each ticket, not a walk over the days."""
    at, place = f"extract(epoch FROM {instant})", f"width_bucket(extract(epoch FROM {instant})::float8, work.opens)"
    return f"coalesce(work.before[{place}] + least({at}, work.shuts[{place}]) - work.opens[{place}], 0)"


FACTS = f"""
WITH bound AS (SELECT %s::timestamptz AS until, %s::timestamptz AS now, %s::text AS zone, %s::text[] AS checked),
work AS (SELECT %s::float8[] AS opens, %s::float8[] AS shuts, %s::float8[] AS before),
t AS ({{gate}}),
f AS MATERIALIZED (
    SELECT t.id, t.created_at, (t.created_at AT TIME ZONE bound.zone)::date AS day,
        t.channel_id, t.category_id, t.grade_id, t.team_id, weighed.rule_id, weighed.scheme_id,
        weighed.scheme_id IS NOT NULL AS by_rules, coalesce(weighed.regraded, false) AS regraded, channel.kind = 'phone' AS by_phone, t.status <> 'closed' AS is_open,
        CASE WHEN t.merged_into_id IS NOT NULL THEN 'merged' WHEN t.status = 'closed' AND ended.spam THEN 'spam' END AS junk,
        extract(epoch FROM said.replied_at - t.created_at) AS wait, category.nature = 'complaint' AS complaint,
        {_worked("said.replied_at")} - {_worked("t.created_at")} AS work_wait, said.replied_at IS NOT NULL AS replied,
        {_worked("done.at")} - {_worked("t.created_at")} AS work_done, done.at IS NOT NULL AS handled,
        asked.requests, asked.reminders, asked.answer_s, charge.customer_s, charge.department_s, charge.desk_s, charge.queue_s,
        kinds.kept AS kept_kinds, kinds.known AS known_kinds, missed.missed, missed.signed, missed.causes,
        extract(epoch FROM coalesce(said.replied_at, ended.any_at, bound.now) - t.created_at) AS waited,
        promise.state AS promise, ended.kind AS ending, ended.times AS closings, ended.reopened,
        coalesce(ended.kind IN ('confirmed', 'answered'), false) AS solved,
        offered.rounds, offered.refusals, offered.stars,
        CASE WHEN offered.answered = offered.rounds THEN coalesce(offered.accepted, 0) = offered.rounds END AS answer,
        ended.called_back > 0 OR followed.id IS NOT NULL
            OR CASE WHEN said.customer > 1 THEN ({CONTACTS}) > 1 + ({QUESTIONS}) ELSE false END AS again
    FROM t CROSS JOIN bound CROSS JOIN work
    JOIN channels_channel channel ON channel.id = t.channel_id
    LEFT JOIN catalogue_category category ON category.id = t.category_id
    CROSS JOIN LATERAL (
        SELECT bool_or(c.kind = 'spam' AND r.id IS NULL) AS spam, max(c.at) AS any_at,
            max(c.kind) FILTER (WHERE c.at < bound.until AND (r.at IS NULL OR r.at >= bound.until)) AS kind,
            max(c.at) FILTER (WHERE c.at < bound.until AND (r.at IS NULL OR r.at >= bound.until)) AS at,
            count(*) FILTER (WHERE c.at < bound.until) AS times,
            count(*) FILTER (WHERE r.at < bound.until) AS reopened,
            count(*) FILTER (WHERE r.at < bound.until AND r.why = 'message') AS called_back
        FROM closure_closure c LEFT JOIN closure_reopening r ON r.closure_id = c.id WHERE c.ticket_id = t.id
    ) ended
    CROSS JOIN LATERAL (
        SELECT min(m.at) FILTER (WHERE m.kind = 'reply') AS replied_at,
            count(*) FILTER (WHERE m.kind = 'customer') AS customer
        FROM tickets_message m WHERE m.ticket_id = t.id
    ) said
    LEFT JOIN insight_charged charge ON charge.ticket_id = t.id AND charge.closed_at < bound.until
    CROSS JOIN LATERAL (
        SELECT count(*) AS requests, sum(pressed.times) AS reminders,
            max(extract(epoch FROM q.answered_at - q.asked_at)) FILTER (WHERE q.answered_at < bound.until) AS answer_s
        FROM collaboration_collabrequest q CROSS JOIN LATERAL (
            SELECT count(*) AS times FROM collaboration_collabstep p
            WHERE p.request_id = q.id AND p.kind IN ('urged', 'supervised') AND p.at < bound.until
        ) pressed WHERE q.ticket_id = t.id AND q.asked_at < bound.until
    ) asked
    CROSS JOIN LATERAL (
        SELECT coalesce(max(s.round), 0) AS rounds, max(s.round) FILTER (WHERE k.id IS NOT NULL) AS answered,
            max(s.round) FILTER (WHERE {YES}) AS accepted, count(*) FILTER (WHERE NOT ({YES})) AS refusals,
            max(s.round * 10 + k.stars) %% 10 AS stars, max(s.offered_at) AS latest
        FROM handling_solution s LEFT JOIN closure_confirmation k ON k.solution_id = s.id AND k.at < bound.until
        WHERE s.ticket_id = t.id AND s.offered_at < bound.until
    ) offered
    CROSS JOIN LATERAL (
        SELECT coalesce(offered.latest, CASE WHEN ended.kind = 'answered' THEN ended.at END) AS at
    ) done
    CROSS JOIN LATERAL (
        SELECT array_agg(kind) FILTER (WHERE NOT broken) AS kept, array_agg(kind) AS known FROM (
            SELECT kind, bool_or(state = 'broken') AS broken
            FROM (SELECT k.kind, {STATE} AS state FROM sla_clock k WHERE k.ticket_id = t.id) each_clock
            WHERE state IN ('kept', 'broken') GROUP BY kind
        ) each_kind
    ) kinds
    CROSS JOIN LATERAL (
        SELECT count(*) AS missed, count(m.signed_at) FILTER (WHERE m.signed_at < bound.until) AS signed,
            array_agg(m.cause) FILTER (WHERE m.cause > '') AS causes
        FROM sla_clock k LEFT JOIN rectify_miss m ON m.clock_id = k.id
        WHERE k.ticket_id = t.id AND k.kind = ANY (bound.checked) AND k.breached_at < bound.until
    ) missed
    CROSS JOIN LATERAL (
        SELECT bool_or(NOT g.machine AND g.before IS DISTINCT FROM g.grade_id) AS regraded,
            (array_agg(g.rule_id ORDER BY g.id DESC) FILTER (WHERE g.machine))[1] AS rule_id,
            (array_agg(g.scheme_id ORDER BY g.id DESC) FILTER (WHERE g.machine))[1] AS scheme_id
        FROM (
            SELECT r.id, r.rule_id, r.scheme_id, r.grade_id, r.by_kind IN ('rule', 'system') AS machine,
                lag(r.grade_id) OVER (ORDER BY r.id) AS before
            FROM triage_grading r WHERE r.ticket_id = t.id AND r.at < bound.until
        ) g
    ) weighed
    LEFT JOIN LATERAL (
        SELECT {STATE} AS state
        FROM sla_clock k WHERE k.ticket_id = t.id AND k.kind = 'first_response' AND k.round = 1
        ORDER BY k.id DESC LIMIT 1
    ) promise ON true
    LEFT JOIN LATERAL (
        SELECT o.id FROM tickets_ticket o WHERE o.merged_into_id = t.id AND o.created_at < bound.until
        UNION ALL SELECT o.id FROM tickets_link l JOIN tickets_ticket o ON o.id = l.ticket_id
            WHERE l.other_id = t.id AND l.kind = 'follows' AND o.created_at < bound.until
        LIMIT 1
    ) followed ON true
)
"""


def facts_sql(staff: Staff, period: Period, *, now: datetime | None = None) -> tuple[str, list[Any]]:
    """`WITH … f AS (…)` with its parameters; go on with a SELECT from `f`."""
    return facts_of(tickets_for(staff), period, now=now)


def facts_of(tickets: QuerySet[Ticket], period: Period, *, now: datetime | None = None) -> tuple[str, list[Any]]:
    """The same for tickets that the gate gave already."""
    now = now or timezone.now()
    gate, wanted = received(tickets, period).values(*COLUMNS).query.sql_with_params()
    bounds = [min(period.stop, now), now, settings.TIME_ZONE, kinds(), *_working_hours(period.first, now)]
    return FACTS.format(gate=gate), [*bounds, *wanted]


def _working_hours(first: date, now: datetime) -> tuple[list[float], list[float], list[float]]:
    """When the house opens and shuts from `first` to today (epoch seconds), and the working seconds before each opening.

    The calendar of the working days (`stages/rectify/days.py: CALENDAR`); without it the house never shuts.
    """
    calendar = working_days()
    last = timezone.localdate(now) + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)] if calendar else []
    spans = [(start.timestamp(), end.timestamp()) for day in days for start, end in open_spans(day, calendar)]  # type: ignore[arg-type]
    if not spans:
        return [0.0], [now.timestamp() + 86400], [0.0]
    lengths = accumulate((end - start for start, end in spans), initial=0.0)
    return [start for start, _end in spans], [end for _start, end in spans], list(lengths)[: len(spans)]


def received(tickets: QuerySet[Ticket], period: Period) -> QuerySet[Ticket]:
    """What came in within the period."""
    return tickets.order_by().filter(created_at__gte=period.start, created_at__lt=period.stop)
