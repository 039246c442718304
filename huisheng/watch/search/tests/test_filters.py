"""Filters, typed and chosen, always within the gate."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from huisheng.core.base.actions import store_file
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.search.filters import choices, filters_of
from huisheng.watch.search.queries import search
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def found(cast: Cast, typed: str) -> list[Ticket]:
    return [hit.ticket for hit in search(cast.admin, typed).rows]


def changed(ticket: Ticket, **values: object) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(**values)
    return ticket


@pytest.mark.parametrize("typed", ["状态:已归档", "状态:已完成", "status:closed", "状态:ygd", "状态:yiwancheng"])
def test_by_status_in_every_way_it_is_called(cast: Cast, typed: str) -> None:
    closed = changed(make_ticket("退款没到"), status="closed")
    make_ticket("退款没到")
    assert found(cast, f"退款 {typed}") == [closed]
    assert found(cast, typed) == [closed]


@pytest.mark.parametrize("typed", ["负责人:林", "负责人:lin", "owner:lin", "处理人:林"])
def test_by_who_has_it(cast: Cast, typed: str) -> None:
    hers = make_ticket("退款没到", assignee=cast.lin)
    make_ticket("退款没到", assignee=cast.dan)
    assert found(cast, f"{typed} 退款") == [hers]


def test_by_me_and_by_nobody(cast: Cast) -> None:
    mine, pool = make_ticket(assignee=cast.admin), make_ticket()
    assert found(cast, "负责人:我") == [mine]
    assert found(cast, "负责人:无") == [pool]


def test_by_team_channel_and_customer(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs1, customer=make_customer("欧阳静", phone="13811110000"))
    make_ticket(team=cast.cs2)
    assert found(cast, f"小组:{cast.cs1.name}") == [ticket]
    assert len(found(cast, f"渠道:{ticket.channel.code}")) == 2
    assert [hit.ticket for hit in search(cast.admin, "", chosen=[("customer", str(ticket.customer_id))]).rows] == [
        ticket
    ]


def test_by_the_time_it_came_in(cast: Cast) -> None:
    new = make_ticket("退款没到")
    old = changed(make_ticket("退款没到"), created_at=timezone.now() - timedelta(days=40))
    assert found(cast, "时间:今天") == [new]
    assert found(cast, "退款 时间:7天") == [new]
    assert set(found(cast, "退款")) == {new, old}


def test_by_having_files(cast: Cast) -> None:
    ticket = make_ticket("退款没到")
    make_ticket("退款没到")
    file = store_file(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj", name="bill.pdf")
    add_message(ticket, kind="customer", text="单据", by=SYSTEM, files=[("bill.pdf", file)])
    assert found(cast, "退款 附件:有") == [ticket]


def test_a_value_that_nothing_is_called_is_said(cast: Cast) -> None:
    make_ticket("退款没到")
    page = search(cast.admin, "退款 状态:睡觉")
    assert (page.rows, page.total, [one.value for one in page.unknown]) == ([], "0", ["睡觉"])
    assert search(cast.admin, "时间:明年").unknown


def test_a_filter_shows_nothing_that_may_not_be_seen(cast: Cast) -> None:
    make_message(make_ticket("退款没到", team=cast.cs2, customer=make_customer("欧阳静", phone="13811110000")), "退款")
    hers = Ticket.objects.get()
    assert search(cast.lin, "状态:新").rows == []
    page = search(cast.lin, "", chosen=[("customer", str(hers.customer_id))])
    assert (page.rows, page.unknown[0].label) == ([], str(hers.customer_id))


def test_what_can_be_chosen_is_called_in_the_language_of_the_reader(cast: Cast) -> None:
    with translation.override("en"):
        assert ("closed", "Closed") in choices()["status"]
    assert ("closed", "已归档") in choices()["status"]
    assert (str(cast.lin.pk), cast.lin.name) in choices()["assignee"]


def test_the_same_filter_counts_once(cast: Cast) -> None:
    assert len(filters_of(cast.admin, [("status", "new"), ("status", "new"), ("colour", "x"), ("team", "")])) == 1
