"""The clocks hear of what comes through the doors."""

import pytest

from huisheng.core.channels.actions import take_in
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.journey.route import receive
from huisheng.journey.tests.make import make_offered, make_received
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.handling.actions import add_note, send_reply
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import only_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def promises(cast: Cast) -> None:
    only_policy(
        promise("human_pickup", 10),
        promise("start_handling", 30),
        promise("first_response", 60),
        promise("next_reply", 20),
        promise("result_confirm", 24, "hour"),
        promise("resolve", 8, "hour"),
    )


def states(ticket: Ticket) -> dict[str, str]:
    """The latest run of each kind."""
    return {one.kind: one.state for one in Clock.objects.filter(ticket=ticket).order_by("id")}


def called(cast: Cast, *, keep: bool) -> Ticket:
    content = {"text": "杯子碎了", "phone": "13811112222", "keep": keep}
    inbound, _new = take_in("phone", content, by=cast.lin.party, key=f"call{keep}")
    return receive(inbound).ticket


def writes(ticket: Ticket, text: str) -> None:
    receive(make_inbound(text, number=ticket.number))


@pytest.mark.parametrize("keep", [True, False])
def test_who_writes_a_call_down_has_picked_it_up(cast: Cast, keep: bool) -> None:
    found = states(called(cast, keep=keep))
    assert found["human_pickup"] == "met"
    assert found["start_handling"] == ("met" if keep else "running")
    assert found["first_response"] == "running"


def test_a_form_is_nobodys_act_until_somebody_acts(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    assert states(ticket)["human_pickup"] == "running"
    add_note(ticket, text="问过仓库了", by=cast.lin.party)
    found = states(ticket)
    assert (found["human_pickup"], found["start_handling"], found["first_response"]) == ("met", "met", "running")


def test_a_note_of_the_house_itself_is_no_act(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    add_note(ticket, text="附件太大，没有取", by=Party("system"))
    assert states(ticket)["start_handling"] == "running"


def test_every_turn_through_the_door_waits_for_its_own_answer(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    writes(ticket, "补充一下：是蓝色的那个")
    assert "next_reply" not in states(ticket)
    send_reply(ticket, text="在查", by=cast.lin.party)
    writes(ticket, "查到了吗")
    writes(ticket, "还在吗")
    assert Clock.objects.filter(ticket=ticket, kind="next_reply").count() == 1
    send_reply(ticket, text="查到了", by=cast.lin.party)
    assert states(ticket)["next_reply"] == "met"


def test_a_thank_you_asks_for_no_answer(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    send_reply(ticket, text="在查", by=cast.lin.party)
    writes(ticket, "好的，谢谢")
    assert "next_reply" not in states(ticket)


def test_the_answer_to_an_offer_ends_the_wait_for_it(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    make_offered(ticket, by=cast.lin)
    assert (states(ticket)["result_confirm"], states(ticket)["resolve"]) == ("running", "held")
    writes(ticket, "收到，但是颜色不对")
    assert (ticket.status, states(ticket)["next_reply"]) == (Status.AWAITING_CONFIRMATION, "running")
    answer_confirmation(ticket, solved=False, stars=None, by=ticket.customer.party)
    assert (states(ticket)["result_confirm"], states(ticket)["resolve"]) == ("met", "running")
    make_offered(ticket, by=cast.lin)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    assert set(states(ticket).values()) == {"met"}


def test_a_message_that_reopens_is_the_first_response_of_the_new_round(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    make_offered(ticket, by=cast.lin)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    writes(ticket, "又坏了")
    again = Clock.objects.filter(ticket=ticket, round=2)
    assert "first_response" in set(again.values_list("kind", flat=True))
    assert not again.filter(kind="next_reply").exists()
