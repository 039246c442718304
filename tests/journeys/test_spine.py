"""One piece of feedback from the customer's hand to the customer's yes, through the doors and the runner."""

from collections.abc import Callable

import pytest

from huisheng.core.channels.models import Outbound
from huisheng.stages.closure.models import Closure
from huisheng.stages.sla.models import Clock
from huisheng.watch.notify.models import Notice
from tests.cast import Cast
from tests.journeys.doors import answer, desk, give, move, see

pytestmark = pytest.mark.django_db

SOLUTION = {"measure": "补发缺少的配件", "timing": "明天 18 点前送到", "responsible": "林晓"}


def test_it_goes_from_the_hand_to_the_yes(cast: Cast, run_jobs: Callable[[], int]) -> None:
    customer, ticket = give(
        "定制的蛋糕架少了一个配件,孩子明天生日,今天必须补上", phone="13800001234", email="liu@shop.example"
    )
    lin = desk(cast.lin)
    assert ticket.grade
    assert ticket.grade.code == "red"
    assert ticket.assignee == ticket.first_owner == cast.lin
    run_jobs()
    page = see(customer, ticket.public_path)
    assert ticket.number in page
    assert "林晓" in page
    assert "已接收" in page
    assert ticket.number in see(lin, "/desk/")
    assert "蛋糕架" in see(lin, f"/desk/tickets/{ticket.number}/")
    move(lin, ticket, "reply", text="刘女士,配件今天 18 点前由闪送到您手上。")
    assert "处理中" in see(customer, ticket.public_path)
    move(lin, ticket, "solution", **SOLUTION)
    run_jobs()
    letters = [letter.letter for letter in Outbound.objects.all()]
    assert any(ticket.public_path in one["text"] and "补发" in one["text"] for one in letters)
    see(customer, ticket.public_path)
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation", "looking closes nothing"
    answer(customer, ticket, solved="yes", stars="5", word="谢谢")
    assert ticket.status == "closed"
    assert Closure.objects.get(ticket=ticket).kind == "confirmed"
    clocks = {clock.kind: clock for clock in Clock.objects.filter(ticket=ticket)}
    assert clocks["first_response"].met_at
    assert not clocks["first_response"].breached_at
    assert not Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).exists()
    run_jobs()
    assert "已完成" in see(customer, ticket.public_path)


def test_a_no_and_then_a_yes(cast: Cast, run_jobs: Callable[[], int]) -> None:
    customer, ticket = give("你们客服说好给我回电话,一直没有打", phone="13900005678")
    owner = desk(ticket.assignee or cast.lin)
    kept = ticket.assignee
    move(owner, ticket, "solution", measure="主管给您回电话", timing="明天 17 点前", responsible="林晓")
    answer(customer, ticket, solved="no", stars="2", word="还没打来")
    assert ticket.status == "open"
    assert ticket.assignee == kept, "back to the same owner"
    run_jobs()
    assert Notice.objects.filter(staff=cast.chen, ticket=ticket).exists(), "the supervisor hears of a no"
    assert Notice.objects.filter(staff=kept, ticket=ticket, code="confirmation_rejected").exists()
    running = Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None)
    assert running.exists()
    assert not running.exclude(held_at=None).exists(), "the clocks run again"
    move(owner, ticket, "solution", measure="主管已致电说明并道歉", timing="今天 16:20 已致电", responsible="林晓")
    answer(customer, ticket, solved="yes", stars="4")
    assert ticket.status == "closed"
    page = see(owner, f"/desk/tickets/{ticket.number}/")
    assert "第 1 轮" in page
    assert "第 2 轮" in page


def test_solved_but_dissatisfied_comes_back(cast: Cast) -> None:
    customer, ticket = give("发票开错抬头了", phone="13900005678")
    move(desk(cast.lin), ticket, "solution", measure="重开发票", timing="明天 12 点前", responsible="林晓")
    answer(customer, ticket, solved="yes", stars="1", word="态度太差")
    assert ticket.status == "open"


def test_praise_ends_with_an_answer(cast: Cast, run_jobs: Callable[[], int]) -> None:
    customer, ticket = give("上次处理问题的小张很棒,谢谢你们", phone="13900005678")
    assert ticket.grade
    assert ticket.grade.code == "green"
    move(desk(cast.lin), ticket, "reply", text="谢谢您,我们转告小张。", then="end")
    assert ticket.status == "closed"
    assert Closure.objects.get(ticket=ticket).kind == "answered"
    run_jobs()
    assert "已完成" in see(customer, ticket.public_path)
