"""The table of verbs that macros and rules are made of."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.tickets.actions import MoveNotAllowed
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.handling.actions import PlaceLeftOpen, offer_solution
from huisheng.stages.handling.models import Snooze
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import only_policy, promise
from huisheng.stages.triage.queries import tags_of
from huisheng.trips.deeds import (
    BY_CODE,
    DEEDS,
    STEPS_MOST,
    DeedRefused,
    OfferWaits,
    OnlyPeople,
    carry_out,
    checked,
    choices,
    deeds_for,
    sentence,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    only_policy(promise("first_response", 15), promise("resolve", 10, "natural_day"))
    ticket = make_ticket("漏发了配件", customer=cast.liu)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def answers(cast: Cast) -> dict[str, Any]:
    """Something that fits every question of the table."""
    return {
        "text": "{customer}，您好",
        "wait": True,
        "status": "waiting_department",
        "staff": cast.chen.pk,
        "team": cast.cs2.pk,
        "category": Category.objects.filter(retired_at=None, parent__isnull=False).first().pk,  # type: ignore[union-attr]
        "tags": [Tag.objects.order_by("pk").first().pk],  # type: ignore[union-attr]
        "grade": Grade.objects.get(scheme__enabled=True, code="green").pk,
        "reason": "看过照片",
        "problem": "{customer}的货少了一件",
        "need": "查装箱录像",
        "hours": 4,
    }


def step(code: str, cast: Cast) -> dict[str, Any]:
    given = answers(cast)
    return {"deed": code, **{ask.name: given[ask.name] for ask in BY_CODE[code].asks}}


def test_each_deed_is_kept_said_and_done(ticket: Ticket, cast: Cast) -> None:
    """The whole table: what a form sends is kept as data, reads as a sentence in both languages, and can be done."""
    for deed in DEEDS:
        one = make_ticket("漏发了配件", customer=cast.liu, team=cast.cs1)
        (kept,) = checked([step(deed.code, cast)])
        for language in ("zh-hans", "en"):
            with translation.override(language):
                assert "%(" not in sentence(kept)
                assert "(" not in sentence(kept), deed.code
        if deed.code == "remove_tags":
            carry_out(one, kept | {"deed": "add_tags"}, by=cast.chen.party)
        if deed.code == "snooze":
            carry_out(one, {"deed": "take"}, by=cast.chen.party)
        before = one.events.count()
        carry_out(one, kept, by=cast.chen.party)
        assert one.events.count() > before, deed.code


def test_a_reply_is_filled_and_waits(ticket: Ticket, cast: Cast) -> None:
    carry_out(ticket, step("reply", cast), by=cast.lin.party)
    assert ticket.messages.get(kind=Message.Kind.REPLY).text == "刘女士，您好"
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER


def test_a_reply_with_a_hole_is_refused(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(PlaceLeftOpen):
        carry_out(ticket, {"deed": "reply", "text": "订单 {order}"}, by=cast.lin.party)
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


def test_a_status_is_heard_by_the_clocks(ticket: Ticket, cast: Cast) -> None:
    carry_out(ticket, {"deed": "status", "status": "waiting_customer"}, by=cast.lin.party)
    assert not Clock.objects.filter(ticket=ticket, kind="resolve", held_at=None).exists()
    carry_out(ticket, {"deed": "status", "status": "open"}, by=cast.lin.party)
    assert Clock.objects.filter(ticket=ticket, kind="resolve", held_at=None).exists()


def test_a_status_out_of_turn_is_refused_by_its_verb(ticket: Ticket, cast: Cast) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED)
    with pytest.raises(MoveNotAllowed):
        carry_out(ticket, {"deed": "status", "status": "waiting_department"}, by=cast.lin.party)


def test_tags_come_and_go(ticket: Ticket, cast: Cast) -> None:
    tag = Tag.objects.order_by("pk").first()
    assert tag is not None
    carry_out(ticket, {"deed": "add_tags", "tags": [tag.pk]}, by=cast.lin.party)
    assert tags_of(ticket) == [tag]
    carry_out(ticket, {"deed": "remove_tags", "tags": [tag.pk]}, by=cast.lin.party)
    assert tags_of(ticket) == []


def test_a_rule_takes_nothing_onto_its_desk(ticket: Ticket) -> None:
    with pytest.raises(OnlyPeople):
        carry_out(ticket, {"deed": "take"}, by=Party("rule", 1))


def test_a_department_is_asked_with_words_from_the_ticket(ticket: Ticket, cast: Cast) -> None:
    carry_out(ticket, step("ask", cast) | {"team": cast.warehouse.pk}, by=cast.lin.party)
    asked = CollabRequest.objects.get(ticket=ticket)
    assert (asked.team, asked.problem, asked.need) == (cast.warehouse, "刘女士的货少了一件", "查装箱录像")
    assert timedelta(hours=3) < asked.due_at - asked.asked_at <= timedelta(hours=4)
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_DEPARTMENT


def test_a_colleague_puts_off_what_is_theirs(ticket: Ticket, cast: Cast) -> None:
    carry_out(ticket, {"deed": "snooze", "hours": 2}, by=cast.lin.party)
    assert Snooze.objects.get(ticket=ticket).staff == cast.lin
    with pytest.raises(OnlyPeople):
        carry_out(ticket, {"deed": "snooze", "hours": 2}, by=Party("rule", 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"deed": "nothing"},
        {},
        {"deed": "reply", "text": "  "},
        {"deed": "status", "status": "closed"},
        {"deed": "assign", "staff": "999999"},
        {"deed": "assign", "staff": "x"},
        {"deed": "add_tags", "tags": []},
        {"deed": "add_tags", "tags": ["999999"]},
        {"deed": "grade", "grade": ""},
        {"deed": "snooze", "hours": "5"},
    ],
)
def test_what_cannot_be_done_is_not_kept(wrong: dict[str, Any], cast: Cast) -> None:
    with pytest.raises(DeedRefused) as refusal:
        checked([step("note", cast), wrong])
    assert refusal.value.fields["step"] == 1
    assert "2" in str(refusal.value)


def test_a_list_of_steps_has_an_end(cast: Cast) -> None:
    for steps in ([], [step("note", cast)] * (STEPS_MOST + 1)):
        with pytest.raises(DeedRefused):
            checked(steps)


def test_what_a_form_sends_is_kept_as_data(cast: Cast) -> None:
    (kept,) = checked([{"deed": "assign", "staff": str(cast.lin.pk), "more": "x"}])
    assert kept == {"deed": "assign", "staff": cast.lin.pk}


def test_what_is_gone_meanwhile_is_said_and_refused(ticket: Ticket, cast: Cast) -> None:
    kept = checked([step("assign", cast)])[0]
    cast.chen.is_active = False
    cast.chen.save()
    assert "停用" in sentence(kept)
    with pytest.raises(DeedRefused):
        carry_out(ticket, kept, by=cast.lin.party)
    with pytest.raises(DeedRefused):
        carry_out(ticket, {"deed": "lost"}, by=cast.lin.party)
    assert sentence({"deed": "lost"})


def test_a_list_offers_what_the_person_may(cast: Cast) -> None:
    assert "assign" not in {deed.code for deed in deeds_for(cast.lin.allows)}
    assert {deed.code for deed in deeds_for(cast.chen.allows)} == set(BY_CODE)
    assert {deed.right for deed in DEEDS} <= set(Right.values)


def test_each_kind_of_answer_has_its_choices(cast: Cast) -> None:
    for kind in ("status", "hours", "category", "tags", "grade", "staff", "team"):
        assert choices(kind), kind
    assert (str(cast.lin.pk), "林晓") in choices("staff")
    assert cast.wang.name not in dict(choices("staff")).values()
    assert choices("text") == []


def test_no_status_is_set_while_an_offer_waits(ticket: Ticket, cast: Cast) -> None:
    """A macro or a rule would leave the customer being asked about an offer that waits no more."""
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)
    for by in (cast.lin.party, Party("rule", 7, "规则")):
        with pytest.raises(OfferWaits):
            carry_out(ticket, {"deed": "status", "status": "open"}, by=by)
    ticket.refresh_from_db()
    assert ticket.status == Status.AWAITING_CONFIRMATION
