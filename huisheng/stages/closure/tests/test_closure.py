from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import NEVER, Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    AlreadyClosed,
    AnswerIncomplete,
    MustBeConfirmed,
    NotAnswered,
    NotClosed,
    NothingToConfirm,
    OfferedAnew,
    ReasonMissing,
    answer_confirmation,
    close_answered,
    close_spam,
    close_withdrawn,
    reopen_closed,
    reply_and_close,
)
from huisheng.stages.closure.models import Closure, Confirmation, Reopening
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STARTED, OFFERED = timedelta(minutes=50), timedelta(minutes=30)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """On Lin's desk; a solution was offered half an hour ago."""
    now = timezone.now()
    ticket = make_ticket(at=now - STARTED)
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM, at=now - STARTED)
    offer_solution(
        ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party, at=now - OFFERED
    )
    return ticket


def running(ticket: Ticket) -> set[str]:
    return set(Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).values_list("kind", flat=True))


def answer(ticket: Ticket, *, solved: bool = True, stars: int | None = 5, word: str = "") -> Confirmation:
    return answer_confirmation(ticket, solved=solved, stars=stars, word=word, by=ticket.customer.party)


@pytest.mark.parametrize("stars", [3, 4, 5])
def test_a_satisfied_yes_archives(ticket: Ticket, stars: int) -> None:
    confirmation = answer(ticket, stars=stars, word="很快")
    closure = Closure.objects.get(ticket=ticket)
    assert ticket.status == Status.CLOSED
    assert (closure.kind, closure.confirmation) == (Closure.Kind.CONFIRMED, confirmation)
    assert confirmation.word == "很快"
    assert running(ticket) == set()
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == NEVER


def test_an_answer_is_for_the_offer_that_was_looked_at(ticket: Ticket) -> None:
    with pytest.raises(OfferedAnew):
        answer_confirmation(ticket, solved=True, stars=5, round_=2, by=ticket.customer.party)
    assert answer_confirmation(ticket, solved=True, stars=5, round_=1, by=ticket.customer.party).is_yes


def test_the_solution_was_there_when_it_was_offered_not_when_it_was_confirmed(ticket: Ticket) -> None:
    """The customer's thinking time is not ours: the clock is met at the offer."""
    confirmation = answer(ticket)
    resolve = Clock.objects.filter(ticket=ticket, kind="resolve").first()
    if resolve:
        assert resolve.met_at == confirmation.solution.offered_at
        assert resolve.breached_at is None
    assert confirmation.at - confirmation.solution.offered_at >= OFFERED


@pytest.mark.parametrize(("solved", "stars"), [(False, None), (False, 1), (False, 5), (True, 1), (True, 2)])
def test_a_no_or_a_dissatisfied_yes_goes_back_to_the_owner(
    cast: Cast, ticket: Ticket, solved: bool, stars: int | None
) -> None:
    confirmation = answer(ticket, solved=solved, stars=stars)
    assert not confirmation.is_yes
    assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.lin)
    assert not Closure.objects.exists()
    assert not Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None, held_at__isnull=False).exists()
    event = Event.objects.get(ticket=ticket, kind="ticket_rejected")
    assert event.payload == {"confirmation": confirmation.pk, "solved": solved, "stars": stars}


def test_a_no_and_then_a_yes(cast: Cast, ticket: Ticket) -> None:
    answer(ticket, solved=False, stars=None)
    second = offer_solution(ticket, measure="退款", timing="明天 20:00 前", responsible="林晓", by=cast.lin.party)
    confirmation = answer(ticket)
    assert (second.round, confirmation.solution) == (2, second)
    assert ticket.status == Status.CLOSED
    assert Confirmation.objects.filter(ticket=ticket).count() == 2


def test_it_is_answered_once(ticket: Ticket) -> None:
    answer(ticket)
    with pytest.raises(NothingToConfirm):
        answer(ticket)
    assert Confirmation.objects.count() == 1


def test_there_must_be_something_to_confirm() -> None:
    ticket = make_ticket()
    with pytest.raises(NothingToConfirm):
        answer(ticket)


@pytest.mark.parametrize(("solved", "stars"), [(True, None), (True, 0), (True, 6), (False, 0), (False, 6)])
def test_an_incomplete_answer_is_refused_and_nothing_moves(ticket: Ticket, solved: bool, stars: int | None) -> None:
    with pytest.raises(AnswerIncomplete):
        answer(ticket, solved=solved, stars=stars)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.AWAITING_CONFIRMATION
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("nature", ["praise", "suggestion"])
def test_answered_praise_and_suggestions_end_without_a_yes(cast: Cast, nature: str) -> None:
    ticket = make_ticket("小林很棒")
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.filter(nature=nature).first())
    with pytest.raises(NotAnswered):
        close_answered(ticket, by=cast.lin.party)
    send_reply(ticket, text="谢谢您！", by=cast.lin.party)
    closure = close_answered(ticket, by=cast.lin.party)
    assert (closure.kind, ticket.status) == (Closure.Kind.ANSWERED, Status.CLOSED)
    assert running(ticket) == set()


def test_the_last_answer_and_the_end_are_one_step(cast: Cast) -> None:
    praise, complaint = make_ticket("小林很棒"), make_ticket()
    Ticket.objects.filter(pk=praise.pk).update(category=Category.objects.filter(nature="praise").first())
    closure = reply_and_close(praise, text="谢谢您！", by=cast.lin.party)
    assert (closure.kind, Ticket.objects.get(pk=praise.pk).status) == (Closure.Kind.ANSWERED, Status.CLOSED)
    with pytest.raises(MustBeConfirmed):
        reply_and_close(complaint, text="谢谢您！", by=cast.lin.party)
    assert not complaint.messages.filter(kind="reply").exists()


@pytest.mark.parametrize("nature", ["complaint", "repair", "consult", None])
def test_everything_else_ends_with_the_customers_yes(cast: Cast, nature: str | None) -> None:
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.filter(nature=nature).first())
    send_reply(ticket, text="您好", by=cast.lin.party)
    with pytest.raises(MustBeConfirmed):
        close_answered(ticket, by=cast.lin.party)


@pytest.mark.parametrize(("close", "kind"), [(close_spam, "spam"), (close_withdrawn, "withdrawn")])
def test_other_ends_need_a_reason(cast: Cast, close: object, kind: str) -> None:
    ticket = make_ticket()
    with pytest.raises(ReasonMissing):
        close(ticket, reason="  ", by=cast.chen.party)  # type: ignore[operator]
    closure = close(ticket, reason=" 广告 ", by=cast.chen.party)  # type: ignore[operator]
    assert (closure.kind, closure.reason, closure.by.id) == (kind, "广告", cast.chen.pk)
    assert Event.objects.get(ticket=ticket, kind="ticket_closed").payload == {"closure": kind}


def test_it_ends_once(cast: Cast) -> None:
    ticket = make_ticket()
    close_spam(ticket, reason="广告", by=cast.chen.party)
    with pytest.raises(AlreadyClosed):
        close_withdrawn(ticket, reason="客户说算了", by=cast.chen.party)
    assert Closure.objects.get(ticket=ticket).kind == Closure.Kind.SPAM
    assert Event.objects.filter(ticket=ticket, kind="ticket_closed").count() == 1


def test_reopening_keeps_the_owner_and_the_closure(cast: Cast, ticket: Ticket) -> None:
    answer(ticket)
    reopening = reopen_closed(ticket, why=Reopening.Why.STAFF, by=cast.chen.party)
    assert (ticket.status, ticket.assignee, ticket.closed_at) == (Status.OPEN, cast.lin, None)
    assert reopening.closure == Closure.objects.get(ticket=ticket)
    with pytest.raises(NotClosed):
        reopen_closed(ticket, why=Reopening.Why.STAFF, by=cast.chen.party)


def test_no_stars_outside_one_to_five_reach_the_table(ticket: Ticket) -> None:
    confirmation = answer(ticket)
    confirmation.stars = 9
    with pytest.raises(IntegrityError), transaction.atomic():
        confirmation.save()
