"""The demo's silent customers are in the middle of the protocol, or at its end."""

from datetime import timedelta

import pytest
from django.db.models import F

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.project.demo.confirming import LATE, WORD, ask_for_answers
from huisheng.project.demo.load import hire
from huisheng.project.demo.tickets.silent import LATE_YES, SILENT
from huisheng.stages.closure.models import Asking, Closure, Confirmation, Try
from huisheng.stages.closure.protocol import part_of_day
from huisheng.stages.closure.queries import terms_in_force
from huisheng.stages.closure.tests.make import MONDAY, make_offered

pytestmark = pytest.mark.django_db


def test_the_protocol_is_played_up_to_now() -> None:
    people = hire()
    old = make_offered(people["lin"], at=MONDAY)
    new = make_offered(people["zhou"], at=MONDAY + timedelta(days=6))
    ask_for_answers(people, MONDAY + timedelta(days=8))
    assert Closure.objects.get(ticket=old).kind == Closure.Kind.UNCONFIRMED
    going = Asking.objects.get(ticket=new)
    assert going.state == Asking.State.WAITING
    assert [one.result for one in going.tries.all()][-1] == "due"
    assert going.tries.count() >= 2


def silent(people: dict, key: str) -> Ticket:  # type: ignore[type-arg]
    """A ticket of that script's customer, offered on Monday."""
    [script] = [one for one in SILENT if one.key == key]
    ticket = make_offered(people["lin"], at=MONDAY)
    ticket.customer.name = script.customer.name
    ticket.customer.save(update_fields=["name"])
    return ticket


def test_each_try_is_in_another_part_of_the_day_and_leaves_its_evidence() -> None:
    people = hire()
    ticket = make_offered(people["lin"], at=MONDAY)
    ask_for_answers(people, MONDAY + timedelta(days=8))
    tries = list(Try.objects.filter(asking__ticket=ticket))
    assert len(tries) == terms_in_force().tries == 3
    assert {one.way for one in tries} == {"letter", "phone"}
    assert len({part_of_day(one.at, terms_in_force()) for one in tries}) >= 2
    assert all(one.outbound_id or (one.origin and one.note) for one in tries)
    assert {one.by_id for one in tries if one.way == "phone"} == {people["he"].pk}, "not by who handled it"


def test_letters_stand_at_the_hour_at_which_they_left() -> None:
    people = hire()
    make_offered(people["lin"], at=MONDAY)
    ask_for_answers(people, MONDAY + timedelta(days=8))
    letters = Try.objects.exclude(outbound=None)
    assert letters.count() == letters.filter(outbound__created_at=F("at")).count() >= 2
    assert Outbound.objects.filter(created_at=MONDAY).exists()


def test_a_call_whose_hour_came_today_waits_on_the_list() -> None:
    people = hire()
    ticket = make_offered(people["lin"], email=False, at=MONDAY)
    first = MONDAY.replace(hour=14)
    ask_for_answers(people, first + timedelta(hours=1))
    due = Event.objects.filter(ticket=ticket, kind="confirmation_call_due")
    assert due.count() == 1
    assert Try.objects.get(asking__ticket=ticket).result == Try.Result.DUE
    ask_for_answers(people, first + timedelta(hours=2))
    assert due.count() == 1, "asked for once"


def test_one_says_yes_after_it_was_closed() -> None:
    people = hire()
    ticket = silent(people, LATE_YES)
    ask_for_answers(people, MONDAY + timedelta(days=12))
    ends = list(Closure.objects.filter(ticket=ticket))
    assert [one.kind for one in ends] == [Closure.Kind.UNCONFIRMED, Closure.Kind.CONFIRMED]
    assert ends[1].at - ends[0].at == LATE
    assert Confirmation.objects.get(ticket=ticket).word == WORD


def test_the_others_stay_silent() -> None:
    people = hire()
    ticket = silent(people, SILENT[0].key)
    ask_for_answers(people, MONDAY + timedelta(days=12))
    assert [one.kind for one in Closure.objects.filter(ticket=ticket)] == [Closure.Kind.UNCONFIRMED]
    assert not Confirmation.objects.filter(ticket=ticket).exists()


def test_nothing_happens_before_its_time() -> None:
    people, now = hire(), MONDAY + timedelta(days=2)
    ticket = make_offered(people["lin"], at=MONDAY)
    ask_for_answers(people, now)
    assert Try.objects.filter(asking__ticket=ticket, result=Try.Result.SENT).exists()
    assert not Try.objects.exclude(result=Try.Result.DUE).filter(at__gt=now).exists()
    assert not Event.objects.filter(at__gt=now).exclude(kind__in=["ticket_opened", "ticket_assigned"]).exists()
