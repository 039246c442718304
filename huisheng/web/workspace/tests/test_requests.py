"""Departments through the desk's doors: the dialog, the side of the ticket, the department's own list, each side's moves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.accounts.models import Contact, Team
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.workspace.requests import quick_times
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "pane"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = arrive("收到的型号不对", order_number="1023")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return ticket


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


def local(minutes: int) -> str:
    return f"{timezone.localtime() + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    whom = f"team:{cast.warehouse.pk}"
    return {"whom": whom, "problem": "收到的是 B 型", "need": "确认 A 型有没有货", "due": local(60), **changes}


def ask(ticket: Ticket, cast: Cast, minutes: int = 60, **changes: Any) -> CollabRequest:
    due = timezone.now() + timedelta(minutes=minutes)
    given = {"team": cast.warehouse, "problem": "收到的是 B 型", "need": "确认 A 型有没有货", "due": due, **changes}
    return ask_department(ticket, by=cast.lin.party, **given)


def test_the_dialog_offers_departments_people_and_who_is_on_duty(cast: Cast, lin: Client, ticket: Ticket) -> None:
    li = Contact.objects.create(team=cast.warehouse, name="老李", phone="021-5550-0102")
    never: dict[str, list[list[str]]] = {str(day): [] for day in range(7)} | {
        str((timezone.localtime().weekday() + 3) % 7): [["03:00", "03:30"]]
    }
    Contact.objects.create(team=cast.warehouse, name="王姐", duty="查库存", weekly=never, backup=li)
    page = lin.get(path(ticket, "department/"), headers={"HX-Request": "true"}).content.decode()
    assert "不在班" in page
    assert "先找老李" in page
    assert page.index("仓库") < page.index("王姐") < page.index(Team.objects.get(code="tech").label)
    assert "订单 1023：" in page
    assert quick_times()[0][1] in page


def test_asking_through_the_dialog(cast: Cast, lin: Client, ticket: Ticket) -> None:
    wang = Contact.objects.create(team=cast.warehouse, name="王姐", phone="1")
    sent = form(cast, whom=f"contact:{wang.pk}", customer_due=local(240), customer_due_why="要开会汇报", lead="1")
    answer = lin.post(path(ticket, "requests/"), sent, headers=HTMX)
    assert answer.status_code == 200
    request = CollabRequest.objects.get()
    assert (request.contact, request.team, request.lead) == (wang, cast.warehouse, True)
    assert request.due_at == timezone.make_aware(datetime.fromisoformat(sent["due"]))
    page = answer.content.decode()
    assert "问题：订单 1023：收到的是 B 型" in page
    assert "客户那边的时间：" in page
    assert Ticket.objects.get().status == Status.WAITING_DEPARTMENT


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"whom": ""}, "请选择要问谁"),
        ({"whom": "team:999999"}, "请选择要问谁"),
        ({"due": ""}, "问题、需求和时限"),
        ({"due": "尽快"}, "问题、需求和时限"),
        ({"need": "尽快处理"}, "问题、需求和时限"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_asked(
    cast: Cast, lin: Client, ticket: Ticket, changes: dict[str, str], said: str
) -> None:
    answer = lin.post(path(ticket, "requests/"), form(cast, **changes), headers=HTMX)
    assert answer.status_code == 422
    assert said in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert not CollabRequest.objects.exists()


def test_the_ticket_shows_who_was_asked_and_what_was_answered(cast: Cast, lin: Client, ticket: Ticket) -> None:
    request = ask(ticket, cast)
    page = lin.get(path(ticket)).content.decode()
    assert f"/desk/requests/{request.pk}/urging/" in page
    assert "supervision" not in page
    assert "supervision" in desk(cast.chen).get(path(ticket)).content.decode()
    wang = desk(cast.wang)
    wang.post(f"/desk/requests/{request.pk}/answer/", {"text": "A 型有货，12 点前发出"})
    page = lin.get(path(ticket)).content.decode()
    assert "A 型有货，12 点前发出" in page
    assert "仓库 · 王姐" in page
    assert "urging" not in page


def test_the_owner_urges_and_stays_on_the_ticket(cast: Cast, lin: Client, ticket: Ticket) -> None:
    request = ask(ticket, cast)
    answer = lin.post(f"/desk/requests/{request.pk}/urging/", {"back": "ticket"})
    assert answer["Location"] == path(ticket)
    again = lin.post(f"/desk/requests/{request.pk}/urging/", headers=HTMX)
    assert again.status_code == 422
    assert CollabRequest.objects.get().urged == 1


def test_the_department_works_from_its_own_list_due_first(cast: Cast, ticket: Ticket) -> None:
    later, sooner = ask(ticket, cast, 120), ask(ticket, cast, 30, need="拍一张面单")
    ask(ticket, cast, 60, team=Team.objects.get(code="tech"), need="看日志")
    wang = desk(cast.wang)
    page = wang.get("/desk/requests/").content.decode()
    assert page.index("拍一张面单") < page.index("确认 A 型有没有货")
    assert "看日志" not in page
    wang.post(f"/desk/requests/{sooner.pk}/acceptance/")
    wang.post(f"/desk/requests/{sooner.pk}/answer/", {"text": "拍好了"})
    wang.post(f"/desk/requests/{later.pk}/refusal/", {"reason": "这单是外仓发的"})
    assert "现在没有人在等你们" in wang.get("/desk/requests/").content.decode()
    ended = wang.get("/desk/requests/?ended").content.decode()
    assert "拍一张面单" in ended
    assert "确认 A 型有没有货" in ended


def test_more_time_is_asked_for_and_granted(cast: Cast, lin: Client, ticket: Ticket) -> None:
    request = ask(ticket, cast)
    desk(cast.wang).post(f"/desk/requests/{request.pk}/extension/", {"until": local(180), "reason": "要去外仓翻"})
    assert "申请延到" in lin.get(path(ticket)).content.decode()
    lin.post(f"/desk/requests/{request.pk}/decision/", {"answer": "yes", "back": "ticket"})
    fresh = CollabRequest.objects.get()
    assert (fresh.extension_until, f"{timezone.localtime(fresh.due_at):%Y-%m-%dT%H:%M}") == (None, local(180))


def test_the_owner_withdraws_and_hands_on_the_link_but_the_department_does_not(
    cast: Cast, lin: Client, ticket: Ticket
) -> None:
    request = ask(ticket, cast)
    assert request.secret in lin.get(f"/desk/requests/{request.pk}/").content.decode()
    assert request.secret not in desk(cast.wang).get(f"/desk/requests/{request.pk}/").content.decode()
    lin.post(f"/desk/requests/{request.pk}/withdrawal/", {"reason": "客户找到了"})
    assert CollabRequest.objects.get().state == "withdrawn"


@pytest.mark.parametrize("count", [1, 6])
def test_a_list_of_any_length_asks_as_much(
    cast: Cast, ticket: Ticket, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for n in range(count):
        ask(ticket, cast, 30 + n, need=f"查第 {n} 箱")
    wang = desk(cast.wang)
    wang.get("/desk/requests/")
    with django_assert_num_queries(5):  # session, person, house, bell, rows
        assert wang.get("/desk/requests/").content.decode().count("data-row") == count


@pytest.mark.parametrize("count", [1, 5])
def test_a_ticket_with_requests_asks_as_much_for_five_as_for_one(
    cast: Cast, lin: Client, ticket: Ticket, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for n in range(count):
        ask(ticket, cast, 30 + n, need=f"查第 {n} 箱")
    lin.get(path(ticket), headers={"HX-Request": "true"})
    with django_assert_num_queries(2 + 27 + 3):  # beside the page's own: steps with their contacts, names, files
        page = lin.get(path(ticket), headers={"HX-Request": "true"}).content.decode()
    assert page.count('class="hs-asked-one') == count
