"""Improvements and root causes through their pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.improvement.tests.make import make_improvement
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast
from tests.journeys.doors import desk, see

from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(cast: Cast) -> Client:
    return desk(cast.chen)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """On Lin's desk, its cause known."""
    ticket = make_ticket("又发错型号")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    cause = RootCause.objects.create(code="mixed-up", name="仓库拿错货", name_en="Mixed up")
    Finding.objects.create(ticket=ticket, cause=cause, words="货架没分开", at=timezone.now())
    return ticket


def test_from_a_ticket_to_it_worked(cast: Cast, chen: Client, ticket: Ticket) -> None:
    path = f"/desk/improvements/new/?ticket={ticket.number}&cause=mixed-up"
    assert ticket.number in see(chen, path)
    due = timezone.localdate() + timedelta(days=7)
    sent = {"title": "分开货架", "kind": "corrective", "action": "A、B 款分架", "owner": cast.wang.pk, "due_on": due}
    sent["checker"] = cast.wang.pk
    assert "由做改进以外的人来看" in chen.post(path, sent).content.decode(), "said on the form"
    done = chen.post(path, sent | {"checker": cast.chen.pk, "cause": RootCause.objects.get(code="mixed-up").pk})
    one = Improvement.objects.get()
    assert (done.status_code, list(one.tickets.all())) == (302, [ticket])
    wang, page = desk(cast.wang), f"/desk/improvements/{one.pk}/"
    assert "A、B 款分架" in see(wang, page)
    assert "分开货架" in see(wang, "/desk/improvements/")
    assert "又发错型号" not in see(wang, page), "a case of others stays theirs"
    assert wang.post(f"{page}check/", {"answer": "yes", "seen": "好"}).status_code == 403
    assert wang.post(f"{page}done/", {"done": "已分架"}).status_code == 302
    assert "改进前 1 天" in see(chen, page)
    assert chen.post(f"{page}check/", {"answer": "no", "seen": "又错一件"}).status_code == 302
    assert "没有用" in see(wang, page)
    wang.post(f"{page}done/", {"done": "加了颜色标签"})
    chen.post(f"{page}check/", {"answer": "yes", "seen": "一个月没有再错"})
    one.refresh_from_db()
    assert one.state == "worked"
    assert "加了颜色标签" in see(chen, page)
    assert "查看了改进效果：有用" in see(chen, f"/desk/tickets/{ticket.number}/")


def test_a_case_that_asks_for_an_improvement_stands_above_the_lists_until_it_has_one(
    cast: Cast, chen: Client, ticket: Ticket
) -> None:
    band, form = "1 件写了要改进，还没有行动", f"/desk/improvements/new/?ticket={ticket.number}&amp;cause=mixed-up"
    assert band not in see(chen, "/desk/improvements/")
    Finding.objects.filter(ticket=ticket).update(improve=True)
    assert band in see(chen, "/desk/improvements/")
    page = see(chen, "/desk/improvements/?list=wanted")
    assert (ticket.number in page, "货架没分开" in page, form in page) == (True, True, True)
    due = timezone.localdate() + timedelta(days=7)
    sent = {"title": "分开货架", "kind": "corrective", "action": "A、B 款分架", "owner": cast.lin.pk, "due_on": due}
    assert chen.post(form.replace("&amp;", "&"), sent | {"checker": cast.chen.pk}).status_code == 302
    assert band not in see(chen, "/desk/improvements/")
    assert ticket.number not in see(chen, "/desk/improvements/?list=wanted")


def test_who_may_open_none_is_not_asked_for_one(cast: Cast, ticket: Ticket) -> None:
    """Neither a colleague of another team nor who only answers for a department."""
    Finding.objects.filter(ticket=ticket).update(improve=True)
    for stranger in (cast.dan, cast.wang):
        client = desk(stranger)
        assert "还没有行动" not in see(client, "/desk/improvements/")
        page = see(client, "/desk/improvements/?list=wanted")
        assert (ticket.number in page, ticket.subject in page) == (False, False)
    assert "list=wanted" not in see(desk(cast.wang), "/desk/improvements/")


def test_cases_that_ask_are_paged_and_cost_the_same_however_many(
    cast: Cast, chen: Client, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huisheng.web.workspace.views.improvements.SIZE", 3)
    tickets: list[Ticket] = []
    for count in (1, 4):
        while len(tickets) < count:
            tickets.append(make_ticket(f"第 {len(tickets)} 件", team=cast.cs1, assignee=cast.lin))
            Finding.objects.create(ticket=tickets[-1], improve=True, at=timezone.now())
        page = see(chen, "/desk/improvements/?list=wanted")
        with django_assert_num_queries(WHO + FRAME + 3):  # the counts, how many ask, the page
            see(chen, "/desk/improvements/?list=wanted")
    assert [one.number in page for one in tickets] == [True, True, True, False]
    (cursor,) = re.findall(r"list=wanted&amp;cursor=([^\"]+)", page)
    assert tickets[3].number in see(chen, f"/desk/improvements/?list=wanted&cursor={cursor}")


def test_strangers_find_nothing_and_cannot_move(cast: Cast, ticket: Ticket) -> None:
    one, dan = make_improvement(cast, ticket), desk(cast.dan)
    page = f"/desk/improvements/{one.pk}/"
    assert dan.get(page).status_code == 404
    for move in ("done", "check", "dropped", "cases", "change"):
        assert dan.post(f"{page}{move}/", {"done": "x", "reason": "x", "case": ticket.number}).status_code == 404, move
    assert one.title not in see(dan, "/desk/improvements/?list=open")
    assert desk(cast.wang).get("/desk/improvements/new/").status_code == 403
    assert dan.get(f"/desk/improvements/new/?ticket={ticket.number}").status_code == 404


def test_a_case_of_others_is_not_tied(cast: Cast, ticket: Ticket) -> None:
    one = make_improvement(cast, owner=cast.dan, by=cast.dan)
    answer = desk(cast.dan).post(f"/desk/improvements/{one.pk}/cases/", {"case": ticket.number})
    assert (answer.status_code, one.tickets.count()) == (404, 0)


def test_an_improvement_is_dropped_and_changed(cast: Cast, chen: Client) -> None:
    one = make_improvement(cast)
    page = f"/desk/improvements/{one.pk}/"
    assert one.title in see(chen, f"{page}change/")
    due = one.due_on + timedelta(days=5)
    sent = {"title": "扫码出库", "kind": "preventive", "action": "买扫码枪", "owner": cast.wang.pk}
    assert chen.post(f"{page}change/", sent | {"checker": cast.chen.pk, "due_on": due}).status_code == 302
    assert "扫码出库" in see(chen, page)
    assert chen.post(f"{page}dropped/", {"reason": "换仓库了"}).status_code == 302
    assert "换仓库了" in see(chen, page)
    assert "扫码出库" in see(chen, "/desk/improvements/?list=over")


def test_who_left_stays_the_owner_while_only_the_title_changes(cast: Cast, chen: Client) -> None:
    """The form still offers who is there now: saving gives it to nobody by accident, and keeps the cause."""
    cause = RootCause.objects.create(code="gone", name="旧原因", active=False)
    one = make_improvement(cast, cause=cause)
    Staff.objects.filter(pk=cast.lin.pk).update(is_active=False)
    page = chen.get(f"/desk/improvements/{one.pk}/change/").content.decode()
    assert f'<option value="{cast.lin.pk}" selected>' in page
    assert f'<option value="{cause.pk}" selected>' in page
    assert f'value="{cast.lin.pk}"' not in chen.get("/desk/improvements/new/").content.decode()


def test_causes_stand_in_order_with_their_cases_behind(cast: Cast, chen: Client, ticket: Ticket) -> None:
    page = see(chen, "/desk/causes/")
    assert "仓库拿错货" in page
    assert "/desk/improvements/new/?cause=mixed-up" in page
    behind = see(chen, "/desk/causes/mixed-up/?period=30")
    assert (ticket.number in behind, "货架没分开" in behind) == (True, True)
    assert chen.get("/desk/causes/no-such/").status_code == 404
    assert ticket.number not in see(chen, "/desk/causes/none/")
    assert desk(cast.lin).get("/desk/causes/").status_code == 403


@pytest.mark.parametrize(
    "path", ["/desk/causes/", "/desk/improvements/", "/desk/improvements/?list=over", "/desk/improvements/?list=wanted"]
)
def test_empty_pages_say_what_will_stand_there(chen: Client, path: str) -> None:
    assert "hs-empty" in see(chen, path)


def test_lists_cost_the_same_however_long(
    cast: Cast, chen: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def cost() -> int:
        with django_assert_max_num_queries(40) as asked:
            see(chen, "/desk/improvements/?list=open")
        return len(asked)

    make_improvement(cast)
    see(chen, "/desk/improvements/")
    one = cost()
    for _n in range(5):
        make_improvement(cast)
    assert cost() == one
