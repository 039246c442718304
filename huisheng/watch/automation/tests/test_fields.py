"""The table of ticket fields: what each question finds, and that one ticket is asked as all are."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import NEVER, Message, Ticket
from huisheng.kit.conditions import ConditionError, describe, to_q
from huisheng.stages.collaboration.models import CollabRequest, Watcher
from huisheng.stages.triage.models import Incident, TicketTag
from huisheng.stages.triage.tests.make import make_graded, make_incident, make_opened
from huisheng.watch.automation.fields import (
    faults_of,
    fields_for,
    fields_to_choose,
    holds,
    only_open,
    tickets_matching,
)
from tests.cast import Cast

from .make import changed, found, leaf

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def red(cast: Cast) -> Ticket:
    return changed(make_graded("漏发了配件，孩子等着用"), team=cast.cs1, assignee=cast.lin, first_owner=cast.lin)


@pytest.fixture
def green(cast: Cast) -> Ticket:
    return changed(make_graded("建议包装再加层泡沫"), team=cast.cs2)


def test_without_a_condition_everything_the_person_sees_is_found(cast: Cast, red: Ticket, green: Ticket) -> None:
    assert found({}) == {red.pk, green.pk}
    assert found({}, cast.lin) == {red.pk}
    assert found(leaf("colour", "in", ["green"]), cast.lin) == set()


def test_it_asks_what_it_is(cast: Cast, red: Ticket, green: Ticket) -> None:
    assert found(leaf("grade", "in", ["red"])) == {red.pk}
    assert found(leaf("grade", "not_in", ["red"])) == {green.pk}
    assert found(leaf("colour", "is", "green")) == {green.pk}
    assert found(leaf("severity", "gte", 30)) == {red.pk}
    assert found(leaf("scheme", "is", "ryg")) == {red.pk, green.pk}
    assert found(leaf("channel", "is", "web")) == {red.pk, green.pk}
    assert found(leaf("nature", "is", "suggestion")) == {green.pk}


def test_a_category_brings_everything_below_it(red: Ticket, green: Ticket) -> None:
    above = Category.objects.create(code="above", name="上", name_en="Above")
    middle = Category.objects.create(code="middle", name="中", parent=above)
    below = Category.objects.create(code="below", name="下", parent=middle)
    changed(red, category=below)
    changed(green, category=None)
    assert found(leaf("category", "in", ["above"])) == {red.pk}
    assert found(leaf("category", "is", "below")) == {red.pk}
    assert found(leaf("category", "not_in", ["above"])) == {green.pk}
    assert found(leaf("category", "is_empty")) == {green.pk}
    assert found(leaf("category", "is", "gone")) == set()


def test_several_tags_find_a_ticket_once(red: Ticket, green: Ticket) -> None:
    first, second = Tag.objects.all()[:2]
    for tag in (first, second):
        TicketTag.objects.get_or_create(ticket=red, tag=tag)
    TicketTag.objects.filter(ticket=green).delete()
    both = tickets_matching(None, leaf("tags", "any_of", [first.code, second.code]), NOW)
    assert list(both) == [red]
    assert found(leaf("tags", "none_of", [first.code])) == {green.pk}
    assert found(leaf("tags", "is_empty")) == {green.pk}


def test_it_asks_whose_it_is(cast: Cast, red: Ticket, green: Ticket) -> None:
    assert found(leaf("assignee", "is", "@me"), cast.lin) == {red.pk}
    assert found(leaf("assignee", "is", "@me"), cast.admin) == set()
    assert found(leaf("assignee", "in", ["lin"])) == {red.pk}
    assert found(leaf("assignee", "is", "@nobody")) == {green.pk}
    assert found(leaf("assignee", "in", ["lin", "@nobody"])) == {red.pk, green.pk}
    assert found(leaf("first_owner", "is_empty")) == {green.pk}
    assert found(leaf("team", "is", "@ours"), cast.admin) == set()
    assert found(leaf("team", "is", "@ours"), cast.lin) == {red.pk}
    assert found(leaf("team", "not_in", ["cs1"])) == {green.pk}


def test_nobody_in_particular_is_nobody_for_the_house_itself(red: Ticket) -> None:
    assert found(leaf("assignee", "is", "@me")) == set()
    assert any("@me" in fault for fault in faults_of(leaf("assignee", "is", "@me"), None, NOW))


def test_the_own_agent_and_the_watchers_are_people_too(cast: Cast, red: Ticket, green: Ticket) -> None:
    red.customer.agent = cast.lin
    red.customer.save()
    Watcher.objects.create(ticket=green, staff=cast.chen, at=NOW)
    assert found(leaf("own_agent", "is", "lin")) == {red.pk}
    assert found(leaf("watcher", "is", "chen")) == {green.pk}
    assert found(leaf("watcher", "is", "@me"), cast.admin) == set()
    Watcher.objects.create(ticket=red, staff=cast.admin, at=NOW)
    assert found(leaf("watcher", "is", "@me"), cast.admin) == {red.pk}
    assert found(leaf("watcher", "is_not", "admin")) == {green.pk}


def test_it_asks_how_long_there_is(red: Ticket, green: Ticket) -> None:
    now = timezone.now()
    changed(red, next_due_at=now + timedelta(minutes=90))
    changed(green, next_due_at=now - timedelta(minutes=5))
    assert found(leaf("due_in", "lte", 2)) == {red.pk, green.pk}
    assert found(leaf("due_in", "lt", 1)) == {green.pk}
    assert found(leaf("due_in", "gte", 1.4)) == {red.pk}
    assert found(leaf("overdue", "is", True)) == {green.pk}
    assert found(leaf("overdue", "is", False)) == {red.pk}
    assert found(leaf("overdue", "is_not", True)) == {red.pk}


def test_without_a_promise_nothing_is_left_and_nothing_is_overdue(red: Ticket, green: Ticket) -> None:
    changed(red, next_due_at=NEVER)
    changed(green, next_due_at=NOW + timedelta(hours=1))
    assert found(leaf("due_in", "is_empty")) == {red.pk}
    assert red.pk not in found(leaf("due_in", "gte", 0)) | found(leaf("overdue", "is", True))


def test_it_asks_how_long_ago(red: Ticket, green: Ticket) -> None:
    now = timezone.now()
    changed(red, created_at=now - timedelta(days=4), last_message_at=now - timedelta(hours=30))
    assert found(leaf("age_days", "gte", 3)) == {red.pk}
    assert found(leaf("age_hours", "lt", 1)) == {green.pk}
    assert found(leaf("quiet_hours", "gt", 24)) == {red.pk}
    changed(green, status="closed", closed_at=now - timedelta(days=2))
    assert found(leaf("closed_days", "lte", 3)) == {green.pk}
    assert found(leaf("closed_days", "is_empty")) == {red.pk}
    assert found(leaf("is_open", "is", True)) == {red.pk}
    assert found(leaf("status", "in", ["closed"])) == {green.pk}
    assert found(leaf("created_at", "gte", (now - timedelta(hours=1)).isoformat())) == {green.pk}


@pytest.mark.parametrize("value", ["soon", 10**9, "nan", None])
def test_a_span_that_is_none_is_refused_in_words(value: Any) -> None:
    with pytest.raises(ConditionError):
        to_q({"field": "due_in", "op": "lt", "value": value}, fields_for(None, NOW))


def test_a_span_is_never_exact(cast: Cast) -> None:
    assert len(faults_of(leaf("age_days", "is", 3), cast.lin, NOW)) == 1


def test_it_finds_words_of_the_subject_and_of_the_customer_only(cast: Cast, red: Ticket, green: Ticket) -> None:
    add_message(green, kind=Message.Kind.CUSTOMER, text="客服说会补发，APP 也闪退", by=green.customer.party)
    add_message(red, kind=Message.Kind.REPLY, text="马上补发", by=cast.lin.party)
    assert found(leaf("text", "has_any", ["漏发", "泡沫"])) == {red.pk, green.pk}
    assert found(leaf("text", "has_any", ["补发"])) == {green.pk}
    assert found(leaf("text", "has_all", ["泡沫", "ａｐｐ"])) == {green.pk}
    assert found(leaf("text", "has_any", ["发补"])) == set()
    assert found(leaf("subject", "has_any", ["配件"])) == {red.pk}
    assert found(leaf("subject", "has_all", ["配件", "泡沫"])) == set()


def test_it_asks_by_numbers_people_quote(red: Ticket, green: Ticket) -> None:
    changed(red, order_number="1023")
    assert found(leaf("order_number", "is", "1023")) == {red.pk}
    assert found(leaf("order_number", "is_empty")) == {green.pk}
    assert found(leaf("number", "is", green.number)) == {green.pk}


def test_it_knows_who_had_the_last_word(cast: Cast, red: Ticket, green: Ticket) -> None:
    add_message(red, kind=Message.Kind.REPLY, text="已经安排", by=cast.lin.party)
    add_message(green, kind=Message.Kind.NOTE, text="问一下产品", by=cast.dan.party)
    assert found(leaf("waits_for_us", "is", True)) == {green.pk}
    assert found(leaf("waits_for_us", "is", False)) == {red.pk}


def make_request(ticket: Ticket, cast: Cast, **changes: Any) -> CollabRequest:
    fields = {"seq": 1, "team": cast.warehouse, "problem": "少发", "need": "补发", "due_at": NOW, "asked_at": NOW}
    return CollabRequest.objects.create(ticket=ticket, **{**fields, **changes})


def test_it_knows_which_departments_are_being_asked(cast: Cast, red: Ticket, green: Ticket) -> None:
    make_request(red, cast, lead=True)
    make_request(green, cast, state="answered", ended_at=NOW, answered_at=NOW)
    assert found(leaf("open_request", "is", True)) == {red.pk}
    assert found(leaf("asked_team", "in", ["warehouse"])) == {red.pk}
    assert found(leaf("lead_team", "is", "warehouse")) == {red.pk}
    assert found(leaf("asked_team", "is_empty")) == {green.pk}
    assert found(leaf("lead_team", "is", "@ours"), cast.lin) == set()


def test_mass_faults_and_reopenings_count(red: Ticket, green: Ticket) -> None:
    make_incident(red, state=Incident.State.CONFIRMED)
    assert found(leaf("mass_fault", "is", True)) == {red.pk}
    assert found(leaf("reopened", "gte", 1)) == set()
    assert found(leaf("reopened", "lt", 1)) == {red.pk, green.pk}


def test_one_ticket_is_asked_by_the_same_query(cast: Cast, red: Ticket, green: Ticket) -> None:
    condition = {"all": [leaf("assignee", "is", "@me"), leaf("text", "has_any", ["漏发"])]}
    assert holds(red, condition, NOW, staff=cast.lin)
    assert not holds(red, condition, NOW, staff=cast.chen)
    assert not holds(green, condition, NOW, staff=cast.lin)


def test_it_asks_in_one_statement(cast: Cast, red: Ticket, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    every = [leaf("assignee", "is", "@me"), leaf("tags", "is_empty"), leaf("text", "has_any", ["漏发"])]
    cast.lin.team_ids  # noqa: B018  # known from the request
    with django_assert_num_queries(1):
        list(tickets_matching(cast.lin, {"any": every}, NOW))


def test_what_the_author_got_wrong_is_said_in_words(cast: Cast) -> None:
    assert faults_of(leaf("grade", "in", ["red"]), cast.lin, NOW) == []
    assert "purple" in faults_of(leaf("grade", "in", ["purple"]), cast.lin, NOW)[0]
    assert "weather" in faults_of(leaf("weather", "is", "fine"), cast.lin, NOW)[0]
    assert faults_of(leaf("text", "is", "漏发"), cast.lin, NOW) != []


def test_every_field_can_be_chosen_described_and_asked(cast: Cast) -> None:
    fields = fields_to_choose(cast.lin, NOW)
    assert set(fields) == set(fields_for(None, NOW))
    values = {"text": "退款", "number": 1, "bool": True, "time": NOW.isoformat()}
    ops = {"text": "has_any", "number": "gte", "bool": "is", "time": "gte", "choice": "in", "list": "any_of"}
    for spec in fields.values():
        value = next(iter(spec.choices or {})) if spec.kind in ("choice", "list") else values[spec.kind]
        asked = leaf(spec.name, ops[spec.kind], [value] if ops[spec.kind] in ("in", "has_any", "any_of") else value)
        assert faults_of(asked, cast.lin, NOW) == []
        assert str(spec.label) in describe(asked, fields)
        assert isinstance(found(asked, cast.lin), set)


def test_namesakes_are_told_apart(cast: Cast) -> None:
    cast.dan.name = cast.lin.name
    cast.dan.save()
    choices = fields_to_choose(None, NOW)["assignee"].choices or {}
    assert choices["lin"] == f"{cast.lin.name} (lin)"


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ({}, True),
        (leaf("assignee", "is", "@me"), True),
        (leaf("status", "is", "closed"), False),
        (leaf("status", "in", ["new", "open"]), True),
        (leaf("status", "in", ["new", "closed"]), False),
        (leaf("status", "is_not", "closed"), True),
        (leaf("status", "not_in", ["new"]), False),
        (leaf("closed_days", "lt", 3), False),
        (leaf("is_open", "is", True), True),
        (leaf("is_open", "is", False), False),
        ({"any": [leaf("status", "is", "closed"), leaf("overdue", "is", True)]}, False),
        ({"any": [leaf("status", "is", "new"), leaf("overdue", "is", True)]}, True),
        ({"all": [leaf("status", "not_in", ["new"]), leaf("is_open", "is", True)]}, True),
        ({"not": leaf("status", "is", "closed")}, False),
    ],
)
def test_it_says_whether_open_ones_alone_are_meant(condition: dict[str, Any], meant: bool) -> None:
    """Where it does not know it says no: then a list reads newest first, whatever else somebody likes."""
    assert only_open(condition) is meant


def test_what_is_not_written_yet_is_written_before_it_is_asked() -> None:
    ticket, _message = make_opened("漏发")
    assert holds(ticket, leaf("channel", "is", "web"), NOW)


def test_grades_are_chosen_by_their_codes(cast: Cast) -> None:
    assert {"red", "yellow", "green"} <= set(fields_to_choose(cast.lin, NOW)["grade"].choices or {})
    assert Grade.objects.filter(code="red").exists()
