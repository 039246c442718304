"""The whole demo, once loaded: ninety days that hang together, and nothing left to do behind them."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity
from huisheng.core.tickets.models import Message, Ticket
from huisheng.journey.models import Reaction
from huisheng.journey.runner import unanswered_events
from huisheng.project.demo import load as demo
from huisheng.project.demo.archive.house import Shop
from huisheng.project.demo.archive.playing import Archive
from huisheng.project.demo.engine.deck import all_cases
from huisheng.project.demo.engine.desk import scripts_of
from huisheng.project.demo.engine.telling import Teller
from huisheng.stages.handling.models import Reading
from huisheng.stages.sla.actions import ring_due
from huisheng.watch.search.queries import search

pytestmark = pytest.mark.django_db

IN_ORDER = """
    SELECT count(*) FROM (SELECT id, created_at, split_part(number, '-', 3)::int AS n,
        lag(created_at) OVER w AS before, lag(split_part(number, '-', 3)::int) OVER w AS last
        FROM tickets_ticket WINDOW w AS (ORDER BY id)) t WHERE created_at < before OR n <= last"""
BEGINS_OPENED = """
    SELECT count(*) FROM (SELECT DISTINCT ON (ticket_id) kind FROM tickets_event WHERE ticket_id IS NOT NULL
        ORDER BY ticket_id, id) e WHERE kind <> 'ticket_opened'"""
STATUS_TOLD = """
    SELECT count(*) FROM tickets_ticket t LEFT JOIN LATERAL (SELECT payload->>'after' AS status, at FROM tickets_event
        WHERE ticket_id = t.id AND kind = 'status_changed' ORDER BY id DESC LIMIT 1) e ON true
    WHERE t.status <> coalesce(e.status, 'new') OR t.closed_at IS DISTINCT FROM
        CASE WHEN t.status = 'closed' THEN e.at END"""
# A promise is met at the deed's instant, and what follows from an event stands at that event's, however late it is
# written: the protocol's calls, planned callbacks, invitations and kept praise of the archive come after its letters.
BACK_IN_TIME = """
    SELECT count(*) FROM (SELECT at, lag(at) OVER (PARTITION BY ticket_id ORDER BY id) AS before FROM tickets_event
        WHERE ticket_id IS NOT NULL AND kind NOT IN ('notice_sent', 'clock_met', 'callback_planned',
            'confirmation_call_due', 'survey_invited', 'praise_kept')) e WHERE at < before"""
FIRST_OWNER = """
    SELECT count(*) FROM tickets_ticket t LEFT JOIN LATERAL (SELECT assignee_id FROM routing_assignment
        WHERE ticket_id = t.id AND assignee_id IS NOT NULL ORDER BY id LIMIT 1) a ON true
    WHERE t.first_owner_id IS DISTINCT FROM a.assignee_id"""
CLOCKS_AT_REST = """
    SELECT count(*) FROM sla_clock c JOIN tickets_ticket t ON t.id = c.ticket_id
    WHERE t.status = 'closed' AND c.met_at IS NULL AND c.stopped_at IS NULL
        AND c.subject !~ '^callback:'"""  # what is rung up about is closed
NEXT_DUE = """
    SELECT count(*) FROM tickets_ticket t LEFT JOIN LATERAL (SELECT min(due_at) AS due FROM sla_clock c
        WHERE c.ticket_id = t.id AND met_at IS NULL AND stopped_at IS NULL AND held_at IS NULL) c ON true
    WHERE t.next_due_at <> coalesce(c.due, '9999-01-01 00:00+00')"""
BREACHED = """
    SELECT count(*) FROM sla_clock WHERE met_at > due_at AND breached_at IS NULL"""
ENDED_BY_A_YES = """
    SELECT count(*) FROM closure_closure c LEFT JOIN closure_confirmation a ON a.id = c.confirmation_id
    WHERE c.kind = 'confirmed' AND NOT coalesce(a.solved AND a.stars >= 3 AND a.at = c.at, false)"""
CLOSED_BY_SOMETHING = """
    SELECT count(*) FROM tickets_ticket t WHERE (t.status = 'closed') <> EXISTS (SELECT FROM closure_closure c
        WHERE c.ticket_id = t.id AND NOT EXISTS (SELECT FROM closure_reopening r WHERE r.closure_id = c.id))"""
MERGED = """
    SELECT count(*) FROM tickets_ticket t JOIN tickets_ticket o ON o.id = t.merged_into_id
    WHERE o.customer_id <> t.customer_id OR t.status <> 'closed'
        OR NOT EXISTS (SELECT FROM tickets_link l WHERE l.ticket_id = o.id AND l.other_id = t.id)"""
SPOKE_TOO_EARLY = """
    SELECT count(*) FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id WHERE m.at < t.created_at"""
FIRST_WORDS = """
    SELECT count(*) FROM tickets_ticket t WHERE NOT EXISTS (SELECT FROM tickets_message m
        JOIN channels_inbound i ON i.id = m.inbound_id AND i.state = 'accepted' AND i.about = t.number
        WHERE m.ticket_id = t.id AND m.kind = 'customer' AND m.at = t.created_at)"""
GRADED_ONCE = """
    SELECT count(*) FROM tickets_ticket t LEFT JOIN triage_grading g ON g.ticket_id = t.id
    WHERE g.grade_id IS DISTINCT FROM t.grade_id"""
NOBODYS_RECEIPT = """
    SELECT count(*) FROM tickets_ticket t WHERE (SELECT count(*) FROM tickets_message m
        WHERE m.ticket_id = t.id AND m.kind = 'receipt' AND m.at = t.created_at) <> 1"""
HANGS_TOGETHER = {
    name: sql for name, sql in globals().items() if name.isupper() and isinstance(sql, str) and "SELECT count" in sql
}


def one(sql: str, *wanted: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("sql", [pytest.param(sql, id=name.lower()) for name, sql in HANGS_TOGETHER.items()])
def test_it_hangs_together(loaded: datetime, sql: str) -> None:
    assert one(sql) == 0


def test_it_is_a_company_of_about_two_thousand(loaded: datetime) -> None:
    assert 1_900 <= Ticket.objects.count() <= 2_150
    assert one("SELECT count(DISTINCT (created_at AT TIME ZONE 'Asia/Shanghai')::date) FROM tickets_ticket") >= 90
    told = one("SELECT count(DISTINCT split_part(key, ':', 2)) FROM channels_inbound")
    assert told >= 0.9 * len(all_cases())
    words = Message.objects.filter(kind=Message.Kind.CUSTOMER)
    assert words.values("text").distinct().count() >= 0.75 * words.count()


def test_its_desk_is_alive_and_not_absurd(loaded: datetime) -> None:
    still = Ticket.objects.exclude(status="closed")
    assert 25 <= still.filter(status__in=["new", "open"]).count() <= 75, "fewest on a Monday morning"
    running = still.filter(next_due_at__lt=loaded + timedelta(days=30))
    assert running.filter(next_due_at__gt=loaded).count() >= running.count() / 3, "not everything is overdue"
    closed_today = one("SELECT count(*) FROM closure_closure WHERE at > %s", loaded - timedelta(hours=24))
    assert closed_today >= 3


def test_it_leaves_no_work_and_no_letter_behind(loaded: datetime) -> None:
    assert not Reaction.objects.exclude(error="").exists(), "every reaction of the demo works"
    assert unanswered_events() == []
    assert one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'") == 0
    assert not Outbound.objects.filter(state=Outbound.State.WAITING).exists()
    late = "SELECT count(*) FROM notify_delivery d JOIN tickets_event e ON e.id = d.event_id WHERE e.at < %s"
    assert one(late, loaded - demo.NEWS) == 0
    assert ring_due(now=loaded) == 0, "what was due has rung"


def test_some_customers_have_seen_the_latest_answer(loaded: datetime) -> None:
    seen = Reading.objects.select_related("message")
    assert 5 <= seen.count() < Ticket.objects.exclude(status="closed").count()
    assert all(one.message.at < one.at < loaded for one in seen)


def test_its_people_can_be_found_and_reached(loaded: datetime) -> None:
    [liu] = Identity.objects.filter(customer__name="刘女士", kind="phone", masked="138****1001")
    assert liu.value.endswith("13800001001")
    assert Ticket.objects.filter(customer=liu.customer).count() == 2
    found = search(Staff.objects.get(username="chen"), "音乐盒")
    assert found.rows


def test_it_shows_its_progress_and_its_logins(loaded: datetime, shown: list[float]) -> None:
    assert shown == sorted(shown)
    assert shown[-1] == 1
    assert len(shown) > 100
    assert [name for _role, name, _password in demo.logins()] == ["lin", "chen", "admin"]


def test_it_tells_the_same_again_from_its_seed(loaded: datetime) -> None:
    people = {person.username: person for person in Staff.objects.all()}
    tellings = []
    for _time in range(2):
        archive = Archive(Shop(people))
        with translation.override("zh-hans"):
            list(islice(Teller(archive, loaded).tell(), 25))
        rows = [row for row in archive.rows.made[Message] if isinstance(row, Message)]
        tellings.append([(row.kind, row.text.replace(row.ticket.number, ""), row.at) for row in rows])
    assert tellings[0] == tellings[1]
    assert len(tellings[0]) > 60


@pytest.mark.parametrize("weekday", range(7))
def test_it_leaves_the_week_of_s0_to_its_own_pieces(weekday: int) -> None:
    now = timezone.localtime().replace(hour=10)
    now += timedelta(days=(weekday - now.weekday()) % 7)
    monday = (now - timedelta(days=now.weekday() + 7)).replace(hour=0, minute=0, second=0, microsecond=0)
    stories = scripts_of(now)
    assert [story for story in stories if monday <= story.opening.at < monday + timedelta(days=7)] == []
    assert len(stories) >= 100
    assert all(act.at <= now for story in stories for act in story.acts)
