"""Entry by hand, search, notices, presence, templates, parts of the ticket page."""

from collections.abc import Callable

import pytest

from huisheng.core.accounts.models import Presence
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

from .make import RED, arrive, desk, path

pytestmark = pytest.mark.django_db


def test_a_call_is_entered_and_the_caller_recognised(cast: Cast) -> None:
    answer = desk(cast.lin).post("/desk/new/", {"channel": "phone", "text": "音乐盒没有钥匙", "phone": "138 0000 1234"})
    ticket = Ticket.objects.get()
    assert answer["Location"] == path(ticket)
    assert ticket.customer == cast.liu
    assert ticket.channel.code == "phone"
    assert ticket.messages.get(kind="customer").by.kind == "staff"


def test_the_same_form_sent_twice_is_entered_once(cast: Cast) -> None:
    client, typed = desk(cast.lin), {"channel": "phone", "text": "音乐盒没有钥匙", "phone": "13800001234"}
    first = client.post("/desk/new/", {**typed, "csrfmiddlewaretoken": "form-one"})
    again = client.post("/desk/new/", {**typed, "csrfmiddlewaretoken": "form-one"})
    assert first["Location"] == again["Location"]
    assert client.post("/desk/new/", {**typed, "csrfmiddlewaretoken": "form-two"})["Location"] != first["Location"]


def test_who_takes_the_call_keeps_it(cast: Cast) -> None:
    """首问负责: the colleague who heard the story stays with it, also where somebody else has less to do."""
    for _busy in range(3):
        assign_ticket(arrive("忙"), staff=cast.lin, by=cast.chen.party)
    typed = {"channel": "phone", "text": "音乐盒没有钥匙,今天必须补发", "phone": "13800001234", "keep": "1"}
    desk(cast.lin).post("/desk/new/", typed)
    ticket = Ticket.objects.get(subject__startswith="音乐盒")
    assert (ticket.assignee, ticket.first_owner) == (cast.lin, cast.lin)
    assert 'name="keep"' in desk(cast.lin).get("/desk/new/").content.decode()


def test_an_entry_without_the_tick_goes_where_the_rules_say(cast: Cast) -> None:
    desk(cast.lin).post("/desk/new/", {"channel": "phone", "text": "音乐盒没有钥匙", "phone": "13800001234"})
    assert Assignment.objects.get().how != Assignment.How.TOOK


def test_an_entry_keeps_what_was_typed_when_something_is_wrong(cast: Cast) -> None:
    answer = desk(cast.lin).post("/desk/new/", {"channel": "phone", "text": "音乐盒没有钥匙", "phone": "12"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "音乐盒没有钥匙" in page
    assert "不像电话号码" in page
    assert not Ticket.objects.exists()


def test_recent_feedback_of_the_caller_shows_while_typing(cast: Cast) -> None:
    mine = arrive("上次的事")
    assign_ticket(mine, staff=cast.lin, by=cast.chen.party)
    foreign = arrive("别的部门的事")
    assign_ticket(foreign, staff=cast.dan, team=cast.cs2, by=cast.admin.party)
    client = desk(cast.lin)
    shown = client.get("/desk/new/caller/?phone=13800001234").content.decode()
    assert "刘女士" in shown
    assert "上次的事" in shown
    assert "别的部门的事" not in shown
    assert "刘女士" not in client.get("/desk/new/caller/?phone=1380000").content.decode()


def test_a_colleague_of_a_department_enters_nothing(cast: Cast) -> None:
    assert desk(cast.wang).get("/desk/new/").status_code == 403


def test_search_finds_two_characters_in_mid_sentence(cast: Cast) -> None:
    ticket = arrive("昨天收到的加湿器一直漏水怎么办")
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    client = desk(cast.lin)
    for query in ("漏水", ticket.number.rpartition("-")[2], "1234", "刘女士"):
        assert ticket.number in client.get("/desk/search/", {"q": query}).content.decode(), query
    assert ticket.number not in desk(cast.dan).get("/desk/search/", {"q": "漏水"}).content.decode()
    assert "没有找到" in client.get("/desk/search/", {"q": "不存在的话"}).content.decode()


def test_notices_are_shown_and_read(cast: Cast, run_jobs: Callable[[], int]) -> None:
    ticket = arrive(RED)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    run_jobs()
    client = desk(cast.lin)
    assert ticket.number in client.get("/desk/notices/").content.decode()
    assert Notice.objects.filter(staff=cast.lin, read_at=None).exists()
    client.post("/desk/notices/read/")
    assert not Notice.objects.filter(staff=cast.lin, read_at=None).exists()


def test_coming_online_takes_from_the_pool(cast: Cast) -> None:
    cast.lin.presence = Presence.AWAY
    cast.lin.save(update_fields=["presence"])
    ticket = arrive(RED)
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    client = desk(cast.lin)
    client.post("/desk/presence/", {"presence": "away"})
    ticket.refresh_from_db()
    assert ticket.assignee is None
    client.post("/desk/presence/", {"presence": "online"})
    ticket.refresh_from_db()
    cast.lin.refresh_from_db()
    assert cast.lin.presence == "online"
    assert ticket.assignee == cast.lin


def test_templates_come_filled_and_name_what_is_missing(cast: Cast) -> None:
    ticket = arrive(RED, order_number="1023")
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    page = desk(cast.lin).get(path(ticket, "templates/")).content.decode()
    assert "刘女士" in page
    assert "{customer}" not in page


def test_the_page_shows_the_why_of_grade_and_desk(cast: Cast) -> None:
    ticket = arrive("我的货已经延迟5天了!")
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    page = desk(cast.lin).get(path(ticket)).content.decode()
    assert "延迟5天" in page
    assert "138 0000 1234" in page, "the ticket page is the one place with the open number"
    assert "13800001234" not in desk(cast.lin).get("/desk/").content.decode()


def test_two_customers_behind_one_contact_are_shown_not_merged(cast: Cast) -> None:
    arrive("第一次", phone="13700000001", email="")
    arrive("第二次", phone="", email="wang@shop.example")
    both = arrive("两个联系方式一起", phone="13700000001", email="wang@shop.example")
    assign_ticket(both, staff=cast.lin, by=cast.chen.party)
    assert "分属两位客户" in desk(cast.lin).get(path(both)).content.decode()


def test_live_parts_are_swapped_in_place(cast: Cast) -> None:
    ticket = arrive(RED)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    part = desk(cast.lin).get(path(ticket) + "?parts", headers={"HX-Request": "true"}).content.decode()
    assert "hx-swap-oob" in part
    assert 'id="ticket-talk"' in part
    assert "<html" not in part


@pytest.mark.parametrize("query", ["?grade=%00", "?status=%00", "?assignee=%00", "search/?q=%00a"])
def test_what_no_text_can_hold_is_told_and_breaks_nothing(cast: Cast, query: str) -> None:
    assert desk(cast.lin, raise_request_exception=False).get(f"/desk/{query}").status_code == 400
