"""Closing the loop through the doors: no twice then yes; silence through the whole protocol; the same again after it."""

from datetime import timedelta

import pytest
from django.test import Client

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.models import Asking, Closure, Raised, Reopening, Try
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import missed
from huisheng.stages.sla.models import Clock
from huisheng.watch.notify.models import Notice
from tests.cast import Cast
from tests.journeys.doors import answer, desk, give, move, see
from tests.journeys.timebox import Timebox

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "13800001234", "liu@shop.example"
SOLUTION = {"measure": "补发缺少的配件", "timing": "明天 18 点前送到", "responsible": "林晓"}


@pytest.fixture
def head(cast: Cast) -> Staff:
    head = make_staff("zhou", name="周岚", role="colleague", teams=[])
    Team.objects.filter(code="cs1").update(head=head)
    return head


def complaint(cast: Cast, clock: Timebox, text: str = "投诉：定制的蛋糕架少了一个配件") -> tuple[Client, Ticket]:
    """On Lin's desk."""
    customer, ticket = give(text, phone=PHONE, email=EMAIL, order_number="1023")
    if ticket.assignee != cast.lin:
        move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    clock.go(clock.now)
    return customer, ticket


def offer(cast: Cast, clock: Timebox, ticket: Ticket, **changes: str) -> None:
    clock.now += timedelta(minutes=30)
    move(desk(cast.lin), ticket, "solution", **SOLUTION | changes)
    clock.go(clock.now)


def bells(ticket: Ticket, person: Staff) -> list[str]:
    return list(Notice.objects.filter(ticket=ticket, staff=person).order_by("id").values_list("code", flat=True))


def subjects() -> list[str]:
    return [one.letter["subject"] for one in Outbound.objects.order_by("id")]


def test_no_twice_and_then_yes(cast: Cast, head: Staff, clock: Timebox) -> None:
    customer, ticket = complaint(cast, clock)
    for level, person in ((1, cast.chen), (2, head)):
        offer(cast, clock, ticket)
        clock.now += timedelta(hours=1)
        answer(customer, ticket, solved="no", stars="1", word="配件还是不对")
        clock.go(clock.now)
        raised = Raised.objects.get(ticket=ticket, level=level)
        assert (raised.staff, raised.ended_at) == (person, None)
        assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.lin), "the same owner"
        running = Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None)
        assert running.exists()
        assert not running.exclude(held_at=None).exists(), "the clocks run again"
        assert bells(ticket, person)[-1] == "ticket_raised"
        assert "confirmation_rejected" in bells(ticket, cast.lin)
    assert "周岚" in see(desk(cast.lin), f"/desk/tickets/{ticket.number}/")
    mine = see(desk(head), "/desk/confirmations/")
    assert "升级到您这里" in mine
    assert "配件还是不对" in mine
    assert ticket.number in mine
    offer(cast, clock, ticket, measure="主管上门重装")
    assert bells(ticket, head)[-1] == "raised_offered", "who looks after it sees each new offer"
    assert bells(ticket, cast.chen)[-1] == "raised_offered"
    answer(customer, ticket, solved="yes", stars="4")
    clock.go(clock.now)
    assert ticket.status == Status.CLOSED
    assert Closure.objects.get(ticket=ticket).kind == Closure.Kind.CONFIRMED
    assert not Raised.objects.filter(ended_at=None).exists()
    assert list(Asking.objects.order_by("id").values_list("state", flat=True)) == ["answered"] * 3
    assert not Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).exists()


def test_silence_through_the_whole_protocol_and_then_it_is_open_again(cast: Cast, clock: Timebox) -> None:
    """A letter, a call that nobody takes, a letter at another time of the day; then two days of waiting."""
    customer, ticket = complaint(cast, clock)
    offer(cast, clock, ticket)
    offered_at = clock.now
    asking = Asking.objects.get(ticket=ticket)
    assert next((one.way, one.result, one.at) for one in asking.tries.all()) == ("letter", "sent", offered_at)

    call_at = offered_at.replace(hour=14, minute=0) + timedelta(days=1)
    assert asking.next_at == call_at
    clock.go(call_at - timedelta(minutes=1))
    assert not Callback.objects.exists(), "not before its hour"
    clock.go(call_at)
    call = Callback.objects.get(ticket=ticket)
    assert (call.scenario.code, call.not_by, call.by_handler) == ("result_check", cast.lin, False)
    assert call.assignee != cast.lin
    clock.now = call_at + timedelta(minutes=20)
    missed(call, staff=call.assignee or cast.chen, at=clock.now)

    asking.refresh_from_db()
    letter_at = call_at.replace(hour=18) + timedelta(days=1)
    assert asking.next_at == letter_at
    clock.go(letter_at)
    assert sum("还差您一句话" in one for one in subjects()) == 1
    tries = list(asking.tries.all())
    assert [(one.way, one.result) for one in tries] == [("letter", "sent"), ("phone", "no_answer"), ("letter", "sent")]
    assert tries[0].outbound_id
    assert tries[1].origin == call.reason
    assert tries[2].outbound_id
    page = see(desk(cast.lin), f"/desk/tickets/{ticket.number}/")
    assert "客户确认" in page
    assert "该联系的都联系了" in page

    clock.go(letter_at + timedelta(hours=48))
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert Closure.objects.get(ticket=ticket).kind == Closure.Kind.UNCONFIRMED
    said = [one.letter["text"] for one in Outbound.objects.filter(about=ticket.number)]
    assert sum("记作「未确认」" in text for text in said) == 1, "one warm letter, which says how to come back"
    assert not Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).exists()
    shown = see(customer, ticket.public_path)
    assert "已完成（未确认）" in shown
    assert "解决了" in shown

    clock.now += timedelta(days=3)
    answer(customer, ticket, solved="no", word="刚出差回来，还没收到")
    clock.go(clock.now)
    assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.lin)
    assert Reopening.objects.get(ticket=ticket).why == Reopening.Why.ANSWER
    assert Raised.objects.get(ticket=ticket).staff == cast.chen
    assert Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).exists(), "promised anew"


def test_a_late_yes_makes_it_a_confirmed_end(cast: Cast, clock: Timebox) -> None:
    customer, ticket = complaint(cast, clock)
    offer(cast, clock, ticket)
    _be_silent(cast, clock, ticket)
    assert Closure.objects.get(ticket=ticket).kind == Closure.Kind.UNCONFIRMED
    clock.now += timedelta(days=2)
    answer(customer, ticket, solved="yes", stars="5", word="早就好了")
    clock.go(clock.now)
    assert ticket.status == Status.CLOSED
    assert [one.kind for one in Closure.objects.filter(ticket=ticket)] == ["unconfirmed", "confirmed"]
    assert Event.objects.get(ticket=ticket, kind="ticket_confirmed").payload["late"] is True
    refused = customer.post(f"{ticket.public_path}confirmation/", {"solved": "no"})
    assert refused.status_code == 409, "it is answered once"


def test_an_answer_of_long_ago_opens_nothing(cast: Cast, clock: Timebox) -> None:
    customer, ticket = complaint(cast, clock)
    offer(cast, clock, ticket)
    _be_silent(cast, clock, ticket)
    clock.now += timedelta(days=60)
    refused = customer.post(f"{ticket.public_path}confirmation/", {"solved": "no", "stars": "1"})
    assert refused.status_code == 409
    assert "很久以前" in refused.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).status == Status.CLOSED
    assert 'name="solved"' not in see(customer, ticket.public_path), "and is not asked for"


def test_the_same_again_after_it_was_closed(cast: Cast, clock: Timebox) -> None:
    """二次申诉: recognised by the order number, tied to the closed one, told to who had it and who leads."""
    customer, old = complaint(cast, clock)
    offer(cast, clock, old)
    answer(customer, old, solved="yes", stars="3")
    clock.go(clock.now + timedelta(days=5))
    _customer, new = give("投诉：蛋糕架补发的配件又断了", phone=PHONE, order_number="1023")
    clock.go(clock.now)
    link = Link.objects.get(ticket=new)
    assert (link.other, link.kind) == (old, Link.Kind.FOLLOWS)
    assert Event.objects.get(ticket=new, kind="complaint_refiled").payload == {
        "other": old.number,
        "older": old.pk,
        "closure": "confirmed",
    }
    assert "complaint_refiled" in bells(new, cast.lin)
    assert "complaint_refiled" in bells(new, cast.chen)
    page = see(desk(cast.chen), f"/desk/tickets/{new.number}/")
    assert "同一件事再次反馈" in page
    assert old.number in page


def _be_silent(cast: Cast, clock: Timebox, ticket: Ticket) -> None:
    """Until the protocol has nothing more to try, and two days longer."""
    asking = Asking.objects.get(ticket=ticket)
    while asking.ended_at is None and asking.next_at is not None:
        clock.go(max(asking.next_at, clock.now))
        call = Callback.objects.filter(ticket=ticket, state=Callback.State.PLANNED).first()
        if call is not None:
            clock.now += timedelta(minutes=5)
            missed(call, staff=call.assignee or cast.chen, at=clock.now)
        asking.refresh_from_db()
    ticket.refresh_from_db()
    assert Try.objects.filter(asking=asking).count() == 3
