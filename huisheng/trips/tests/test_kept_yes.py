"""A yes counts whenever and however it is said: before the parts are done, late, on the phone, written down, twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_message
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    AnswerIncomplete,
    NothingToConfirm,
    answer_confirmation,
    archive_kept_yes,
    close_silent,
    close_spam,
)
from huisheng.stages.closure.models import Asking, Closure, Confirmation, Raised, Reopening
from huisheng.stages.closure.queries import running_asking, waiting_yes
from huisheng.stages.closure.tests.make import make_asking, make_every_try, make_offered
from huisheng.stages.followup.actions import begin_call, hang_up, save_record
from huisheng.stages.followup.tests.make import WHOLE, by_day, make_callback, make_scenario
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.trips.family import add_part, remove_part
from huisheng.trips.finish_callback import finish_callback
from huisheng.trips.late import NotByYou, NothingHeard, answer, write_down
from huisheng.trips.tests.arriving import arrived
from huisheng.trips.tests.test_merge import OFFER
from tests.cast import Cast
from tests.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


@pytest.fixture
def parts(cast: Cast, liu: Customer) -> tuple[Ticket, Ticket]:
    """The whole waits for its yes, is being asked about, and its part is open again."""
    whole, part = arrived(customer=liu), arrived(customer=liu)
    add_part(whole, part=part, by=cast.lin.party)
    close_spam(part, reason="重复", by=cast.chen.party)
    offer_solution(whole, **OFFER, by=cast.lin.party)
    make_asking(whole, letter=False, at=timezone.now())
    Ticket.objects.filter(pk=part.pk).update(status=Status.OPEN)
    part.refresh_from_db()
    return whole, part


def yes(ticket: Ticket) -> Confirmation:
    return answer(ticket, solved=True, stars=5, by=ticket.customer.party, round_=1)


def test_a_yes_before_the_parts_are_done_is_kept_and_nobody_is_asked_again(parts: tuple[Ticket, Ticket]) -> None:
    whole, _part = parts
    given = yes(whole)
    assert waiting_yes(whole) == given
    assert running_asking(whole) is None
    assert Asking.objects.get().state == Asking.State.ANSWERED
    assert Event.objects.get(ticket=whole, kind="yes_kept").payload == {"confirmation": given.pk, "stars": 5}
    assert not Closure.objects.filter(ticket=whole).exists()
    with pytest.raises(NothingToConfirm):
        close_silent(whole, by=SYSTEM, at=timezone.now() + 60 * DAY)


def test_it_is_archived_with_the_last_part(cast: Cast, parts: tuple[Ticket, Ticket]) -> None:
    whole, part = parts
    given = yes(whole)
    close_spam(part, reason="重复", by=cast.chen.party)
    run_waiting_jobs()
    closure = Closure.objects.get(ticket=whole)
    assert (closure.kind, closure.confirmation, closure.by) == (Closure.Kind.CONFIRMED, given, given.by)
    assert Ticket.objects.get(pk=whole.pk).is_closed


def test_also_when_the_part_stands_for_itself(cast: Cast, parts: tuple[Ticket, Ticket]) -> None:
    whole, part = parts
    yes(whole)
    assert remove_part(whole, part=part, by=cast.lin.party)
    assert Closure.objects.get(ticket=whole).kind == Closure.Kind.CONFIRMED


def test_a_kept_yes_may_be_taken_back(parts: tuple[Ticket, Ticket]) -> None:
    whole, _part = parts
    yes(whole)
    answer(whole, solved=False, stars=2, word="又坏了", by=whole.customer.party, round_=1)
    whole.refresh_from_db()
    assert (whole.status, Confirmation.objects.get().solved) == (Status.OPEN, False)
    assert Raised.objects.filter(ticket=whole).exists()


def test_who_wrote_after_the_yes_is_answered_first(cast: Cast, parts: tuple[Ticket, Ticket]) -> None:
    whole, part = parts
    yes(whole)
    make_message(whole, "还有一个螺丝松了")
    close_spam(part, reason="重复", by=cast.chen.party)
    run_waiting_jobs()
    assert not Closure.objects.filter(ticket=whole).exists()
    send_reply(whole, text="明天上门拧紧。", by=cast.lin.party)
    run_waiting_jobs()
    assert Closure.objects.get(ticket=whole).kind == Closure.Kind.CONFIRMED
    assert archive_kept_yes(whole) is None, "once"


def test_the_same_answer_twice_is_one(cast: Cast) -> None:
    ticket = make_asking(make_offered(cast.lin, at=timezone.now())).ticket
    first = yes(ticket)
    assert yes(ticket) == first
    with pytest.raises(NothingToConfirm):
        answer(ticket, solved=True, stars=1, by=ticket.customer.party, round_=1)
    assert Event.objects.filter(kind="ticket_confirmed").count() == 1


def closed_in_silence(cast: Cast) -> Ticket:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    close_silent(asking.ticket, by=SYSTEM, at=last + 3 * DAY)
    return Ticket.objects.get(pk=asking.ticket_id)


@pytest.mark.parametrize("solved", [True, False])
def test_the_phone_counts_after_the_end_in_silence(cast: Cast, solved: bool) -> None:
    ticket = closed_in_silence(cast)
    call = begin_call(make_callback(by_day(ticket.customer), scenario=make_scenario(), ticket=ticket), staff=cast.chen)
    hang_up(call, by=cast.chen.party)
    said = {} if solved else {"follow_up": "再看一次", "follow_up_by": timezone.now() + timedelta(days=1)}
    save_record(call, {**WHOLE, **said, "solved": solved, "stars": 4 if solved else 1}, by=cast.chen.party)
    finish_callback(call, by=cast.chen.party)
    ticket.refresh_from_db()
    given = Confirmation.objects.get(ticket=ticket)
    assert (given.solved, given.by_id, ticket.is_closed) == (solved, cast.chen.pk, solved)
    if solved:
        assert Closure.objects.filter(ticket=ticket).latest("id").kind == Closure.Kind.CONFIRMED
    else:
        assert Reopening.objects.get(ticket=ticket).why == Reopening.Why.ANSWER
        assert Raised.objects.get(ticket=ticket).level == 1


class TestWrittenDown:
    def test_a_colleague_writes_down_a_yes_in_the_customers_words(self, cast: Cast) -> None:
        """A rating is not made up."""
        ticket = make_asking(make_offered(cast.lin)).ticket
        with pytest.raises(NothingHeard):
            write_down(ticket, solved=True, stars=None, word=" ", by=cast.chen)
        given = write_down(ticket, solved=True, stars=None, word="解决了，谢谢", by=cast.chen)
        assert (given.word, given.stars, given.by_id, given.by_handler) == ("解决了，谢谢", None, cast.chen.pk, False)
        assert Closure.objects.get(ticket=ticket).kind == Closure.Kind.CONFIRMED

    def test_not_by_who_handled_it_while_others_are_there(self, cast: Cast) -> None:
        ticket = make_asking(make_offered(cast.lin)).ticket
        with pytest.raises(NotByYou):
            write_down(ticket, solved=True, stars=5, word="好了", by=cast.lin)
        assert not Confirmation.objects.exists()
        write_down(ticket, solved=False, stars=None, word="还是坏的", by=cast.lin)
        assert Ticket.objects.get(pk=ticket.pk).status == Status.OPEN, "a no is nobody's advantage"

    def test_not_by_who_had_it_when_the_solution_was_offered(self, cast: Cast) -> None:
        ticket = make_asking(make_offered(cast.lin)).ticket
        Assignment.objects.filter(ticket=ticket).update(at=ticket.created_at)
        Solution.objects.filter(ticket=ticket).update(by_id=cast.chen.pk)
        assign_ticket(ticket, staff=cast.dan, team=cast.cs2, by=SYSTEM)
        for one in (cast.lin, cast.chen, cast.dan):
            with pytest.raises(NotByYou):
                write_down(ticket, solved=True, stars=5, word="好了", by=one)
        assert not write_down(ticket, solved=True, stars=5, word="好了", by=cast.admin).by_handler

    def test_alone_in_the_house_it_is_marked(self, cast: Cast) -> None:
        ticket = make_asking(make_offered(cast.lin)).ticket
        for one in (cast.chen, cast.dan, cast.wang, cast.admin):
            one.is_active = False
            one.save()
        assert write_down(ticket, solved=True, stars=5, word="好了", by=cast.lin).by_handler

    def test_a_customer_still_gives_a_rating(self, cast: Cast) -> None:
        ticket = make_asking(make_offered(cast.lin)).ticket
        with pytest.raises(AnswerIncomplete):
            answer_confirmation(ticket, solved=True, stars=None, by=ticket.customer.party)
