from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Inbound
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.journey import route
from huisheng.journey.route import receive
from huisheng.journey.tests.make import make_offered, make_received
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import Reopening
from huisheng.stages.handling.actions import ask_customer
from huisheng.stages.sla.models import Clock
from huisheng.trips.merge import merge
from tests.cast import Cast

ARRIVAL = 21  # statements
pytestmark = pytest.mark.django_db


def running(ticket: Ticket) -> int:
    return Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None, held_at=None).count()


def finished(cast: Cast) -> Ticket:
    ticket = make_received(owner=cast.lin)
    make_offered(ticket, by=cast.lin)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    return ticket


def writes(ticket: Ticket, text: str) -> Ticket:
    accepted = receive(make_inbound(text, number=ticket.number))
    accepted.ticket.refresh_from_db()
    return accepted.ticket


def test_it_arrives_with_grade_desk_and_promise(cast: Cast) -> None:
    ticket = make_received("我的货已经延迟5天了！")
    assert ticket.grade is not None
    assert ticket.grade.code == "red"
    assert ticket.category is not None
    assert ticket.team is not None
    assert ticket.assignee is not None
    assert ticket.first_owner == ticket.assignee
    assert ticket.due_at is not None
    assert running(ticket) >= 1


def test_a_replayed_item_changes_nothing(cast: Cast) -> None:
    inbound = make_inbound("漏发了配件", phone="13811112345")
    first = receive(inbound)
    events, clocks = first.ticket.events.count(), Clock.objects.count()
    again = receive(Inbound.objects.get(pk=inbound.pk))
    assert again.ticket == first.ticket
    assert (first.ticket.events.count(), Clock.objects.count()) == (events, clocks)
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_a_crash_in_the_middle_leaves_only_the_item(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    inbound = make_inbound("漏发了配件")

    def crash(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(route, "start_clocks", crash)
        with pytest.raises(RuntimeError), transaction.atomic():
            receive(inbound)
    assert not Ticket.objects.exists()
    inbound.refresh_from_db()
    assert inbound.state == Inbound.State.WAITING
    assert receive(inbound).is_new
    assert Ticket.objects.count() == 1


def test_an_answer_lets_the_clocks_run_again(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    ask_customer(ticket, text="请问缺哪个？", by=cast.lin.party)
    assert running(ticket) == 0
    ticket = writes(ticket, "缺螺丝")
    assert ticket.status == Status.OPEN
    assert running(ticket) >= 1


def test_a_word_on_an_open_ticket_moves_nothing_else(cast: Cast) -> None:
    ticket = make_received()
    before = (ticket.status, ticket.grade, ticket.assignee, Clock.objects.count())
    ticket = writes(ticket, "再补充一点")
    assert (ticket.status, ticket.grade, ticket.assignee, Clock.objects.count()) == before


def test_a_word_while_a_solution_waits_is_no_answer_to_it(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    make_offered(ticket, by=cast.lin)
    assert writes(ticket, "寄到公司可以吗？").status == Status.AWAITING_CONFIRMATION


def test_thanks_on_a_closed_ticket_keep_it_closed(cast: Cast) -> None:
    ticket = writes(finished(cast), "谢谢，辛苦了！")
    assert ticket.status == Status.CLOSED
    assert not Reopening.objects.exists()
    assert ticket.messages.filter(kind="customer").count() == 2


def test_a_question_on_a_closed_ticket_opens_it_for_the_same_owner(cast: Cast) -> None:
    ticket = writes(finished(cast), "配件又坏了，怎么办？")
    assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.lin)
    assert Reopening.objects.get(ticket=ticket).why == Reopening.Why.MESSAGE
    assert running(ticket) >= 1


def test_too_long_after_closing_it_is_a_new_ticket_that_passes_the_line(cast: Cast) -> None:
    old = finished(cast)
    Ticket.objects.filter(pk=old.pk).update(closed_at=timezone.now() - timedelta(days=40))
    new = writes(old, "配件又坏了，怎么办？")
    assert new != old
    assert new.customer == old.customer
    assert new.grade is not None
    assert running(new) >= 1
    assert Ticket.objects.get(pk=old.pk).status == Status.CLOSED


def test_a_known_category_from_the_sender_wins(cast: Cast) -> None:
    category = Category.objects.exclude(code__startswith="complaint").first()
    assert category is not None
    assert make_received("漏发了配件", category=category.code).category == category


def test_who_writes_to_a_merged_one_is_heard_where_it_goes_on(cast: Cast) -> None:
    first, second, third = (make_received(owner=cast.lin, phone="13811112345") for _each in range(3))
    merge(first, into=second, reason="同一件事", by=cast.lin.party)
    merge(second, into=third, reason="同一件事", by=cast.lin.party)
    assert writes(first, "还没收到，请快一点") == third
    assert [Ticket.objects.get(pk=one.pk).is_closed for one in (first, second, third)] == [True, True, False]
    assert third.messages.filter(text="还没收到，请快一点").exists()


def test_an_arrival_has_a_fixed_price(cast: Cast, django_assert_num_queries: Any) -> None:
    """Of a known customer: one statement more than before desks were claimed (stages/routing/actions/claiming.py)."""
    receive(make_inbound("漏发了配件", phone="13811112345"))
    inbound = make_inbound("又漏发了配件", phone="13811112345")
    with django_assert_num_queries(ARRIVAL):
        assert receive(inbound).ticket.assignee == cast.lin


def test_an_answer_to_somebody_who_went_home_does_not_wait(cast: Cast) -> None:
    """Chatwoot #7204: told here through the whole line."""
    heir = make_staff("heir", teams=["cs1"], presence=Presence.OFFLINE)
    ticket = make_received("漏发了配件", owner=cast.lin)
    Staff.objects.filter(pk=cast.lin.pk).update(presence=Presence.OFFLINE)
    Staff.objects.filter(pk=heir.pk).update(presence=Presence.ONLINE)
    ticket = writes(ticket, "怎么样了？")
    assert (ticket.assignee, ticket.first_owner) == (heir, cast.lin)
