"""Compensation through the doors: above the limit, refused with a reason, a smaller one given, the customer says yes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.tickets.models import Event, Ticket
from huisheng.stages.handling.models import Compensation
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Clock
from huisheng.watch.notify.models import Notice
from tests.cast import ZHAO_PHONE, Cast
from tests.journeys.doors import answer, desk, give, move, see

pytestmark = pytest.mark.django_db
OFFER = {"timing": "明天 18 点前", "responsible": "林晓"}


def told(ticket: Ticket, code: str) -> list[str]:
    return sorted(Notice.objects.filter(ticket=ticket, code=code).values_list("staff__username", flat=True))


def clock(ticket: Ticket, kind: str) -> Clock:
    return Clock.objects.filter(ticket=ticket, kind=kind).latest("id")


@pytest.fixture
def zhao(cast: Cast) -> tuple[Client, Ticket]:
    customer, ticket = give("APP退款按钮找不到,找了两天", phone=ZHAO_PHONE, name="赵先生", order_number="1175")
    return customer, move(desk(cast.admin), ticket, "assignment", staff=cast.lin.pk)


def test_refused_above_the_limit_then_given_within_it(
    cast: Cast, zhao: tuple[Client, Ticket], run_jobs: Callable[[], int]
) -> None:
    customer, ticket = zhao
    lin, chen = desk(cast.lin), desk(cast.chen)
    run_jobs()
    move(lin, ticket, "solution", measure="退款已经办好", **OFFER)
    assert clock(ticket, "resolve").held_at, "the solution clock waits for the customer"
    answer(customer, ticket, solved="no", word="耽误我两天，退了就完了？")
    run_jobs()
    assert told(ticket, "confirmation_rejected") == ["lin"]
    assert told(ticket, "ticket_raised") == ["chen"], "a no goes one level higher"
    resolve = clock(ticket, "resolve")
    assert resolve.is_running, "her no set it going again"
    assert resolve.held_at is None
    assert "另加补偿" in see(lin, f"/desk/tickets/{ticket.number}/")

    move(lin, ticket, "compensation", what="coupon", amount="300", words="300元无门槛券", why="耽误两天")
    run_jobs()
    asked = Compensation.objects.get(ticket=ticket)
    assert (asked.state, told(ticket, "compensation_asked")) == ("asked", ["chen"])
    assert "有一笔补偿等您批" in see(chen, "/desk/notices/")
    assert 'name="answer" value="yes"' in see(chen, f"/desk/tickets/{ticket.number}/")
    own = lin.post(f"/desk/tickets/{ticket.number}/compensation/{asked.pk}/decision/", {"answer": "yes"})
    assert own.status_code == 422, "nobody approves the own proposal"

    move(chen, ticket, f"compensation/{asked.pk}/decision", answer="no", reason="先给 50 元券")
    run_jobs()
    assert told(ticket, "compensation_refused") == ["lin"]
    assert "先给 50 元券" in see(lin, f"/desk/tickets/{ticket.number}/")
    assert clock(ticket, "resolve").is_running, "asking for money moves no clock"
    assert clock(ticket, "resolve").due_at == resolve.due_at

    move(lin, ticket, "compensation", what="coupon", amount="50", words="50元无门槛券一张")
    run_jobs()
    given = Compensation.objects.filter(ticket=ticket).latest("id")
    assert (given.state, given.is_within_limit) == ("approved", True)
    assert told(ticket, "compensation_allowed") == [], "who allows it to oneself knows it"
    move(lin, ticket, f"compensation/{given.pk}/given", reference="HS-50-7788")
    assert 'data-puts="50元无门槛券一张（HS-50-7788）"' in see(lin, f"/desk/tickets/{ticket.number}/")
    move(lin, ticket, "solution", measure="退款今天到账，另送您 50元无门槛券一张（HS-50-7788）", **OFFER)
    run_jobs()
    page = see(customer, ticket.public_path)
    assert "HS-50-7788" in page
    assert "300" not in page, "the customer reads nothing of what was refused"
    answer(customer, ticket, solved="yes", stars="5", word="其实我就想知道是不是有人管")
    run_jobs()
    assert ticket.status == "closed"
    assert clock(ticket, "resolve").met_at, "met with the time of the second offer"
    lines = Event.objects.filter(ticket=ticket, kind__startswith="compensation_").order_by("id")
    assert [line.kind.removeprefix("compensation_") for line in lines] == ["asked", "refused", "allowed", "given"]
    ring_due(now=timezone.now() + timedelta(days=3))
    assert not Event.objects.filter(ticket=ticket, kind="clock_breached").exists(), "nothing runs on after the end"
    ledger = see(chen, "/desk/compensation/?period=today")
    assert "HS-50-7788" in ledger
    assert "50 元" in ledger


def test_approved_by_the_supervisor_it_comes_back_with_a_bell(
    cast: Cast, zhao: tuple[Client, Ticket], run_jobs: Callable[[], int]
) -> None:
    _customer, ticket = zhao
    lin, chen = desk(cast.lin), desk(cast.chen)
    move(lin, ticket, "compensation", what="refund", amount="400", words="退您 400 元", why="货差一级")
    one = Compensation.objects.get(ticket=ticket)
    move(chen, ticket, f"compensation/{one.pk}/decision", answer="yes")
    run_jobs()
    assert told(ticket, "compensation_allowed") == ["lin"]
    assert told(ticket, "compensation_asked") == [], "decided before anybody had to be told"
    assert "400 元" in see(lin, "/desk/notices/") or "补偿批下来了" in see(lin, "/desk/notices/")


def test_what_the_form_gets_wrong_is_said_and_nothing_is_kept(cast: Cast, zhao: tuple[Client, Ticket]) -> None:
    _customer, ticket = zhao
    path = f"/desk/tickets/{ticket.number}/compensation/"
    for wrong in (
        {"amount": "五十"},
        {"amount": "50", "what": "gold"},
        {"amount": "50", "words": " "},
        {"amount": "6000"},
    ):
        refused = desk(cast.lin).post(path, {"what": "coupon", "words": "券", **wrong}, headers={"HX-Request": "true"})
        assert refused.status_code in {409, 422}, wrong
    assert not Compensation.objects.exists()
