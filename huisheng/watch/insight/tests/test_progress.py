"""The progress board: what stands where, what is stuck, who sees which request."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_settings
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.paging import BadCursor, encode_cursor
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.watch.insight.models import Wall
from huisheng.watch.insight.progress.rows import (
    PAGE,
    Filters,
    Row,
    Show,
    View,
    board,
    most_urgent,
    owners,
    stuck_rows,
    sums,
)
from huisheng.watch.insight.tests.requests import make_request, step
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket(team=cast.cs1, assignee=cast.lin)


def seen(who: Staff | Wall, minutes: float, **filters: object) -> list[Row]:
    return board(View(who, Filters(**filters), at(minutes))).rows  # type: ignore[arg-type]


def one(who: Staff, minutes: float) -> Row:
    (row,) = seen(who, minutes)
    return row


@pytest.mark.parametrize(
    ("minutes", "steps", "why"),
    [
        (29, {}, ""),
        (30, {}, "silent"),  # half of its hour, and nobody looked
        (40, {"accepted": 15}, ""),
        (45, {"accepted": 15}, "silent"),
        (59, {"accepted": 40}, ""),
        (61, {"accepted": 60}, "late"),
        (200, {"accepted": 7, "answered": 30}, "untold"),
        (59, {"accepted": 7, "answered": 30}, ""),
        (60, {"accepted": 7, "answered": 30}, "untold"),  # half an hour, and the customer does not know
    ],
)
def test_when_a_request_is_stuck(cast: Cast, ticket: Ticket, minutes: float, steps: dict[str, float], why: str) -> None:
    make_request(ticket, at=TEN, **steps)  # type: ignore[arg-type]
    assert one(cast.lin, minutes).why == why


def test_a_look_by_the_department_is_a_sign_and_our_urging_is_none(cast: Cast, ticket: Ticket) -> None:
    request = make_request(ticket, at=TEN)
    step(request, "urged", at(20))
    step(request, "said", at(21), by=cast.lin)
    assert one(cast.lin, 31).why == "silent"
    step(request, "opened", at(25))
    row = one(cast.lin, 31)
    assert (row.why, row.silent) == ("", timedelta(minutes=6))


def test_the_house_says_how_long_is_silent(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=TEN)
    change_settings({"board.silent_percent": 80}, by=cast.admin.party)
    assert one(cast.lin, 45).why == ""
    assert one(cast.lin, 48).why == "silent"


def test_overdue_first_then_the_longest_silence_beside_its_time(cast: Cast, ticket: Ticket) -> None:
    calm = make_request(ticket, at=at(50), due=600)
    silent_long = make_request(ticket, at=TEN, due=240)  # 60 of 240
    silent_short = make_request(ticket, at=at(30), due=50)  # 30 of 50
    late = make_request(ticket, at=at(40), due=10, accepted=8)
    later = make_request(ticket, at=at(30), due=20)  # longer silent
    order = [row.request for row in seen(cast.lin, 60)]
    assert order == [later, late, silent_short, silent_long, calm]


def test_what_is_done_leaves_the_board_and_stands_under_done(cast: Cast, ticket: Ticket) -> None:
    told = make_request(ticket, at=TEN, answered=30, told=35)
    declined = make_request(ticket, at=TEN, declined=50)
    assert seen(cast.lin, 60) == []
    assert [row.request for row in seen(cast.lin, 60, show=Show.DONE)] == [declined, told]


def test_an_answer_waits_for_the_customer_to_know_while_the_ticket_is_open(cast: Cast, ticket: Ticket) -> None:
    answered = make_request(ticket, at=TEN, answered=30)
    make_request(ticket, at=TEN)
    assert [row.request for row in seen(cast.lin, 40, show=Show.TO_TELL)] == [answered]
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    assert seen(cast.lin, 40, show=Show.TO_TELL) == []


def test_who_may_not_see_the_ticket_does_not_see_the_request(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=TEN)
    assert len(seen(cast.lin, 5)) == len(seen(cast.chen, 5)) == len(seen(cast.admin, 5)) == 1
    assert seen(cast.dan, 5) == seen(cast.wang, 5) == []
    assert sums(View(cast.dan, now=at(5)))["open"] == 0
    assert owners(View(cast.dan, now=at(5))) == []


def test_a_wall_shows_its_team_or_the_house(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=TEN)
    other = make_ticket(team=cast.cs2, assignee=cast.dan)
    make_request(other, at=TEN, due=20)
    assert [row.request.ticket for row in seen(Wall(team=cast.cs2), 5)] == [other]
    assert [row.request.ticket for row in most_urgent(View(Wall(), now=at(25)), 10)] == [other, ticket]


def test_it_is_narrowed_by_department_owner_day_and_mine(cast: Cast, ticket: Ticket) -> None:
    hers = make_request(ticket, at=TEN)
    theirs = make_request(
        make_ticket(team=cast.cs1, assignee=cast.chen), "tech", at=TEN, due=24 * 60, asker=cast.chen.pk
    )
    tech = theirs.team_id
    found = {
        "team": seen(cast.admin, 5, team=tech),
        "owner": seen(cast.admin, 5, owner=cast.lin.pk),
        "today": seen(cast.admin, 5, today=True),
        "mine": seen(cast.chen, 5, mine=True),
    }
    assert {name: [row.request for row in rows] for name, rows in found.items()} == {
        "team": [theirs], "owner": [hers], "today": [hers], "mine": [theirs],
    }  # fmt: skip
    assert set(owners(View(cast.admin))) == {(cast.lin.pk, "林晓"), (cast.chen.pk, "陈蔚")}


def test_the_sums_say_what_the_lists_hold(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=TEN, due=30)
    make_request(ticket, at=at(10), accepted=20)
    make_request(ticket, at=TEN, answered=1)
    make_request(ticket, at=at(39))
    view = View(cast.lin, now=at(40))
    assert sums(view) == {"open": 4, "late": 1, "stuck": 2, "asked": 2, "to_tell": 1}
    assert [row.why for row in stuck_rows(view, 10)] == ["late", "untold"]


def test_pages_are_of_one_moment_and_lose_nobody(cast: Cast, ticket: Ticket) -> None:
    made = [make_request(ticket, at=at(n / 10), due=60 + n % 3) for n in range(PAGE + 5)]
    first = board(View(cast.lin, now=at(60.5)))
    assert len(first.rows) == PAGE
    assert first.next_cursor
    late = board(View(cast.lin, now=at(500)), first.next_cursor)
    assert late.next_cursor is None
    assert late.rows[0].at == at(60.5)
    pages = [row.request for row in [*first.rows, *late.rows]]
    assert sorted(one.pk for one in pages) == [one.pk for one in made]
    CollabRequest.objects.update(state="declined", ended_at=TEN)
    done = board(View(cast.lin, Filters(show=Show.DONE)))
    more = board(View(cast.lin, Filters(show=Show.DONE)), done.next_cursor or "")
    assert len({row.request.pk for row in [*done.rows, *more.rows]}) == PAGE + 5


@pytest.mark.parametrize("show", [Show.OPEN, Show.DONE])
@pytest.mark.parametrize(
    "cursor",
    ["nonsense", encode_cursor([]), encode_cursor([1, 2]), encode_cursor([TEN, True, 2**70, 1]),
     encode_cursor([TEN.replace(tzinfo=None), True, 1, 1]), encode_cursor([TEN, 2**70])],
)  # fmt: skip
def test_a_broken_mark_is_refused(cast: Cast, show: Show, cursor: str) -> None:
    with pytest.raises(BadCursor):
        board(View(cast.lin, Filters(show=show)), cursor)


def grow(model: CollabRequest, count: int) -> None:
    """So many copies of a ticket with a request: one in a hundred on its way, the others closed and told."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO tickets_ticket (number, customer_id, channel_id, subject, status, order_number, created_at, team_id,
                    assignee_id, last_message_at, link_version, severity, next_due_at, urged)
                SELECT 'P-' || n, customer_id, channel_id, '', CASE WHEN n %% 100 = 0 THEN 'open' ELSE 'closed' END, '',
                    created_at, team_id, assignee_id, created_at, 1, 0, next_due_at, 0
                FROM tickets_ticket, generate_series(1, %s) n WHERE id = %s RETURNING id, status = 'open' AS is_open),
            asked AS (INSERT INTO collaboration_collabrequest (ticket_id, seq, team_id, lead, state, problem, need, due_at, customer_due_why,
                asked_at, ended_at, told_customer_at, answer, urged, supervised, link_version, by_kind, by_id)
            SELECT made.id, 1, r.team_id, false, CASE WHEN is_open THEN 'asked' ELSE 'answered' END, '', '', r.due_at, '',
                r.asked_at, CASE WHEN NOT is_open THEN r.due_at END, CASE WHEN NOT is_open THEN r.due_at END, '', 0, 0, 1,
                r.by_kind, r.by_id
            FROM made, collaboration_collabrequest r WHERE r.id = %s RETURNING id, asked_at)
            INSERT INTO collaboration_collabstep (request_id, kind, text, at, by_kind)
            SELECT id, 'asked', '', asked_at, 'system' FROM asked""",
            [count, model.ticket_id, model.pk],
        )
        cursor.execute("ANALYZE tickets_ticket, collaboration_collabrequest, collaboration_collabstep")


def plans_of(asked: CaptureQueriesContext) -> list[str]:
    plans = []
    for sql in (one["sql"] for one in asked if "collaboration_collabrequest" in one["sql"]):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


@pytest.mark.parametrize("name", ["lin", "admin"])
def test_what_is_on_its_way_is_found_by_its_two_indexes(cast: Cast, ticket: Ticket, name: str) -> None:
    """Thousands of requests that are done, and their tickets, are not read; what is shown is fetched for one page alone."""
    grow(make_request(ticket, at=TEN), 4_000)
    view = View(getattr(cast, name), now=at(90))
    with CaptureQueriesContext(connection) as asked:
        assert len(board(view).rows) == PAGE
        assert sums(view)["late"] == 41
        assert owners(view) == [(cast.lin.pk, "林晓")]
    found, shown, counted = plans_of(asked)
    for plan in (found, counted):
        assert "request_open" in plan
        assert "request_to_tell" in plan
        assert "customers_customer" not in plan
    for plan in (found, shown, counted):
        for table in ("tickets_ticket", "collaboration_collabrequest", "collaboration_collabstep"):
            assert f"Seq Scan on {table}" not in plan
        assert all("Index Cond" in after for after in plan.split("Index Scan using tickets_ticket_pkey")[1:])


def test_what_is_done_comes_in_its_order_from_its_index(cast: Cast, ticket: Ticket) -> None:
    grow(make_request(ticket, at=TEN), 4_000)
    with CaptureQueriesContext(connection) as asked:
        assert len(board(View(cast.admin, Filters(show=Show.DONE))).rows) == PAGE
    (plan,) = plans_of(asked)
    assert "request_done" in plan
    assert "Seq Scan on collaboration_collabrequest" not in plan
