"""The facts of each ticket received in a period, as one SQL question. The columns are what the metrics speak about.

Only tickets that the gate gives are asked, in a bounded period, each by the indexes of its own rows: nothing is scanned.
`until` (the period's end, or now) bounds what counts as done: last week reads next week as it read on Monday.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.kit.worktime import open_spans
from huisheng.stages.rectify.days import kinds, working_days
from huisheng.trips.again import MATTERS
from huisheng.watch.insight.facts.pieces import Piece, gathered, selected
from huisheng.watch.insight.period import Period

GATE = (
    "id", "created_at", "channel_id", "category_id", "grade_id", "team_id", "assignee_id", "customer_id", "status",
    "merged_into_id",
)  # fmt: skip
CORE, WAITING = "core", "waiting"  # codes of the tier and of the tag (presets)
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
AGAIN = f"""ended.called_back > 0 OR followed.id IS NOT NULL
    OR CASE WHEN said.customer > 1 THEN ({CONTACTS}) > 1 + ({QUESTIONS}) ELSE false END"""
ASKED_MEANWHILE = """EXISTS (
    SELECT FROM collaboration_collabrequest q JOIN tickets_message m ON m.ticket_id = q.ticket_id AND m.kind = 'customer'
        AND m.at > q.asked_at AND m.at < coalesce(q.ended_at, bound.until) WHERE q.ticket_id = t.id AND m.at < bound.until)"""
NO_SPAM = """NOT EXISTS (
    SELECT FROM closure_closure x LEFT JOIN closure_reopening y ON y.closure_id = x.id
    WHERE x.ticket_id = o.id AND x.kind = 'spam' AND y.id IS NULL)"""
FILED_AGAIN = f"""EXISTS (
    SELECT FROM tickets_link l JOIN tickets_ticket o ON o.id = l.ticket_id
        JOIN catalogue_category g ON g.id = o.category_id AND g.nature IN ({", ".join(f"'{one}'" for one in MATTERS)})
    WHERE l.other_id = t.id AND l.kind = 'follows' AND o.created_at >= ended.first_at AND o.created_at < bound.until
        AND {NO_SPAM})"""  # one that was merged since was told all the same

AFTER_CLOSING = "v.moment = 'closed'"  # surveys whose stars are the rating of the feedback, where the yes had none
INVITED = f"""EXISTS (SELECT FROM survey_invitation i JOIN survey_survey v ON v.id = i.survey_id AND {AFTER_CLOSING}
    WHERE i.ticket_id = t.id AND i.sent_at < bound.until)"""
SURVEYED = f"""(
    SELECT a.raw FROM survey_response p JOIN survey_survey v ON v.id = p.survey_id AND {AFTER_CLOSING}
        JOIN survey_answer a ON a.response_id = p.id JOIN survey_question q ON q.id = a.question_id AND q.kind = 'csat'
    WHERE p.ticket_id = t.id AND p.at < bound.until ORDER BY p.at DESC, a.id LIMIT 1)"""
IS_CORE = f"""EXISTS (SELECT FROM customers_customer c JOIN customers_tier tier ON tier.id = c.tier_id
    WHERE c.id = t.customer_id AND tier.code = '{CORE}')"""
HAS_TAG = f"""EXISTS (SELECT FROM triage_tickettag g JOIN catalogue_tag tag ON tag.id = g.tag_id AND tag.code = '{WAITING}'
    WHERE g.ticket_id = t.id)"""
MISSES = """FROM sla_clock k JOIN rectify_miss m ON m.clock_id = k.id
    WHERE k.ticket_id = t.id AND k.kind = ANY (bound.checked) AND k.breached_at < bound.until"""

STATE = """CASE WHEN k.met_at IS NOT NULL THEN CASE WHEN k.met_at <= k.due_at THEN 'kept' ELSE 'broken' END
            WHEN k.stopped_at IS NOT NULL THEN CASE WHEN k.breached_at IS NOT NULL THEN 'broken' END
            WHEN k.held_at IS NULL AND k.due_at < bound.now THEN 'broken' ELSE 'running' END"""
JUNK = "CASE WHEN t.merged_into_id IS NOT NULL THEN 'merged' WHEN t.status = 'closed' AND ended.spam THEN 'spam' END"

ENDING = "CASE WHEN ended.kind NOT IN ('merged', 'spam') THEN ended.kind END"  # what is junk no more is open again


def _in_force(what: str) -> str:
    """Of the latest closing by then, where it was not taken back by then: a late yes comes after the silent end (0014)."""
    still = "r.at IS NULL OR r.at >= bound.until"
    return f"(array_agg(CASE WHEN {still} THEN {what} END ORDER BY c.id DESC) FILTER (WHERE c.at < bound.until))[1]"


def _worked(instant: str) -> str:
    """Working seconds of the house from the first opening to an instant: the openings are a sorted array, so it is a
    search by halves for each ticket, not a walk over the days."""
    at, place = f"extract(epoch FROM {instant})", f"width_bucket(extract(epoch FROM {instant})::float8, work.opens)"
    return f"coalesce(work.before[{place}] + least({at}, work.shuts[{place}]) - work.opens[{place}], 0)"


PIECES = (
    Piece("row", {
        "id": "t.id", "created_at": "t.created_at", "at": "t.created_at", "day": "(t.created_at AT TIME ZONE bound.zone)::date",
        "channel_id": "t.channel_id", "category_id": "t.category_id", "grade_id": "t.grade_id", "team_id": "t.team_id",
        "assignee_id": "t.assignee_id", "is_open": "t.status <> 'closed'",
    }),
    Piece("channel", {"by_phone": "channel.kind = 'phone'"}, "JOIN channels_channel channel ON channel.id = t.channel_id"),
    Piece("category", {"complaint": "coalesce(category.nature = 'complaint', false)"}, "LEFT JOIN catalogue_category category ON category.id = t.category_id"),
    Piece("customer", {"core": f"CASE WHEN category.nature = 'complaint' THEN {IS_CORE} ELSE false END"}, needs=("category",)),
    Piece("waiting", {"long_wait": f"CASE WHEN category.nature = 'complaint' THEN {HAS_TAG} ELSE false END"}, needs=("category",)),
    Piece("ended", {
        "junk": JUNK, "ending": ENDING, "closings": "ended.times", "reopened": "ended.reopened", "appeals": "ended.appeals",
        "state": f"coalesce({JUNK}, {ENDING}, CASE WHEN ended.times > 0 THEN 'open_again' ELSE 'open_first' END)",
        "solved": "coalesce(ended.kind IN ('confirmed', 'answered'), false)", "outcomes": "ended.outcomes",
        "cycle": "extract(epoch FROM CASE WHEN ended.kind = 'confirmed' THEN ended.at END - t.created_at)",
    }, f"""CROSS JOIN LATERAL (
        SELECT bool_or(c.kind = 'spam' AND r.id IS NULL) AS spam, max(c.at) AS any_at,
            {_in_force("c.kind")} AS kind, {_in_force("c.at")} AS at,
            min(c.at) FILTER (WHERE c.at < bound.until AND c.kind IN ('confirmed', 'unconfirmed')) AS first_at,
            count(*) FILTER (WHERE c.at < bound.until AND c.kind IN ('confirmed', 'unconfirmed')) AS outcomes,
            count(r.id) FILTER (WHERE r.at < bound.until AND c.kind IN ('confirmed', 'unconfirmed')) AS appeals,
            count(*) FILTER (WHERE c.at < bound.until) AS times,
            count(*) FILTER (WHERE r.at < bound.until) AS reopened,
            count(*) FILTER (WHERE r.at < bound.until AND r.why = 'message') AS called_back
        FROM closure_closure c LEFT JOIN closure_reopening r ON r.closure_id = c.id WHERE c.ticket_id = t.id
    ) ended"""),
    Piece("filed", {
        "filed_again": f"CASE WHEN category.nature = 'complaint' AND ended.outcomes > 0 THEN {FILED_AGAIN} ELSE false END",
    }, needs=("category", "ended")),
    Piece("said", {
        "wait": "extract(epoch FROM said.replied_at - t.created_at)", "replied": "said.replied_at IS NOT NULL",
        "work_wait": f"{_worked('said.replied_at')} - {_worked('t.created_at')}",
        "waited": "extract(epoch FROM coalesce(said.replied_at, ended.any_at, bound.now) - t.created_at)",
    }, """CROSS JOIN LATERAL (
        SELECT min(m.at) FILTER (WHERE m.kind = 'reply') AS replied_at,
            count(*) FILTER (WHERE m.kind = 'customer') AS customer
        FROM tickets_message m WHERE m.ticket_id = t.id
    ) said""", ("ended",)),
    Piece("charge", {
        "customer_s": "charge.customer_s", "department_s": "charge.department_s", "desk_s": "charge.desk_s", "queue_s": "charge.queue_s",
    }, "LEFT JOIN insight_charged charge ON charge.ticket_id = t.id AND charge.closed_at < bound.until"),
    Piece("asked", {
        "requests": "asked.requests", "reminders": "asked.reminders", "answer_s": "asked.answer_s",
        "meanwhile": f"CASE WHEN asked.requests > 0 THEN {ASKED_MEANWHILE} ELSE false END",
    }, """CROSS JOIN LATERAL (
        SELECT count(*) AS requests, sum(pressed.times) AS reminders,
            max(extract(epoch FROM q.answered_at - q.asked_at)) FILTER (WHERE q.answered_at < bound.until) AS answer_s
        FROM collaboration_collabrequest q CROSS JOIN LATERAL (
            SELECT count(*) AS times FROM collaboration_collabstep p
            WHERE p.request_id = q.id AND p.kind IN ('urged', 'supervised') AND p.at < bound.until
        ) pressed WHERE q.ticket_id = t.id AND q.asked_at < bound.until
    ) asked"""),
    Piece("offered", {
        "rounds": "offered.rounds", "refusals": "offered.refusals",
        "answer": "CASE WHEN offered.answered = offered.rounds THEN coalesce(offered.accepted, 0) = offered.rounds END",
    }, f"""CROSS JOIN LATERAL (
        SELECT coalesce(max(s.round), 0) AS rounds, max(s.round) FILTER (WHERE k.id IS NOT NULL) AS answered,
            max(s.round) FILTER (WHERE {YES}) AS accepted, count(*) FILTER (WHERE NOT ({YES})) AS refusals,
            max(s.round * 10 + k.stars) %% 10 AS stars, max(s.offered_at) AS latest
        FROM handling_solution s LEFT JOIN closure_confirmation k ON k.solution_id = s.id AND k.at < bound.until
        WHERE s.ticket_id = t.id AND s.offered_at < bound.until
    ) offered"""),
    Piece("rated", {
        "stars": f"coalesce(offered.stars, {SURVEYED})", "rating_asked": f"offered.rounds > 0 OR {INVITED} OR {SURVEYED} IS NOT NULL",
    }, needs=("offered",)),
    Piece("amends", {"amends": "amends.times", "amends_fen": "amends.fen"}, """CROSS JOIN LATERAL (
        SELECT count(*) AS times, sum(c.fen) AS fen FROM handling_compensation c
        WHERE c.ticket_id = t.id AND c.state = 'given' AND c.given_at < bound.until
    ) amends"""),
    Piece("done", {
        "work_done": f"{_worked('done.at')} - {_worked('t.created_at')}", "handled": "done.at IS NOT NULL",
    }, """CROSS JOIN LATERAL (
        SELECT coalesce(offered.latest, CASE WHEN ended.kind = 'answered' THEN ended.at END) AS at
    ) done""", ("ended", "offered")),
    Piece("clocks", {
        "known_kinds": "clocks.known", "broken_kinds": "coalesce(clocks.broken, '{}')", "promise": "clocks.promise", "missed": "clocks.missed",
    }, f"""CROSS JOIN LATERAL (
        SELECT array_agg(kind) FILTER (WHERE state IN ('kept', 'broken')) AS known, array_agg(kind) FILTER (WHERE state = 'broken') AS broken,
            (array_agg(state ORDER BY id DESC) FILTER (WHERE kind = 'first_response' AND round = 1))[1] AS promise,
            count(*) FILTER (WHERE kind = ANY (bound.checked) AND breached_at < bound.until) AS missed
        FROM (SELECT k.id, k.kind, k.round, k.breached_at, {STATE} AS state FROM sla_clock k WHERE k.ticket_id = t.id) each_clock
    ) clocks"""),
    Piece("signed", {
        "signed": f"CASE WHEN clocks.missed > 0 THEN (SELECT count(*) {MISSES} AND m.signed_at < bound.until) ELSE 0 END",
        "causes": f"CASE WHEN clocks.missed > 0 THEN (SELECT array_agg(m.cause) {MISSES} AND m.cause > '') END",
    }, needs=("clocks",)),
    Piece("weighed", {
        "rule_id": "weighed.rule_id", "scheme_id": "weighed.scheme_id", "by_rules": "weighed.scheme_id IS NOT NULL",
        "regraded": "coalesce(weighed.regraded, false)",
    }, """CROSS JOIN LATERAL (
        SELECT bool_or(NOT g.machine AND g.before IS DISTINCT FROM g.grade_id) AS regraded,
            (array_agg(g.rule_id ORDER BY g.id DESC) FILTER (WHERE g.machine))[1] AS rule_id,
            (array_agg(g.scheme_id ORDER BY g.id DESC) FILTER (WHERE g.machine))[1] AS scheme_id
        FROM (
            SELECT r.id, r.rule_id, r.scheme_id, r.grade_id, r.by_kind IN ('rule', 'system') AS machine,
                lag(r.grade_id) OVER (ORDER BY r.id) AS before
            FROM triage_grading r WHERE r.ticket_id = t.id AND r.at < bound.until
        ) g
    ) weighed"""),
    Piece("followed", {"again": AGAIN}, """LEFT JOIN LATERAL (
        SELECT o.id FROM tickets_ticket o WHERE o.merged_into_id = t.id AND o.created_at < bound.until
        UNION ALL SELECT o.id FROM tickets_link l JOIN tickets_ticket o ON o.id = l.ticket_id
            WHERE l.other_id = t.id AND l.kind = 'follows' AND o.created_at < bound.until
        LIMIT 1
    ) followed ON true""", ("ended", "said")),
)  # fmt: skip
COLUMNS = tuple(name for one in PIECES for name in one.columns)
FACTS = """
WITH bound AS (SELECT %s::timestamptz AS until, %s::timestamptz AS now, %s::text AS zone, %s::text[] AS checked),
work AS (SELECT %s::float8[] AS opens, %s::float8[] AS shuts, %s::float8[] AS before),
t AS ({gate}),
f AS MATERIALIZED (
    SELECT {columns}
    FROM t CROSS JOIN bound CROSS JOIN work
    {joins}
)
"""


def facts_of(
    tickets: QuerySet[Ticket], period: Period, *, said: str, now: datetime | None = None
) -> tuple[str, list[Any]]:
    """`WITH … f AS (…)` of tickets that the gate gave, and its parameters. `said` is what follows it: a SELECT from `f`;
    only the columns it names are looked up."""
    now = now or timezone.now()
    gate, wanted = received(tickets, period).values(*GATE).query.sql_with_params()
    bounds = [min(period.stop, now), now, settings.TIME_ZONE, kinds(), *_working_hours(period.first, now)]
    columns, joins = _chosen(said)
    return FACTS.format(gate=gate, columns=columns, joins=joins), [*bounds, *wanted]


@lru_cache(maxsize=64)
def _chosen(said: str) -> tuple[str, str]:
    return selected(gathered(PIECES, said))


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
