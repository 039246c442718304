"""Every clock and every notice of callbacks after an ending: by who did not handle it, and after a low score."""

from datetime import timedelta

import pytest
from django.test import Client

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.models import Reopening
from huisheng.stages.followup.models import Callback
from huisheng.stages.survey.models import Invitation, Survey
from tests.cast import Cast
from tests.journeys.doors import answer, desk, give, move
from tests.journeys.timebox import Timebox, at, stands

pytestmark = pytest.mark.django_db
SOLUTION = {"measure": "补发缺少的配件", "timing": "明天 18 点前送到", "responsible": "林晓"}


@pytest.fixture
def confirmed(people: Cast, head: Staff, clock: Timebox) -> Ticket:
    """Lin offered at once, and Liu said yes at eleven: Dan, who did not handle it, is to ring up at three."""
    customer, ticket = give("投诉：定制的蛋糕架少了一个配件", phone="13800001234", email="liu@shop.example")
    move(desk(people.lin), ticket, "solution", **SOLUTION)
    clock.go(at(23, 11))
    answer(customer, ticket, solved="yes", stars="4")
    stands(
        clock,
        ticket,
        told="""23 10:00 lin bell ticket_assigned
                23 10:00 liu letter solution_offered
                23 10:00 liu letter ticket_opened
                23 11:00 liu letter ticket_closed""",
        running="24 11:00 callback",
        called="23 15:00 complaint dan planned",
    )
    return ticket


def press(person: Client, call: Callback, name: str, **said: str) -> None:
    done = person.post(f"/desk/callbacks/{call.pk}/{name}/", said)
    assert done.status_code == 302, f"{name}: {done.status_code} {done.content.decode()[:400]}"
    call.refresh_from_db()


RECORD = {
    "record": "1",
    "q-accepted": "no",
    "q-mood": "又碎了",
    "q-satisfied": "2",
    "q-better": "换包装",
    "problem": "none",
    "solved": "no",
    "stars": "2",
    "words": "又碎了一个",
    "follow_up": "技术核实包装",
}


def test_a_callback_by_who_did_not_handle_it(people: Cast, clock: Timebox, confirmed: Ticket) -> None:
    ticket, call = confirmed, Callback.objects.get(ticket=confirmed)
    dan, lin = desk(people.dan), desk(people.lin)
    clock.go(at(23, 15))
    refused = lin.post(f"/desk/callbacks/{call.pk}/call/")
    assert refused.status_code == 422, "never by the handler"
    press(dan, call, "call")
    clock.go(at(23, 15, 1))
    press(dan, call, "misses")
    stands(clock, ticket, running="24 11:00 callback", called="24 09:00 complaint dan planned")

    clock.go(at(24, 9))
    press(dan, call, "call")
    press(dan, call, "call/answer")
    clock.go(at(24, 9, 5))
    press(dan, call, "call/end")
    stands(
        clock,
        ticket,
        told="""23 23:00 dan bell clock_warned callback
                24 06:12 dan bell clock_warned callback""",
        running="24 09:15 callback_record",
        called="24 09:00 complaint dan to_record",
    )
    clock.go(at(24, 9, 16))
    stands(
        clock,
        ticket,
        told="""24 09:13 dan bell clock_warned callback_record
                24 09:15 chen bell clock_breached callback_record
                24 09:15 dan bell clock_breached callback_record""",
        running="24 09:15 callback_record late",
    )
    press(dan, call, "record", **RECORD, follow_up_by="2026-11-26T09:00")
    stands(
        clock,
        ticket,
        told="""24 09:16 chen bell ticket_raised
                24 09:16 lin bell callback_unsolved
                24 09:16 lin bell ticket_reopened
                24 09:16 liu letter ticket_reopened""",
        running="""24 09:31 first_response
                   24 11:16 give_plan
                   24 11:16 progress_update
                   26 09:00 promise_to_customer""",
        called="24 09:00 complaint dan done",
    )
    assert Reopening.objects.get(ticket=ticket).why == Reopening.Why.CALLBACK


def test_what_is_promised_in_a_call_after_the_end_has_a_clock_that_rings(
    people: Cast, clock: Timebox, confirmed: Ticket
) -> None:
    """Solved, and yet something was promised: the ticket stays closed, the promise runs."""
    ticket, call = confirmed, Callback.objects.get(ticket=confirmed)
    dan = desk(people.dan)
    clock.go(at(23, 15))
    press(dan, call, "call")
    clock.go(at(23, 15, 5))
    press(dan, call, "call/end")
    said = RECORD | {
        "q-accepted": "yes",
        "solved": "yes",
        "stars": "5",
        "q-satisfied": "5",
        "follow_up": "寄一份说明书",
    }
    press(dan, call, "record", **said, follow_up_by="2026-11-25T15:05")
    promised = "25 15:05 promise_to_customer"
    asked = "23 15:05 liu letter survey_invited"
    stands(clock, ticket, told=asked, running=promised, called="23 15:00 complaint dan done")
    clock.go(at(25, 15, 6))
    stands(
        clock,
        ticket,
        told="""25 05:29 lin bell clock_warned promise_to_customer
                25 15:05 chen bell clock_breached promise_to_customer
                25 15:05 lin bell clock_breached promise_to_customer
                25 15:05 chen letter clock_breached promise_to_customer
                25 15:05 lin letter clock_breached promise_to_customer""",
        running=f"{promised} late",
    )
    ticket.refresh_from_db()
    assert ticket.is_closed


def test_a_low_score_is_rung_up_by_another_and_told_within_the_minute(
    people: Cast, head: Staff, clock: Timebox
) -> None:
    Survey.objects.filter(code="csat-closed").update(closings=["answered"])
    _customer, ticket = give("建议包装再加一层泡沫", phone="13700007777", email="wu@mail.example")
    stands(
        clock,
        ticket,
        told="23 10:00 wu letter ticket_opened",
        running="23 11:00 first_response\n24 10:00 formal_reply",
    )
    move(desk(people.admin), ticket, "assignment", staff=people.lin.pk)
    clock.go(at(23, 10, 20))
    move(desk(people.lin), ticket, "reply", text="谢谢您的建议，我们周五前答复您。", then="end")
    stands(
        clock,
        ticket,
        told="""23 10:00 lin bell ticket_assigned
                23 10:20 wu letter reply_sent
                23 10:20 wu letter survey_invited
                23 10:20 wu letter ticket_closed""",
        running="",
    )
    link, phone = Invitation.objects.get().public_path, Client()
    clock.go(at(23, 13, 32))
    assert phone.get(link, headers={"User-Agent": "MicroMessenger"}).status_code == 200
    stands(clock, ticket, called="")
    for question, value in (("solved", "0"), ("satisfied", "1")):
        phone.post(f"{link}answer/", {"q": question, "value": value})
    stands(
        clock,
        ticket,
        told="23 13:32 chen bell survey_low",
        running="23 21:32 low_score by itself",
        called="23 14:00 low_score dan planned",
    )
    clock.go(at(23, 14) + timedelta(hours=9))
    stands(
        clock,
        ticket,
        told="""23 19:56 dan bell callback_due_soon
                23 21:32 chen bell callback_late
                23 21:32 dan bell callback_late""",
        running="23 21:32 low_score by itself late",
        called="23 14:00 low_score dan planned",
    )
