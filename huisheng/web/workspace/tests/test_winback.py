"""Lost customers at the desk."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.customers.models import Consent
from huisheng.core.tickets.models import Ticket
from huisheng.journey.tests.make import make_received
from huisheng.stages.handling.actions import propose_compensation
from huisheng.stages.handling.limits import limit_of
from huisheng.stages.winback.actions import flag_lost, note_asked
from huisheng.stages.winback.models import Lost
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast, client: Client) -> Ticket:
    client.force_login(cast.chen)
    return make_received(owner=cast.lin)


def test_from_the_ticket_to_the_return(cast: Cast, ticket: Ticket, client: Client) -> None:
    page = f"/desk/tickets/{ticket.number}/lost/"
    assert 'value="said_so"' in client.get(page).content.decode()
    client.post(page, {"why": "said_so", "note": "说不会再来了"})
    lost = Lost.objects.get(ticket=ticket)
    here = f"/desk/winback/{lost.pk}/"
    assert client.get(page).headers["Location"] == here
    client.post(f"{here}plan/", {"text": "登门致歉", "benefit": "会员一年", "yuan": "10", "staff": cast.lin.pk})
    Consent.objects.create(customer=ticket.customer, purpose="marketing", text_version="1", channel="web")
    client.post(f"{here}asking/")
    lost.refresh_from_db()
    assert (lost.state, lost.owner, lost.benefit_fen) == ("asked", cast.lin, 1000)
    assert "还没通上话" in client.get(here).content.decode()
    assert lost.callback is not None
    note_asked(lost.callback, at=timezone.now())
    client.post(f"{here}end/", {"winback": "returned", "note": "新订单 2001"})
    lost.refresh_from_db()
    assert lost.state == "returned"
    listed = client.get("/desk/winback/?state=behind").content.decode()
    assert "100%" in listed
    assert here in listed


def test_the_plan_says_how_much_is_left_to_give(ticket: Ticket, client: Client, cast: Cast) -> None:
    lost = flag_lost(ticket.customer, why="said_so", note="走了", ticket=ticket, by=cast.chen.party)
    given = limit_of(cast.chen, ticket) - 1_050
    propose_compensation(ticket, kind="coupon", fen=given, words="券", by=cast.chen)
    assert "您最多可以给 10.50 元。" in client.get(f"/desk/winback/{lost.pk}/").content.decode()


def test_what_is_wrong_is_said(ticket: Ticket, client: Client, cast: Cast) -> None:
    lost = flag_lost(ticket.customer, why="said_so", note="走了", ticket=ticket, by=cast.chen.party)
    here = f"/desk/winback/{lost.pk}/"
    for place, data in (("plan/", {"text": "致歉", "yuan": "many"}), ("asking/", {}), ("end/", {"winback": "asked"})):
        answer = client.post(here + place, data, headers={"HX-Request": "true"})
        assert answer.status_code == 422, place
    lost.refresh_from_db()
    assert lost.state == "flagged"


def test_the_list_asks_no_more_for_many(cast: Cast, ticket: Ticket, client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/desk/winback/").status_code == 200
        return len(asked)

    flag_lost(ticket.customer, why="said_so", note="走了", ticket=ticket, by=cast.chen.party)
    count()
    one = count()
    for _n in range(3):
        other = make_received(owner=cast.lin)
        flag_lost(other.customer, why="said_so", note="走了", ticket=other, by=cast.chen.party)
    assert count() == one


def test_an_empty_list_says_how_one_gets_there(client: Client, cast: Cast) -> None:
    client.force_login(cast.chen)
    assert "hs-empty" in client.get("/desk/winback/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"yuan": "many"}, "这不是金额"),
        ({"yuan": "999999"}, "999,999"),
        ({"due_on": "2020-01-31"}, "请选今天或以后的日子"),
    ],
)
def test_what_was_typed_stays_when_the_plan_is_refused(
    ticket: Ticket, client: Client, cast: Cast, wrong: dict[str, str], words: str
) -> None:
    lost = flag_lost(ticket.customer, why="said_so", note="走了", ticket=ticket, by=cast.chen.party)
    typed = {"text": "登门致歉", "benefit": "会员一年", "yuan": "10", "due_on": "2999-01-31"} | wrong
    page = client.post(f"/desk/winback/{lost.pk}/plan/", typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert words in text
    assert all(one in text for one in typed.values())
    lost.refresh_from_db()
    assert (lost.plan, lost.due_on) == ("", None)


def test_the_day_of_the_plan_is_asked_for_by_its_own_name(ticket: Ticket, client: Client, cast: Cast) -> None:
    lost = flag_lost(ticket.customer, why="said_so", note="走了", ticket=ticket, by=cast.chen.party)
    page = client.get(f"/desk/winback/{lost.pk}/").content.decode()
    assert "做到哪一天" in page
    assert "延到几点" not in page
