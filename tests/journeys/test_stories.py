"""The stories of the sources: 刘女士, 赵先生, the mixed queue (requirements, appendix)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.tickets.models import Event
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Clock
from huisheng.watch.notify.models import Notice
from tests.cast import Cast
from tests.journeys.doors import answer, call, desk, give, move, see

pytestmark = pytest.mark.django_db


def test_liu_is_red_at_once_and_escalated_before_a_quarter_past(cast: Cast, run_jobs: Callable[[], int]) -> None:
    """10:00 she calls; in the source nobody called back before 11:40. Here her promise keeps itself or shouts."""
    lin = desk(cast.lin)
    ticket = call(lin, "定制音乐盒漏发了发条钥匙,孩子明天过生日,客户快哭了", phone="13800001234", name="刘女士")
    assert ticket.grade
    assert ticket.grade.code == "red"
    assert ticket.customer == cast.liu, "recognised by her phone"
    assert ticket.assignee is not None
    assert ticket.first_owner == ticket.assignee
    first = Clock.objects.get(ticket=ticket, kind="first_response")
    assert first.due_at - first.started_at <= timedelta(minutes=15)  # requirements S0; 10 by S4 for complaints by phone
    run_jobs()
    ring_due(now=first.due_at - timedelta(seconds=1))
    run_jobs()
    assert Notice.objects.filter(ticket=ticket, staff=ticket.assignee, code="clock_warned").exists()
    assert not Event.objects.filter(ticket=ticket, kind="clock_breached").exists()
    ring_due(now=first.due_at)
    run_jobs()
    told = set(Notice.objects.filter(ticket=ticket, code="clock_breached").values_list("staff__username", flat=True))
    assert "chen" in told, "the supervisor hears of it at 10:15, not at 11:40"
    ring_due(now=first.due_at + timedelta(minutes=5))
    assert Event.objects.filter(ticket=ticket, kind="clock_breached", payload__clock=first.pk).count() == 1, "once"


def test_zhao_only_wanted_to_know_that_somebody_cares(cast: Cast, run_jobs: Callable[[], int]) -> None:
    customer, ticket = give("我订的是A款落地灯,拆开是B款,发错货了", phone="13900005678", order_number="1175")
    assert ticket.grade
    assert ticket.grade.code == "red"
    assert ticket.customer == cast.zhao
    owner = desk(ticket.assignee or cast.lin)
    move(owner, ticket, "note", text="@王姐 问题:1175 发错款;需求:核实 A 款库存;时限:11:00 前")
    move(owner, ticket, "reply", text="赵先生,我是林晓,已在核实,11 点前给您打电话。")
    move(
        owner,
        ticket,
        "solution",
        measure="A 款今天 12 点前发出,附 50 元券",
        timing="明天下午送达",
        responsible="林晓",
        text="赵先生,确实是我们发错了,对不起。",
    )
    page = see(customer, ticket.public_path)
    assert "A 款今天 12 点前发出" in page
    assert "明天下午送达" in page
    assert "@王姐" not in page
    answer(customer, ticket, solved="yes", stars="5", word="其实我就想知道是不是有人管")
    assert ticket.status == "closed"


def test_the_urgent_one_is_on_top_of_the_mixed_queue(cast: Cast) -> None:
    Staff.objects.exclude(pk=cast.lin.pk).update(presence=Presence.OFFLINE)
    for last, text in enumerate(("咨询保修政策", "请问质保几年", "想问一下保修怎么算")):
        _customer, asked = give(text, phone=f"1390000560{last}")
        assert asked.grade
        assert asked.grade.code == "green"
    _customer, urgent = give("破损需补发", phone="13800001234")
    assert urgent.grade
    assert urgent.grade.code == "red"
    page = see(desk(cast.lin), "/desk/?view=team")
    assert page.index(urgent.number) == min(page.index(one) for one in _numbers(page))


def test_five_days_late_is_red_with_its_reason(cast: Cast) -> None:
    _customer, ticket = give("我的货已经延迟5天了!", phone="13800001234")
    assert ticket.grade
    assert ticket.grade.code == "red"
    assert "延迟5天" in see(desk(cast.lin), f"/desk/tickets/{ticket.number}/")


def _numbers(page: str) -> set[str]:
    return {part[:20].split("/")[0] for part in page.split("/desk/tickets/")[1:]}
