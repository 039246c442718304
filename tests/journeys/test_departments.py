"""赵先生 of S0 with its times, through the doors and the colleague's link: 10:05 asked, 10:35 answered, 10:40 told."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.accounts.models import Contact
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Message
from huisheng.core.tickets.status import Status
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.sla.models import Clock
from huisheng.watch.notify.models import Notice
from tests.cast import ZHAO_PHONE, Cast
from tests.journeys.doors import answer, desk, give, move, see

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
Run = Callable[[], int]


class Day:
    """The house's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = DAY

    def at(self, hour: int, minute: int) -> datetime:
        self.now = DAY.replace(hour=hour, minute=minute)
        return self.now


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    day = Day()
    monkeypatch.setattr(timezone, "now", lambda: day.now)
    return day


def on_the_board(client: Client, number: str, show: str) -> list[str]:
    """The times of the steps that the progress board shows of the only request there."""
    page = see(client, f"/desk/progress/?show={show}")
    assert page.count('class="hs-req-number"') == 1
    assert f'"hs-req-number">{number}<' in page
    return re.findall(r"<time [^>]*>(\d\d:\d\d)</time></span><span class=\"hs-req-step-dot", page)


def test_zhao_hears_within_forty_minutes_that_somebody_cares(cast: Cast, run_jobs: Run, day: Day) -> None:
    day.at(10, 0)
    wang = Contact.objects.create(team=cast.warehouse, name="王姐", phone="021-5550-0101", email="wang@shop.example")
    customer, ticket = give("我订的是 A 型，收到的是 B 型，发错货了", phone=ZHAO_PHONE, order_number="1175")
    assert ticket.grade
    assert ticket.grade.code == "red"
    assert ticket.customer == cast.zhao
    chen, lin = desk(cast.chen), desk(cast.lin)
    move(chen, ticket, "assignment", staff=cast.lin.pk)
    first_owner = ticket.first_owner
    run_jobs()

    asked_at = day.at(10, 5)
    move(
        lin,
        ticket,
        "requests",
        whom=f"contact:{wang.pk}",
        problem="客户订 A 型，收到 B 型",
        need="是不是发错了型号，A 型有没有货、几点能发",
        due="2026-11-23T11:00",
    )
    request = CollabRequest.objects.get()
    assert (request.asked_at, request.due_at) == (asked_at, DAY.replace(hour=11))
    assert (ticket.status, ticket.assignee, ticket.first_owner) == (Status.WAITING_DEPARTMENT, cast.lin, first_owner)
    clock = Clock.objects.get(subject=request.subject)
    assert clock.due_at == DAY.replace(hour=11)
    run_jobs()
    letter = Outbound.objects.get(about="", masked_to__startswith="w").letter
    assert "时限：请在今天（11月23日）11:00 前答复" in letter["text"]
    assert request.public_path in letter["text"]
    assert cast.zhao.name not in letter["text"] + letter["subject"]

    assert on_the_board(lin, ticket.number, "open") == ["10:05"]

    day.at(10, 20)
    phone = Client()
    shown = see(phone, request.public_path)
    assert "订单 1175" in shown
    assert cast.zhao.name not in shown
    assert "发错货了" not in shown, "nobody's own words"
    phone.post(f"{request.public_path}acceptance/")
    answered_at = day.at(10, 35)
    phone.post(f"{request.public_path}answer/", {"text": "确实发错了，A 型有货，12 点前发出"})
    run_jobs()
    request.refresh_from_db()
    clock.refresh_from_db()
    ticket.refresh_from_db()
    assert (request.answered_at, clock.state, clock.met_at) == (answered_at, "met", answered_at)
    assert ticket.status == Status.OPEN
    assert Notice.objects.filter(staff=cast.lin, code="department_answered").exists()
    assert "确实发错了，A 型有货，12 点前发出" in see(lin, f"/desk/tickets/{ticket.number}/")
    assert on_the_board(lin, ticket.number, "to_tell") == ["10:05", "10:20", "10:35"]

    told_at = day.at(10, 40)
    move(
        lin,
        ticket,
        "solution",
        measure="A 型今天 12 点前重新发出，新单号 SF1175，另补 50 元券",
        timing="明天下午送达",
        responsible="林晓",
        text="赵先生，刚给您打过电话：确实是我们发错了，对不起。",
    )
    run_jobs()
    request.refresh_from_db()
    times = [timezone.localtime(at) for at in (request.asked_at, request.answered_at, request.told_customer_at) if at]
    assert [f"{at:%H:%M}" for at in times] == ["10:05", "10:35", "10:40"]
    assert request.told_customer_at == told_at
    steps = [(f"{timezone.localtime(one.at):%H:%M}", one.kind) for one in request.steps.all()]
    assert steps == [("10:05", "asked"), ("10:20", "accepted"), ("10:35", "answered"), ("10:40", "told_customer")]
    assert on_the_board(lin, ticket.number, "done") == ["10:05", "10:20", "10:35", "10:40"]
    page = see(customer, ticket.public_path)
    for words in ("SF1175", "明天下午送达", "50 元券"):
        assert words in page
    assert "王姐" not in page
    assert "仓库" not in page

    day.at(10, 45)
    answer(customer, ticket, solved="yes", stars="5", word="其实我就想知道是不是有人管")
    assert ticket.status == Status.CLOSED
    assert Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).count() == 1
    assert not Event.objects.filter(ticket=ticket, kind="clock_breached").exists()
    assert (request.urged, request.supervised) == (0, 0), "no three calls and two messages"
