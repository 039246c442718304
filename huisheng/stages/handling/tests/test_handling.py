import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.knowledge.tests.make import make_template
from huisheng.core.tickets.actions import EmptyMessage, add_message, set_status
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.handling.actions import (
    AlreadyOffered,
    PlaceLeftOpen,
    SolutionIncomplete,
    TicketClosed,
    add_note,
    ask_customer,
    may_offer,
    offer_solution,
    send_reply,
)
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ELEMENTS: dict[str, Any] = {"measure": "今天补发配件", "timing": "11月22日 18:00 前", "responsible": "林晓"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Graded, on Lin's desk, its clocks running since an hour."""
    started = timezone.now() - timedelta(minutes=10)
    ticket = make_ticket(at=started)
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM, at=started)
    return ticket


def clock(ticket: Ticket, kind: str) -> Clock:
    return Clock.objects.get(ticket=ticket, kind=kind)


def test_a_reply_opens_the_ticket_and_meets_the_first_response(cast: Cast, ticket: Ticket) -> None:
    message = send_reply(ticket, text="已经在查了", by=cast.lin.party)
    assert (message.kind, message.by.id) == (Message.Kind.REPLY, cast.lin.pk)
    assert ticket.status == Status.OPEN
    assert clock(ticket, "first_response").met_at == message.at


def test_only_the_first_reply_is_the_first_response(cast: Cast, ticket: Ticket) -> None:
    first = send_reply(ticket, text="已经在查了", by=cast.lin.party)
    send_reply(ticket, text="查到了", by=cast.lin.party)
    assert clock(ticket, "first_response").met_at == first.at


def test_a_double_click_says_it_once(cast: Cast, ticket: Ticket) -> None:
    photo = store_file(make_photo(), name="a.jpg")
    first = send_reply(ticket, text="已经在查了", by=cast.lin.party)
    assert send_reply(ticket, text="已经在查了", by=cast.lin.party) == first
    send_reply(ticket, text="已经在查了", files=[("a.jpg", photo)], by=cast.lin.party)
    send_reply(ticket, text="已经在查了", by=cast.chen.party)
    note = add_note(ticket, text="已经在查了", by=cast.lin.party)
    assert add_note(ticket, text="已经在查了", by=cast.lin.party) == note
    assert [one.kind for one in ticket.messages.all()] == ["customer", "reply", "reply", "reply", "note"]


def test_the_same_words_are_said_again_later(cast: Cast, ticket: Ticket) -> None:
    before = timezone.now() - timedelta(minutes=2)
    send_reply(ticket, text="还在查，请稍等", by=cast.lin.party, at=before)
    send_reply(ticket, text="还在查，请稍等", by=cast.lin.party)
    assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 2


@pytest.mark.parametrize(
    ("text", "place"),
    [("新的一件【什么时候】送到", "【什么时候】"), ("{expected}前给您答复", "{expected}"), ("单号【】", "【】")],
)
def test_a_place_that_nobody_filled_in_does_not_leave_the_house(
    cast: Cast, ticket: Ticket, text: str, place: str
) -> None:
    make_template(body="新的一件【什么时候】送到您手上")
    with pytest.raises(PlaceLeftOpen, match=re.escape(place)) as refusal:
        send_reply(ticket, text=text, by=cast.lin.party)
    assert list(refusal.value.fields) == ["text"]
    with pytest.raises(PlaceLeftOpen) as refusal:
        offer_solution(ticket, **ELEMENTS | {"measure": text}, by=cast.lin.party)
    assert list(refusal.value.fields) == ["measure"]
    assert not ticket.messages.exclude(kind=Message.Kind.CUSTOMER).exists()
    assert add_note(ticket, text=text, by=cast.lin.party).text == text


def test_brackets_of_other_kinds_are_words_like_any_other(cast: Cast, ticket: Ticket) -> None:
    text = "您收到的【顺丰速运】和「顺丰速运」短信是真的 [订单 1042]（放心）"
    assert send_reply(ticket, text=text, by=cast.lin.party).text == text


def test_a_question_lets_our_clocks_wait(cast: Cast, ticket: Ticket) -> None:
    ask_customer(ticket, text="请问缺哪个配件？", by=cast.lin.party)
    assert ticket.status == Status.WAITING_CUSTOMER
    waiting = Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None)
    assert waiting.exists()
    assert all(one.held_at is not None for one in waiting)


def test_a_later_reply_lets_them_run_again(cast: Cast, ticket: Ticket) -> None:
    ask_customer(ticket, text="请问缺哪个配件？", by=cast.lin.party)
    send_reply(ticket, text="查到了，是螺丝", by=cast.lin.party)
    assert ticket.status == Status.OPEN
    assert not Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None, held_at__isnull=False).exists()


def test_who_answers_a_pool_ticket_has_it(cast: Cast) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    ticket = make_ticket(team=cast.cs1)
    send_reply(ticket, text="我来", by=cast.lin.party)
    assert ticket.assignee == cast.lin
    assert Assignment.objects.filter(ticket=ticket).latest("id").how == "took"


def test_answering_a_colleagues_ticket_does_not_take_it(cast: Cast, ticket: Ticket) -> None:
    send_reply(ticket, text="代回一下", by=cast.chen.party)
    assert ticket.assignee == cast.lin


def test_a_machine_may_answer_without_taking(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs1)
    send_reply(ticket, text="自动答复", by=Party("token", 1))
    assert ticket.assignee is None


def test_a_reply_carries_files(cast: Cast, ticket: Ticket) -> None:
    photo = store_file(make_photo(), name="p.jpg")
    message = send_reply(ticket, text="", files=[("安装图.jpg", photo)], by=cast.lin.party)
    assert message.attachments.get().name == "安装图.jpg"


def test_an_empty_reply_is_refused_and_changes_nothing(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(EmptyMessage):
        send_reply(ticket, text="  ", by=cast.lin.party)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.NEW
    assert clock(ticket, "first_response").met_at is None


def test_a_closed_ticket_is_not_written_to(cast: Cast, ticket: Ticket) -> None:
    set_status(ticket, Status.CLOSED, by=SYSTEM)
    with pytest.raises(TicketClosed):
        send_reply(ticket, text="还有一句", by=cast.lin.party)
    with pytest.raises(TicketClosed):
        offer_solution(ticket, by=cast.lin.party, **ELEMENTS)


def test_a_note_is_heard_by_no_clock_and_works_when_closed(cast: Cast, ticket: Ticket) -> None:
    set_status(ticket, Status.CLOSED, by=SYSTEM)
    note = add_note(ticket, text="下次注意包装", by=cast.lin.party)
    assert note.kind == Message.Kind.NOTE
    assert clock(ticket, "first_response").met_at is None


def test_a_solution_waits_for_the_customer(cast: Cast, ticket: Ticket) -> None:
    solution = offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    assert ticket.status == Status.AWAITING_CONFIRMATION
    assert (solution.round, solution.measure) == (1, "今天补发配件")
    assert clock(ticket, "first_response").met_at == solution.offered_at
    assert not Clock.objects.filter(ticket=ticket, kind="resolve", held_at=None, met_at=None).exists()
    assert ticket.events.get(kind="solution_offered").payload == {"solution": solution.pk, "round": 1}


def test_a_solution_is_a_message_with_its_three_elements(cast: Cast, ticket: Ticket) -> None:
    solution = offer_solution(ticket, text="让您久等了。", by=cast.lin.party, **ELEMENTS)
    assert solution.message.text.splitlines() == [
        "让您久等了。",
        "措施：今天补发配件",
        "时间：11月22日 18:00 前",
        "责任人：林晓",
    ]


def test_a_solution_speaks_the_customers_language(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("Ann", phone="13811117777", language="en"))
    solution = offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    assert solution.message.text.startswith("What we do: ")


@pytest.mark.parametrize("missing", list(ELEMENTS))
def test_each_element_is_needed(cast: Cast, ticket: Ticket, missing: str) -> None:
    with pytest.raises(SolutionIncomplete) as refusal:
        offer_solution(ticket, by=cast.lin.party, **(ELEMENTS | {missing: "  "}))
    assert list(refusal.value.fields) == [missing]
    assert not Solution.objects.filter(ticket=ticket).exists()
    assert Ticket.objects.get(pk=ticket.pk).status == Status.NEW


@pytest.mark.parametrize("timing", ["尽快", "尽快。", " 马上！", "近期", "ASAP", "soon", "稍后", "过几天"])
def test_a_vague_time_is_refused(cast: Cast, ticket: Ticket, timing: str) -> None:
    with pytest.raises(SolutionIncomplete) as refusal:
        offer_solution(ticket, by=cast.lin.party, **(ELEMENTS | {"timing": timing}))
    assert list(refusal.value.fields) == ["timing"]


@pytest.mark.parametrize("timing", ["今天 18:00 前", "尽快，最晚明天中午", "3 个工作日内", "by 6 pm", "当面交付"])
def test_a_real_time_is_taken(cast: Cast, ticket: Ticket, timing: str) -> None:
    offered = offer_solution(ticket, by=cast.lin.party, at=clock_at(10), **(ELEMENTS | {"timing": timing}))
    assert offered.timing == timing


@pytest.mark.parametrize("timing", ["昨天 18:00 前", "今天 18:00 前", "today by 6 pm"])
def test_a_time_that_is_over_is_refused_with_one_that_is_not(cast: Cast, ticket: Ticket, timing: str) -> None:
    with pytest.raises(SolutionIncomplete) as refusal:
        offer_solution(ticket, by=cast.lin.party, at=clock_at(20), **(ELEMENTS | {"timing": timing}))
    assert list(refusal.value.fields) == ["timing"]
    assert "已经过了" in refusal.value.fields["timing"]
    assert "明天 18:00 前" in refusal.value.fields["timing"]
    assert not Solution.objects.filter(ticket=ticket).exists()


def clock_at(hour: int) -> datetime:
    """A Thursday to come, at that hour of the house."""
    return datetime(2027, 11, 25, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("element", "most"), [("timing", 200), ("responsible", 100)])
def test_an_element_that_is_a_novel_is_refused_in_words(cast: Cast, ticket: Ticket, element: str, most: int) -> None:
    with pytest.raises(SolutionIncomplete) as refusal:
        offer_solution(ticket, by=cast.lin.party, **(ELEMENTS | {element: "今" * (most + 1)}))
    assert str(most) in refusal.value.fields[element]
    assert offer_solution(ticket, by=cast.lin.party, **(ELEMENTS | {element: "今" * most}))


def test_one_offer_at_a_time(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    with pytest.raises(AlreadyOffered):
        offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    assert Solution.objects.filter(ticket=ticket).count() == 1


def test_a_better_offer_follows_when_the_customer_wrote_back_instead_of_answering(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    assert not may_offer(ticket)
    add_message(ticket, kind=Message.Kind.CUSTOMER, text="不想等，我要退款", by=ticket.customer.party)
    assert may_offer(ticket)
    better = offer_solution(ticket, by=cast.lin.party, **(ELEMENTS | {"measure": "今天退款"}))
    assert (better.round, ticket.status) == (2, Status.AWAITING_CONFIRMATION)
    assert not may_offer(ticket)


def test_offers_are_counted(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    set_status(ticket, Status.OPEN, by=SYSTEM)
    assert offer_solution(ticket, by=cast.lin.party, **ELEMENTS).round == 2


def test_a_word_while_the_customer_decides_does_not_take_the_offer_back(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, by=cast.lin.party, **ELEMENTS)
    send_reply(ticket, text="单号是 SF123", by=cast.lin.party)
    assert ticket.status == Status.AWAITING_CONFIRMATION
