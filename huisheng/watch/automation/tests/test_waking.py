"""Rules hear what happens, in their order, once each, and say what became of it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from huisheng.core.catalogue.models import Grade, Tag
from huisheng.core.knowledge.tests.make import make_template
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.heard import ears
from huisheng.core.tickets.models import Ear, Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.handling.actions import urge
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips import deeds
from huisheng.trips.reclassify import change_grade
from huisheng.watch.automation.actions import save_rule, switch_rule, wake_rules
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

from .make import leaf, make_rule, tagging, tags_on

pytestmark = pytest.mark.django_db
Outcome = Run.Outcome


def opened(text: str = "漏发了配件", **changes: Any) -> tuple[Ticket, Event]:
    ticket = make_ticket(text, **changes)
    return ticket, ticket.events.get(kind="ticket_opened")


def grade(code: str) -> Grade:
    return Grade.objects.get(scheme__enabled=True, code=code)


def test_a_rule_acts_where_its_condition_holds(cast: Cast) -> None:
    rule = make_rule(condition=leaf("text", "has_any", ["漏发"]))
    ticket, event = opened()
    [run] = wake_rules(event)
    assert (run.rule, run.outcome, run.version, run.event) == (rule, Outcome.DONE, 1, event)
    assert tags_on(ticket) == {"attitude"}
    assert wake_rules(opened("想问问怎么安装")[1]) == []


def test_it_hears_only_what_it_listens_for(cast: Cast) -> None:
    make_rule(when=("customer_wrote",))
    ticket, event = opened()
    assert wake_rules(event) == []
    make_message(ticket)
    make_message(ticket, "在查了", kind=Message.Kind.REPLY, by=cast.lin.party)
    first, second = ticket.events.filter(kind="message_added")
    assert [len(wake_rules(one)) for one in (first, second)] == [1, 0]


def test_changed_from_and_to(cast: Cast) -> None:
    """From yellow to red only: the event knows what was before."""
    condition = {"all": [leaf("from_grade", "is", "yellow"), leaf("grade", "is", "red")]}
    make_rule(when=("graded",), condition=condition)
    ticket = make_ticket()
    acted = []
    for code in ("green", "red", "yellow", "red"):
        change_grade(ticket, grade=grade(code), reason="看过照片", by=cast.chen.party)
        acted.append(len(wake_rules(ticket.events.filter(kind="ticket_graded").latest("id"))))
    assert acted == [0, 0, 0, 1]


def test_who_did_it_and_where_it_lay_before(cast: Cast) -> None:
    condition = {
        "all": [leaf("from_assignee", "is", "lin"), leaf("who", "is", "staff"), leaf("assignee", "is", "chen")]
    }
    make_rule(when=("assigned",), condition=condition)
    ticket = make_ticket()
    assign_ticket(ticket, staff=cast.lin, by=SYSTEM)
    assert wake_rules(ticket.events.filter(kind="ticket_assigned").latest("id")) == []
    assign_ticket(ticket, staff=cast.chen, by=cast.lin.party)
    assert len(wake_rules(ticket.events.filter(kind="ticket_assigned").latest("id"))) == 1


def test_what_was_just_written_is_read_and_shown(cast: Cast) -> None:
    make_rule(when=("customer_wrote",), condition=leaf("said", "has_any", ["退款", "赔偿"]))
    ticket = make_ticket()
    make_message(ticket, "我要退款,马上!")
    [run] = wake_rules(ticket.events.get(kind="message_added"))
    assert run.words == [{"field": "said", "words": ["退款"]}]


def test_rules_are_asked_in_order_and_see_what_the_one_before_did(cast: Cast) -> None:
    make_rule(tagging("missing"), name="先")
    make_rule(tagging("exchange"), name="后", condition=leaf("tags", "any_of", ["missing"]))
    ticket, event = opened()
    assert [run.rule.name for run in wake_rules(event)] == ["先", "后"]
    assert tags_on(ticket) == {"missing", "exchange"}


def test_one_that_stops_is_the_last(cast: Cast) -> None:
    make_rule(tagging("missing"), stops=True, condition=leaf("text", "has_any", ["漏发"]))
    make_rule(tagging("exchange"))
    assert len(wake_rules(opened()[1])) == 1
    [run] = wake_rules(opened("想问问")[1])
    assert run.steps[0]["deed"]["tags"] == [Tag.objects.get(code="exchange").pk]


def test_what_is_refused_does_not_stop_the_rest_and_the_log_says_why(cast: Cast) -> None:
    make_rule({"deed": "own_agent"}, tagging("missing"))
    ticket, event = opened()
    [run] = wake_rules(event)
    assert run.outcome == Outcome.PARTLY
    assert [bool(one["why"]) for one in run.steps] == [True, False]
    assert "专属客服" in run.steps[0]["why"]
    assert tags_on(ticket) == {"missing"}


def test_where_all_is_refused_the_ledger_is_silent(cast: Cast) -> None:
    make_rule({"deed": "own_agent"})
    ticket, event = opened()
    [run] = wake_rules(event)
    assert run.outcome == Outcome.REFUSED
    assert not ticket.events.filter(kind="rule_acted").exists()


class Broken(Exception):
    pass


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deed “note” breaks."""

    def breaks(*_args: object) -> None:
        raise Broken("13800001234 has no paper")

    monkeypatch.setitem(deeds.BY_CODE, "note", deeds.Deed("note", "", "", deeds.BY_CODE["note"].asks, "", breaks))


@pytest.mark.usefixtures("broken")
def test_what_breaks_undoes_the_whole_rule_but_not_the_next_one(cast: Cast) -> None:
    make_rule(tagging("missing"), {"deed": "note", "text": "请看"})
    make_rule(tagging("exchange"))
    ticket, event = opened()
    first, second = wake_rules(event)
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.DONE)
    assert first.error.startswith("Broken")
    assert "13800001234" not in first.error
    assert tags_on(ticket) == {"exchange"}


def told_admins(cast: Cast) -> int:
    return Notice.objects.filter(staff=cast.admin, code="rule_troubled").count()


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("off", [False, True])
def test_the_third_failure_in_a_row_is_told_once(cast: Cast, run_jobs: Callable[..., int], off: bool) -> None:
    rule = make_rule({"deed": "note", "text": "请看"}, off_after_failures=off)
    told = []
    for _time in range(5):
        opened()
        run_jobs()
        told.append(told_admins(cast))
    assert told == [0, 0, 1, 1, 1]
    rule.refresh_from_db()
    assert rule.enabled is not off
    assert Run.objects.filter(rule=rule).count() == (3 if off else 5)


@pytest.mark.usefixtures("broken")
def test_a_success_between_begins_the_count_anew(cast: Cast, run_jobs: Callable[..., int]) -> None:
    step = {"deed": "note", "text": "请看"}
    rule = make_rule(step)
    for steps in ([step], [step], [tagging("missing")], [step], [step]):
        save_rule(rule, name="x", occasions=["opened"], condition={}, deeds=steps, by=SYSTEM, enabled=True)
        opened()
        run_jobs()
    assert told_admins(cast) == 0


def test_twice_is_once(cast: Cast) -> None:
    make_rule({"deed": "tell", "told": ["supervisor"]})
    _ticket, event = opened()
    wake_rules(event)
    with pytest.raises(Exception, match="run_once_an_event"), transaction.atomic():
        wake_rules(event)
    assert Event.objects.filter(kind="rule_told").count() == 1


def test_what_happened_before_it_was_switched_on_is_left_alone(cast: Cast) -> None:
    make_rule(since=timezone.now() + timedelta(minutes=1))
    assert wake_rules(opened()[1]) == []


@pytest.mark.parametrize(("begins", "ends", "acts"), [(-2, 2, 1), (1, 2, 0), (-2, -1, 0)])
def test_it_holds_between_its_dates(cast: Cast, begins: int, ends: int, acts: int) -> None:
    now = timezone.now()
    make_rule(valid_from=now + timedelta(hours=begins), valid_until=now + timedelta(hours=ends))
    assert len(wake_rules(opened()[1])) == acts


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'react'")
        return int(cursor.fetchone()[0])


def test_quiet_events_cost_a_job_only_while_somebody_listens(cast: Cast) -> None:
    ticket = make_ticket(status=Status.OPEN)
    rule = make_rule(when=("status",))
    counts = [waiting_jobs()]
    for enabled in (True, False):
        switch_rule(rule, enabled=enabled, by=SYSTEM)
        record_event(ticket, "status_changed", by=SYSTEM, before="new", after="open")
        counts.append(waiting_jobs())
    assert [after - before for before, after in pairwise(counts)] == [1, 0]
    assert not Ear.objects.exists()
    assert ears() == {}


def test_a_rule_that_cannot_be_asked_any_more_fails_loudly(cast: Cast) -> None:
    rule = make_rule()
    Rule.objects.filter(pk=rule.pk).update(condition=leaf("gone", "is", "x"))
    make_rule(tagging("missing"))
    first, second = wake_rules(opened()[1])
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.DONE)


def test_a_template_is_written_in_the_house_s_voice_and_keeps_no_promise(cast: Cast) -> None:
    template = make_template(body="{customer}，您好，我们还在等您的照片。")
    ticket = make_ticket(status=Status.WAITING_CUSTOMER)
    make_rule({"deed": "template", "template": template.pk, "wait": False})
    [run] = wake_rules(ticket.events.get(kind="ticket_opened"))
    assert run.outcome == Outcome.DONE
    reply = ticket.messages.get(kind=Message.Kind.REPLY)
    assert (reply.text, reply.by_kind) == ("刘女士，您好，我们还在等您的照片。", "rule")
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER


@pytest.mark.parametrize("count", [1, 30])
def test_many_rules_ask_in_as_many_statements_as_one(
    cast: Cast, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    """What the database answers is one query for all, and each fact of the event is found out once."""
    condition = {
        "all": [leaf("said", "has_any", ["漏发"]), leaf("severity", "gte", 99), leaf("tags", "any_of", ["missing"])]
    }
    for _each in range(count):
        make_rule(condition=condition)
    _ticket, event = opened()
    event = Event.objects.select_related("ticket").get(pk=event.pk)
    wake_rules(event)
    with django_assert_num_queries(5):  # savepoint twice, whether the rules changed, the message, all the questions
        assert wake_rules(event) == []


def test_a_customer_who_urges_wakes_a_rule_that_asks_the_department(cast: Cast) -> None:
    """Once the third urging is heard the warehouse is asked, in the words of the feedback, with a deadline."""
    step = {"deed": "ask", "team": cast.warehouse.pk, "need": "今天能不能补发", "hours": 4}
    make_rule(step, when=("urged",), condition=leaf("urged", "gte", 3))
    ticket = make_ticket("漏发了配件", assignee=cast.lin, team=cast.cs1, status=Status.OPEN)
    acted = []
    for _time in range(3):
        urge(ticket, by=ticket.customer.party)
        acted.append(len(wake_rules(ticket.events.filter(kind="customer_urged").latest("id"))))
    assert acted == [0, 0, 1]
    asked = CollabRequest.objects.get(ticket=ticket)
    assert (asked.team, asked.problem, asked.need) == (cast.warehouse, "漏发了配件", "今天能不能补发")
    assert asked.due_at - asked.asked_at == pytest.approx(timedelta(hours=4), abs=timedelta(seconds=5))
    assert asked.by_kind == "rule"


def test_what_a_rule_writes_does_not_quiet_who_urges(cast: Cast) -> None:
    template = make_template(body="您好，我们在查。")
    make_rule({"deed": "template", "template": template.pk, "wait": False}, when=("urged",))
    ticket = make_ticket(assignee=cast.lin, status=Status.OPEN)
    urge(ticket, by=ticket.customer.party)
    [run] = wake_rules(ticket.events.get(kind="customer_urged"))
    assert run.outcome == Outcome.DONE
    ticket.refresh_from_db()
    assert ticket.urged == 1
