"""The demo holds the week of requirements S0, counted here by SQL that knows nothing of how it was made."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

WEEK = """
    WITH received AS (
        SELECT t.*, c.code AS channel, cu.customer_since,
            (SELECT min(m.at) FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind = 'reply') - t.created_at AS wait,
            e.kind AS ended, e.at AS ended_at
        FROM tickets_ticket t
        JOIN channels_channel c ON c.id = t.channel_id
        JOIN customers_customer cu ON cu.id = t.customer_id
        LEFT JOIN LATERAL (SELECT c.kind, c.at FROM closure_closure c WHERE c.ticket_id = t.id
            AND NOT EXISTS (SELECT FROM closure_reopening r WHERE r.closure_id = c.id) ORDER BY c.id DESC LIMIT 1) e ON true
        WHERE t.created_at >= %(begin)s AND t.created_at < %(end)s AND coalesce(e.kind, '') NOT IN ('spam', 'merged')
    ), solved AS (SELECT * FROM received WHERE ended IN ('confirmed', 'answered') AND ended_at < %(end)s)
"""
SOLVED_AT_FIRST = """
    SELECT count(*) FROM solved s
    WHERE (SELECT count(*) FROM handling_solution o WHERE o.ticket_id = s.id) <= 1
      AND NOT EXISTS (SELECT FROM closure_confirmation a WHERE a.ticket_id = s.id AND (NOT a.solved OR a.stars < 3))
      AND NOT EXISTS (SELECT FROM closure_reopening r WHERE r.ticket_id = s.id)
      AND (SELECT count(*) FROM tickets_message m
           WHERE m.ticket_id = s.id AND m.kind = 'customer' AND m.at < s.ended_at)
          <= 1 + (SELECT count(*) FROM tickets_event e WHERE e.ticket_id = s.id
                  AND e.kind = 'status_changed' AND e.payload->>'after' = 'waiting_customer')"""
ASKED_AGAIN = """
    SELECT count(*) FROM received r JOIN catalogue_category k ON k.id = r.category_id
    WHERE (k.code = 'complaint_delay' OR EXISTS (SELECT FROM triage_tickettag g JOIN catalogue_tag n ON n.id = g.tag_id
               WHERE g.ticket_id = r.id AND n.code = 'logistics'))
      AND EXISTS (SELECT FROM tickets_message q JOIN tickets_message m ON m.ticket_id = q.ticket_id
          WHERE q.ticket_id = r.id AND q.kind = 'note' AND q.text LIKE '%%@王姐%%' AND m.kind = 'customer' AND m.at > q.at
            AND NOT EXISTS (SELECT FROM tickets_message a JOIN accounts_membership s ON s.staff_id = a.by_id
                JOIN accounts_team d ON d.id = s.team_id AND d.code = 'warehouse'
                WHERE a.ticket_id = r.id AND a.kind = 'note' AND a.by_kind = 'staff' AND a.at > q.at AND a.at < m.at))"""


@pytest.fixture
def week(loaded: datetime) -> dict[str, datetime]:
    today = loaded.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0, second=0, microsecond=0)
    end = today - timedelta(days=today.weekday())
    return {"begin": end - timedelta(days=7), "end": end}


def counted(sql: str, week: dict[str, datetime]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(WEEK + sql, week)
        return cursor.fetchone()[0]


def test_it_received_127_pieces_98_online_and_29_by_phone(week: dict[str, datetime]) -> None:
    assert counted("SELECT count(*) FROM received", week) == 127
    assert counted("SELECT count(*) FROM received WHERE channel = 'phone'", week) == 29


def test_it_solved_92_percent(week: dict[str, datetime]) -> None:
    assert counted("SELECT count(*) FROM solved", week) == 117


def test_it_solved_78_percent_at_first_contact(week: dict[str, datetime]) -> None:
    assert counted(SOLVED_AT_FIRST, week) == 99


def test_29_waited_more_than_an_hour_and_one_three_hours(week: dict[str, datetime]) -> None:
    assert counted("SELECT count(*) FROM received WHERE wait > interval '1 hour'", week) == 29
    assert counted("SELECT max(wait) FROM received", week) == timedelta(hours=3)
    assert counted("SELECT count(*) FROM received WHERE wait IS NULL", week) == 0


def test_11_asked_again_while_the_warehouse_was_silent(week: dict[str, datetime]) -> None:
    assert counted(ASKED_AGAIN, week) == 11


def test_5_said_that_we_speak_like_a_robot(week: dict[str, datetime]) -> None:
    robot = """SELECT count(DISTINCT r.id) FROM received r JOIN closure_confirmation a ON a.ticket_id = r.id
               WHERE a.word LIKE '%%机器人%%'"""
    assert counted(robot, week) == 5


def test_of_the_unsolved_3_were_customers_of_three_years(week: dict[str, datetime]) -> None:
    unsolved = "SELECT count(*) FROM received r WHERE r.id NOT IN (SELECT id FROM solved)"
    long_with_us = " AND r.customer_since <= (r.created_at AT TIME ZONE 'Asia/Shanghai')::date - interval '3 years'"
    assert counted(unsolved, week) == 10
    assert counted(unsolved + long_with_us, week) == 3


def test_it_held_junk_that_does_not_count(week: dict[str, datetime]) -> None:
    junk = """SELECT count(*) FROM closure_closure c JOIN tickets_ticket t ON t.id = c.ticket_id
              WHERE c.kind = 'spam' AND t.created_at >= %(begin)s AND t.created_at < %(end)s"""
    assert counted(junk, week) == 2
