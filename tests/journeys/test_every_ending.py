"""Every clock and every notice of the ways a complaint ends, step by step under virtual time: what is not written down here
neither runs nor was told to anybody. Days are of November 2026; the 23rd is a Monday.
"""

import pytest
from django.test import Client

from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.models import Closure
from huisheng.stages.followup.actions import begin_call, note_no_answer
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.models import Compensation
from tests.cast import Cast
from tests.journeys.doors import desk, give, move
from tests.journeys.steps import offer, say
from tests.journeys.timebox import Timebox, at, stands

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


def nobody_answers(people: Cast, ticket: Ticket) -> None:
    call = Callback.objects.get(ticket=ticket, state=Callback.State.PLANNED)
    caller = call.assignee or people.chen
    begin_call(call, staff=caller)
    note_no_answer(call, by=caller.party)


def ending(ticket: Ticket) -> list[str]:
    return list(Closure.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True))


def test_yes_at_once(clock: Timebox, offered: tuple[Client, Ticket]) -> None:
    _customer, ticket = offered
    say(clock, offered, at(23, 11, 30), solved="yes", stars="5", word="谢谢")
    stands(
        clock,
        ticket,
        told="23 11:30 liu letter ticket_closed",
        running="24 11:30 callback",
        called="23 15:30 complaint dan planned",
    )
    assert ending(ticket) == ["confirmed"]
    clock.go(at(30, 12))
    stands(
        clock,
        ticket,
        told="""23 23:30 dan bell clock_warned callback
                24 06:42 dan bell clock_warned callback
                24 11:30 chen bell clock_breached callback
                24 11:30 dan bell clock_breached callback""",
        running="24 11:30 callback late",
    )


def test_no_twice_and_then_yes(people: Cast, clock: Timebox, offered: tuple[Client, Ticket]) -> None:
    _customer, ticket = offered
    say(clock, offered, at(23, 11, 30), solved="no", stars="1", word="配件还是不对")
    stands(
        clock,
        ticket,
        told="""23 11:30 chen bell ticket_raised
                23 11:30 lin bell confirmation_rejected""",
        running="23 13:30 progress_update",
    )
    offer(people, clock, ticket, at(23, 12))
    stands(
        clock,
        ticket,
        told="""23 12:00 chen bell raised_offered
                23 12:00 liu letter solution_offered""",
        running="""23 14:00 progress_update waits
                   24 12:00 result_confirm
                   24 14:00 ask by phone""",
    )
    say(clock, offered, at(23, 13), solved="no", stars="1", word="又错了")
    stands(
        clock,
        ticket,
        told="""23 13:00 chen bell confirmation_rejected
                23 13:00 lin bell confirmation_rejected
                23 13:00 zhou bell ticket_raised""",
        running="23 15:00 progress_update",
    )
    offer(people, clock, ticket, at(23, 13, 30))
    stands(
        clock,
        ticket,
        told="""23 13:30 chen bell raised_offered
                23 13:30 zhou bell raised_offered
                23 13:30 liu letter solution_offered""",
        running="""23 15:30 progress_update waits
                   24 13:30 result_confirm
                   24 14:00 ask by phone""",
    )
    say(clock, offered, at(23, 14, 30), solved="yes", stars="4")
    stands(
        clock,
        ticket,
        told="23 14:30 liu letter ticket_closed",
        running="24 14:30 callback",
        called="24 09:00 complaint dan planned",
    )
    assert ending(ticket) == ["confirmed"]


def test_silence_through_the_whole_protocol(people: Cast, clock: Timebox, offered: tuple[Client, Ticket]) -> None:
    _customer, ticket = offered
    clock.go(at(24, 14))
    waits = "23 12:30 progress_update waits\n24 10:30 result_confirm late\n"
    stands(
        clock,
        ticket,
        told="""23 22:30 lin bell clock_warned result_confirm
                24 05:42 lin bell clock_warned result_confirm
                24 10:30 chen bell clock_breached result_confirm
                24 10:30 lin bell clock_breached result_confirm""",
        running=waits + "25 14:00 callback\n25 14:00 ask by phone",
        called="24 14:00 result_check dan planned",
    )
    clock.go(at(24, 14, 20))
    nobody_answers(people, ticket)
    missed = "24 14:00 result_check dan unreached"
    stands(clock, ticket, running=waits + "25 18:00 ask by letter", called=missed)
    clock.go(at(25, 18))
    stands(clock, ticket, told="25 18:00 liu letter confirmation_asked", running=waits + "27 18:00 silence counts")
    clock.go(at(27, 18))
    stands(clock, ticket, told="27 18:00 liu letter closed_unconfirmed", running="", called=missed)
    assert ending(ticket) == ["unconfirmed"]
    say(clock, offered, at(30, 18), solved="no", word="刚出差回来，还没收到")
    stands(
        clock,
        ticket,
        told="""30 18:00 chen bell ticket_raised
                30 18:00 lin bell confirmation_rejected
                30 18:00 liu letter ticket_reopened""",
        running="""30 18:15 first_response
                   30 20:00 give_plan
                   30 20:00 progress_update""",
        called=missed,
    )


def test_the_same_again_after_it_was_closed(people: Cast, clock: Timebox, offered: tuple[Client, Ticket]) -> None:
    _customer, old = offered
    say(clock, offered, at(23, 11), solved="yes", stars="3")
    stands(clock, old, told="23 11:00 liu letter ticket_closed", running="24 11:00 callback")
    clock.go(at(23, 15))
    nobody_is_rung(people, old)
    clock.go(at(28, 11))
    stands(clock, old, called="23 15:00 complaint dan cancelled")
    _browser, new = give("投诉：蛋糕架补发的配件又断了", phone=PHONE, order_number="1023")
    stands(
        clock,
        new,
        told="""28 11:00 chen bell complaint_refiled
                28 11:00 lin bell complaint_refiled
                28 11:00 lin bell ticket_assigned""",
        running="""28 11:15 first_response
                   28 13:00 give_plan
                   28 13:00 progress_update""",
    )
    stands(clock, old, called="23 15:00 complaint dan cancelled")


def nobody_is_rung(people: Cast, ticket: Ticket) -> None:
    call = Callback.objects.get(ticket=ticket, state=Callback.State.PLANNED)
    done = desk(people.chen).post(f"/desk/callbacks/{call.pk}/cancelling/", {"reason": "客户说不用打"})
    assert done.status_code == 302


def test_compensation_refused_above_the_limit(people: Cast, clock: Timebox, offered: tuple[Client, Ticket]) -> None:
    _customer, ticket = offered
    lin, chen, runs = desk(people.lin), desk(people.chen), "23 13:30 progress_update"
    say(clock, offered, at(23, 11, 30), solved="no", stars="1", word="耽误两天，退了就完了？")
    stands(
        clock,
        ticket,
        told="""23 11:30 chen bell ticket_raised
                23 11:30 lin bell confirmation_rejected""",
        running=runs,
    )
    clock.go(at(23, 11, 35))
    move(lin, ticket, "compensation", what="coupon", amount="300", words="300元无门槛券", why="耽误两天")
    stands(clock, ticket, told="23 11:35 chen bell compensation_asked", running=runs)
    clock.go(at(23, 11, 40))
    asked = Compensation.objects.get(ticket=ticket)
    move(chen, ticket, f"compensation/{asked.pk}/decision", answer="no", reason="先给 50 元券")
    stands(clock, ticket, told="23 11:40 lin bell compensation_refused", running=runs)
    clock.go(at(23, 11, 45))
    move(lin, ticket, "compensation", what="coupon", amount="50", words="50元券")
    stands(clock, ticket, running=runs)
    given = Compensation.objects.filter(ticket=ticket).latest("id")
    move(lin, ticket, f"compensation/{given.pk}/given", reference="HS-50-7788")
    stands(clock, ticket, running=runs)
    offer(people, clock, ticket, at(23, 12))
    stands(
        clock,
        ticket,
        told="""23 12:00 chen bell raised_offered
                23 12:00 liu letter solution_offered""",
        running="""23 14:00 progress_update waits
                   24 12:00 result_confirm
                   24 14:00 ask by phone""",
    )
    say(clock, offered, at(23, 13), solved="yes", stars="5")
    stands(
        clock,
        ticket,
        told="23 13:00 liu letter ticket_closed",
        running="24 13:00 callback",
        called="24 09:00 complaint dan planned",
    )
    assert ending(ticket) == ["confirmed"]
