"""The queue: who sees which rows, in which order."""

from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.automation.actions import change_look, keep_order
from huisheng.watch.automation.orders import COLUMNS, ORDERS
from huisheng.watch.automation.queries import look_of, views_for
from huisheng.web.workspace import queue
from huisheng.web.workspace.desk_views import View, view_of
from tests.cast import Cast

from .make import GREEN, RED, YELLOW, arrive, desk

pytestmark = pytest.mark.django_db


def at(staff: Staff, code: str, **filters: str) -> View:
    """A view as this person reads it."""
    view = view_of(code, views_for(staff), look_of(staff), closed=filters.get("status") == "closed")
    assert view is not None
    return view


def numbers(cast: Cast, view: str, **filters: str) -> list[str]:
    return [row.number for row in queue.queue_page(cast.lin, at(cast.lin, view, **filters), filters=filters).rows]


def owned(cast: Cast, text: str, phone: str) -> Ticket:
    ticket = arrive(text, phone=phone)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    return ticket


def test_it_shows_red_first_and_then_what_is_due_first(cast: Cast) -> None:
    green = owned(cast, GREEN, "13800000001")
    red_later = owned(cast, RED, "13800000002")
    yellow = owned(cast, YELLOW, "13800000003")
    red_sooner = owned(cast, RED, "13800000004")
    Ticket.objects.filter(pk=red_sooner.pk).update(next_due_at=timezone.now() + timedelta(minutes=1))
    found = numbers(cast, "mine")
    assert found == [red_sooner.number, red_later.number, yellow.number, green.number]


def test_it_keeps_its_views_apart(cast: Cast) -> None:
    mine = owned(cast, RED, "13800000001")
    pool = arrive(RED, phone="13800000002")
    assign_ticket(pool, staff=None, team=cast.cs1, by=cast.chen.party)
    foreign = arrive(RED, phone="13800000003")
    assign_ticket(foreign, staff=cast.dan, team=cast.cs2, by=cast.admin.party)
    assert numbers(cast, "mine") == [mine.number]
    assert numbers(cast, "unassigned") == [pool.number]
    assert set(numbers(cast, "team")) == {mine.number, pool.number}
    assert foreign.number not in numbers(cast, "all")


def test_due_soon_is_what_falls_due_within_the_hour(cast: Cast) -> None:
    soon, later = owned(cast, RED, "13800000001"), owned(cast, GREEN, "13800000002")
    Ticket.objects.filter(pk=later.pk).update(next_due_at=timezone.now() + timedelta(hours=5))
    assert numbers(cast, "due") == [soon.number]


def test_it_filters_by_grade_and_status(cast: Cast) -> None:
    red, green = owned(cast, RED, "13800000001"), owned(cast, GREEN, "13800000002")
    assert numbers(cast, "mine", grade="green") == [green.number]
    assert set(numbers(cast, "mine", status="new")) == {red.number, green.number}
    Ticket.objects.filter(pk=red.pk).update(status="closed", closed_at=timezone.now())
    assert numbers(cast, "mine", status="closed") == [red.number]
    assert numbers(cast, "mine") == [green.number]


def test_it_pages_without_losing_or_repeating(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    made = {owned(cast, RED, f"1380000000{n}").number for n in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = queue.queue_page(cast.lin, at(cast.lin, "mine"), filters={}, cursor=cursor)
        seen += [row.number for row in page.rows]
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == made


def test_counting_stops_at_ninety_nine(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_COUNTED", 1)
    for n in range(3):
        owned(cast, RED, f"1380000000{n}")
    counts = {one.code: one.count for one in queue.counts(cast.lin)}
    assert counts["mine"] == "1+"
    assert counts["unassigned"] == "0"
    assert counts["all"] == ""


def test_the_page_says_what_to_do_when_it_is_empty(cast: Cast) -> None:
    page = desk(cast.lin).get("/desk/?view=mine").content.decode()
    assert "没有待办" in page


def test_a_bad_page_mark_is_told_kindly(cast: Cast) -> None:
    answer = desk(cast.lin).get("/desk/?cursor=nonsense")
    assert answer.status_code in {400, 422}
    assert "第一页" in answer.content.decode()


def test_it_remembers_the_view(cast: Cast) -> None:
    client = desk(cast.lin)
    client.get("/desk/?view=unassigned")
    assert "没有人在等" in client.get("/desk/").content.decode()


def test_htmx_gets_the_list_alone(cast: Cast) -> None:
    ticket = owned(cast, RED, "13800000001")
    part = desk(cast.lin).get("/desk/?list&view=mine", headers={"HX-Request": "true"}).content.decode()
    assert ticket.number in part
    assert "<html" not in part


def ordered(cast: Cast, order: str) -> list[str]:
    keep_order(cast.lin, view="mine", order=order)
    return numbers(cast, "mine")


def test_each_order_says_what_it_promises(cast: Cast) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    first, second, third = (owned(cast, RED, f"1380000000{n}") for n in range(3))
    for ticket, due, reply, said in ((first, 9, 1, 1), (second, 2, 9, 3), (third, 5, 9, 2)):
        Ticket.objects.filter(pk=ticket.pk).update(
            next_due_at=now + due * hour, reply_by=now + reply * hour, last_message_at=now - said * hour
        )
    Ticket.objects.filter(pk=third.pk).update(severity=10)
    by_number = {one.number: name for name, one in (("1", first), ("2", second), ("3", third))}
    found = {order: "".join(by_number[number] for number in ordered(cast, order)) for order in ORDERS}
    assert found == {
        "red": "213",
        "due": "231",
        "act_by": "123",
        "newest": "321",
        "oldest": "123",
        "spoken": "132",
        "quiet": "231",
    }


@pytest.mark.parametrize("order", list(ORDERS))
def test_every_order_pages_without_losing_or_repeating(cast: Cast, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    made = [owned(cast, RED, f"1380000000{n}").number for n in range(3)]
    whole = ordered(cast, order)
    seen: list[str] = []
    cursor = ""
    while True:
        page = queue.queue_page(cast.lin, at(cast.lin, "mine"), filters={"grade": "red"}, cursor=cursor)
        seen += [row.number for row in page.rows]
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert len(seen) == 3
    assert set(seen) == set(made)
    assert seen[:2] == whole[:2]


def test_a_row_tells_what_it_is_asked_to(cast: Cast) -> None:
    ticket = owned(cast, RED, "13800000001")
    Ticket.objects.filter(pk=ticket.pk).update(order_number="1023", reply_by=timezone.now() + timedelta(hours=3))
    change_look(cast.lin, density="roomy", columns=list(COLUMNS))
    (row,) = queue.queue_page(cast.lin, at(cast.lin, "mine"), filters={}).rows
    facts = dict(row.facts)
    assert facts["number"] == ticket.number
    assert facts["order_number"] == "1023"
    assert facts["team"] == cast.cs1.name
    assert "reply_by" in facts
    assert "tier" not in facts  # nobody said it
    with translation.override("en"):
        (row,) = queue.queue_page(cast.lin, at(cast.lin, "mine"), filters={"grade": "red"}).rows
        assert dict(row.facts)["channel"] == "Web form"


def again(cast: Cast, view: str, *tickets: Ticket, first: bool = False) -> str:
    wanted = {"view": view, "number": [one.number for one in tickets]} | ({"first": ""} if first else {})
    return desk(cast.lin).get("/desk/rows/", wanted, headers={"HX-Request": "true"}).content.decode()


def test_an_open_page_asks_for_its_rows_anew(cast: Cast) -> None:
    stays, taken = owned(cast, RED, "13800000001"), owned(cast, GREEN, "13800000002")
    assign_ticket(taken, staff=cast.chen, by=cast.chen.party)
    part = again(cast, "mine", stays, taken)
    assert part.count("data-row") == 1
    assert f'data-number="{taken.number}" data-gone="陈蔚 已接手"' in part
    assert 'id="list-tabs"' in part
    Ticket.objects.filter(pk=stays.pk).update(status="closed")
    assert 'data-gone="已办结"' in again(cast, "mine", stays)


def test_after_a_break_the_first_page_comes_along(cast: Cast) -> None:
    shown, new = owned(cast, RED, "13800000001"), owned(cast, RED, "13800000002")
    part = again(cast, "mine", shown, first=True)
    assert part.count(f'data-number="{shown.number}"') == 1
    assert part.count(f'data-number="{new.number}"') == 1


def test_what_the_gate_hides_is_not_even_named(cast: Cast) -> None:
    foreign = arrive(RED, phone="13800000003")
    assign_ticket(foreign, staff=cast.dan, team=cast.cs2, by=cast.admin.party)
    assert foreign.number not in again(cast, "all", foreign)


def flood(like: Ticket) -> None:
    """Three thousand more, four in five open, due and spoken of at times of their own."""
    rows, minute, now = [], timedelta(minutes=1), timezone.now()
    for n in range(3_000):
        row = copy(like)
        row.pk, row.number, row.status = None, f"X-{n}", "open" if n % 5 else "closed"
        row.next_due_at, row.reply_by = now + n * 37 % 2880 * minute, now + n * 41 % 2880 * minute
        row.last_message_at, row.severity = now - n * 43 % 9000 * minute, (30, 20, 10)[n % 3]
        rows.append(row)
    Ticket.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")


@pytest.mark.parametrize(
    ("order", "index"),
    [
        ("red", "desk_all"),
        ("due", "desk_due_soon"),
        ("act_by", "desk_act_by"),
        ("newest", "desk_newest"),
        ("oldest", "desk_newest"),
        ("spoken", "desk_last_word"),
        ("quiet", "desk_last_word"),
    ],
)
def test_a_later_page_is_found_by_the_index_of_its_order(cast: Cast, order: str, index: str) -> None:
    flood(arrive(RED))
    keep_order(cast.admin, view="all", order=order)
    with CaptureQueriesContext(connection) as asked:
        first = queue.queue_page(cast.admin, at(cast.admin, "all"), filters={})
        queue.queue_page(cast.admin, at(cast.admin, "all"), filters={}, cursor=first.next_cursor or "")
    rows = [one["sql"] for one in asked if "LIMIT 41" in one["sql"]]
    assert len(rows) == 2
    for sql in rows:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert index in plan
        assert "Sort" not in plan.replace("Sort Key", "")
