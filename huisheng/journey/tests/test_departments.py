"""Who hears what between desk and department, and when the customer was told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Contact, Presence, Staff, Team
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.journey.reactions import REACTIONS
from huisheng.journey.route import receive
from huisheng.journey.tests.make import latest, make_received
from huisheng.kit.party import Party
from huisheng.stages.collaboration.actions import (
    answer_request,
    ask_department,
    ask_extension,
    decide_extension,
    decline_request,
    say,
    supervise,
    urge,
    withdraw_request,
)
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.handling.actions import add_note, ask_customer, send_reply
from huisheng.watch.notify.models import Delivery, Notice, RobotMessage
from huisheng.watch.notify.queries import notices_of
from huisheng.watch.notify.robots.formats import text_of
from huisheng.watch.notify.tests.make import make_robot
from tests.cast import Cast

Run = Callable[..., int]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast, run_jobs: Run) -> Ticket:
    ticket = make_received("收到的型号不对", owner=cast.lin)
    run_jobs()
    Notice.objects.all().delete()
    return ticket


def ask(ticket: Ticket, cast: Cast, code: str = "warehouse") -> CollabRequest:
    return ask_department(
        ticket,
        team=Team.objects.get(code=code),
        problem="客户收到的是 B 型",
        need="确认 A 型有没有货",
        due=timezone.now() + timedelta(hours=1),
        by=cast.lin.party,
    )


def told(staff: Staff) -> list[str]:
    return list(Notice.objects.filter(staff=staff).order_by("id").values_list("code", flat=True))


def test_the_department_hears_what_it_is_asked_and_everything_after(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    request = ask(ticket, cast)
    urge(request, by=cast.lin.party)
    say(request, text="订单是昨天下的", by=cast.lin.party)
    ask_extension(request, until=request.due_at + timedelta(hours=1), reason="在盘点", by=cast.wang.party)
    decide_extension(request, granted=True, by=cast.lin.party)
    withdraw_request(request, reason="客户找到了", by=cast.lin.party)
    run_jobs()
    asked = ["department_asked", "request_urged", "request_said", "extension_decided", "request_withdrawn"]
    assert told(cast.wang) == asked
    assert told(cast.lin) == ["extension_asked"]
    assert told(cast.dan) == []


def test_the_owner_hears_answers_noes_and_words(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    request, other = ask(ticket, cast), ask(ticket, cast, "tech")
    say(request, text="在找", by=cast.wang.party)
    answer_request(request, text="A 型有货", by=cast.wang.party)
    decline_request(other, reason="不归我们管", by=cast.admin.party)
    run_jobs()
    assert told(cast.lin) == ["request_said", "department_answered", "department_declined"]


def test_a_person_who_is_asked_hears_it_alone(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    cast.admin.memberships.create(team=cast.warehouse)
    request = ask_department(
        ticket, team=cast.warehouse, staff=cast.wang, problem="B 型", need="A 型有没有货",
        due=timezone.now() + timedelta(hours=1), by=cast.lin.party,
    )  # fmt: skip
    assert request.staff == cast.wang
    run_jobs()
    assert (told(cast.wang), told(cast.admin)) == (["department_asked"], [])


def test_a_supervised_request_reaches_the_head_of_the_department(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    Team.objects.filter(code="warehouse").update(head=cast.admin)
    supervise(ask(ticket, cast), by=cast.chen.party)
    run_jobs()
    assert told(cast.admin) == ["request_supervised"]
    assert told(cast.wang) == ["department_asked", "request_supervised"]


def test_the_letter_holds_the_composed_message_and_no_customer(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    Staff.objects.filter(pk=cast.wang.pk).update(presence=Presence.OFFLINE)
    request = ask(ticket, cast)
    run_jobs()
    letter = Outbound.objects.get(about=ticket.number).letter
    assert "问题：客户收到的是 B 型" in letter["text"]
    assert "需求：确认 A 型有没有货" in letter["text"]
    assert f"/desk/requests/{request.pk}/" in letter["text"]
    assert ticket.customer.name not in letter["subject"] + letter["text"]
    assert "{" not in letter["subject"] + letter["text"]


def test_the_bell_says_who_by_when(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    request = ask(ticket, cast)
    answer_request(request, text="A 型有货", by=cast.wang.party)
    run_jobs()
    (asked,) = notices_of(cast.wang).rows
    (answered,) = notices_of(cast.lin).rows
    assert asked.text.startswith(f"请帮忙：{ticket.number}")
    assert asked.text.endswith("前要答复")
    assert (asked.request, answered.request) == (request.pk, 0)
    assert answered.text == f"仓库答复了：{ticket.number}"


def test_words_to_the_customer_pass_the_answer_on_at_their_own_time(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    request = ask(ticket, cast)
    send_reply(ticket, text="已经请仓库核实", by=cast.lin.party)
    run_jobs()
    answer_request(request, text="A 型有货", by=cast.wang.party)
    add_note(ticket, text="明天跟", by=cast.lin.party)
    run_jobs()
    assert CollabRequest.objects.get().told_customer_at is None
    reply = send_reply(ticket, text="查清了，A 型今天发出", by=cast.lin.party)
    run_jobs()
    assert CollabRequest.objects.get().told_customer_at == reply.at


def test_when_the_customer_answers_it_waits_for_the_department_again(cast: Cast, ticket: Ticket) -> None:
    request = ask(ticket, cast)
    ask_customer(ticket, text="请问型号贴在哪一面？", by=cast.lin.party)
    assert Ticket.objects.get().status == Status.WAITING_CUSTOMER
    again = make_inbound("背面", number=ticket.number)
    receive(again)
    assert Ticket.objects.get().status == Status.WAITING_DEPARTMENT
    answer_request(request, text="A 型有货", by=cast.wang.party)
    assert Ticket.objects.get().status == Status.OPEN


def test_a_contact_without_an_account_gets_a_letter_with_a_link_of_its_own(
    cast: Cast, ticket: Ticket, run_jobs: Run
) -> None:
    wang = Contact.objects.create(team=cast.warehouse, name="小顾", email="gu@shop.example")
    Contact.objects.create(team=cast.warehouse, name="王姐", email="wang@shop.example", staff=cast.wang)
    Contact.objects.create(team=cast.warehouse, name="老周", email="zhou@shop.example", active=False)
    request = ask(ticket, cast)
    run_jobs()
    (letter,) = [one for one in Outbound.objects.all() if request.public_path in one.letter["text"]]
    assert letter.masked_to.startswith("g")
    assert ticket.customer.name not in letter.letter["text"]
    answer_request(request, text="有货", by=Party("contact", wang.pk))
    run_jobs()
    assert Delivery.objects.filter(reader=f"contact:{wang.pk}").count() == 1
    assert told(cast.wang) == ["department_asked"]


def test_who_was_asked_by_name_is_written_to_alone(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    gu = Contact.objects.create(team=cast.warehouse, name="小顾", email="gu@shop.example")
    Contact.objects.create(team=cast.warehouse, name="老周", email="zhou@shop.example")
    due = timezone.now() + timedelta(hours=1)
    request = ask_department(
        ticket, team=cast.warehouse, contact=gu, problem="B 型", need="查库存", due=due, by=cast.lin.party
    )
    say(request, text="订单是昨天下的", by=cast.lin.party)
    run_jobs()
    readers = set(Delivery.objects.filter(reader__startswith="contact").values_list("reader", "code"))
    assert readers == {(f"contact:{gu.pk}", "department_asked"), (f"contact:{gu.pk}", "request_said")}
    assert told(cast.wang) == []


def test_the_departments_group_reads_the_message_and_answers_by_its_link(
    cast: Cast, ticket: Ticket, run_jobs: Run
) -> None:
    ours = make_robot(name="仓库群", team=cast.warehouse, enabled=True)
    make_robot(name="全公司", team=None, enabled=True)
    request = ask_department(
        ticket, team=cast.warehouse, problem="客户 13800001234 收到 B 型", need="查库存",
        due=timezone.now() + timedelta(hours=1), by=cast.lin.party,
    )  # fmt: skip
    run_effects(ticket, "department_asked")
    (message,) = RobotMessage.objects.all()
    assert message.robot == ours
    text = text_of(message.said)
    assert text.splitlines()[0] == "请帮忙"
    assert "需求：查库存" in text
    assert request.public_path in text
    assert "13800001234" not in text
    assert ticket.customer.name not in text


def run_effects(ticket: Ticket, kind: str) -> None:
    for effect in REACTIONS[kind]:
        effect(latest(ticket, kind))
