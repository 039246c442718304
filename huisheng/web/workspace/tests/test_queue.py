"""The queue: who sees which rows, in which order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.workspace import queue
from tests.cast import Cast

from .make import GREEN, RED, YELLOW, arrive, desk

pytestmark = pytest.mark.django_db


def numbers(cast: Cast, view: str, **filters: str) -> list[str]:
    return [row.number for row in queue.queue_page(cast.lin, view, filters=filters).rows]


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
        page = queue.queue_page(cast.lin, "mine", filters={}, cursor=cursor)
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
