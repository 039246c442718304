"""One rule, every door: rules are woken by what happened, whichever way it came; and a killed worker does nothing twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from huisheng.core.channels.tests.make import make_mail_item
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey import runner
from huisheng.journey.models import Reaction
from huisheng.journey.reactions import ask_the_rules
from huisheng.journey.route import receive_item
from huisheng.journey.runner import react, sweep, unanswered_events
from huisheng.kit.party import SYSTEM
from huisheng.watch.automation.actions import running, switch_rule
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.tests.make import leaf, make_rule, tagging, tags_on
from huisheng.watch.notify.models import Notice
from huisheng.web.api.tests.make import make_machine
from tests.cast import Cast
from tests.journeys.doors import call, desk, give, move
from tests.mail.make import make_mail

pytestmark = pytest.mark.django_db
Run_jobs = Callable[..., int]
TEXT = "漏发了配件,我要找律师"
PHONE = "13800001234"


@pytest.fixture
def rule(cast: Cast) -> Rule:
    """Talk of lawyers: the supervisor hears of it and it is marked."""
    condition = leaf("said", "has_any", ["律师"])
    steps = ({"deed": "tell", "told": ["supervisor"]}, tagging("attitude"))
    return make_rule(*steps, when=("opened", "customer_wrote"), condition=condition)


def by_form(cast: Cast) -> Ticket:
    return give(TEXT, phone=PHONE)[1]


def by_phone(cast: Cast) -> Ticket:
    return call(desk(cast.lin), TEXT, phone=PHONE, name="刘女士")


def by_mail(cast: Cast) -> Ticket:
    arrived = receive_item(make_mail_item(make_mail(TEXT)))
    assert arrived is not None
    return arrived.ticket


def by_api(cast: Cast) -> Ticket:
    return Ticket.objects.get(number=make_machine().ticket(TEXT, customer={"phone": PHONE})["number"])


@pytest.mark.parametrize("arrive", [by_form, by_phone, by_mail, by_api])
def test_a_rule_hears_every_door(cast: Cast, rule: Rule, run_jobs: Run_jobs, arrive: Callable[[Cast], Ticket]) -> None:
    ticket = arrive(cast)
    run_jobs()
    assert "attitude" in tags_on(ticket)
    assert Notice.objects.filter(ticket=ticket, staff=cast.chen, code="rule_told").count() == 1
    assert Run.objects.get().outcome == Run.Outcome.DONE


def test_what_a_colleague_does_on_the_desk_is_heard(cast: Cast, run_jobs: Run_jobs) -> None:
    """From yellow or red to green: a quiet event, which costs a job only because the rule listens."""
    condition = {"all": [leaf("grade", "is", "green"), {"not": leaf("from_grade", "is_empty")}]}
    make_rule({"deed": "tell", "told": ["supervisor"]}, when=("graded",), condition=condition)
    _customer, ticket = give("漏发了配件", phone=PHONE)
    run_jobs()
    assert not Run.objects.exists()
    grade = ticket.grade.scheme.grades.get(code="green")  # type: ignore[union-attr]
    ticket.refresh_from_db()
    move(desk(cast.chen), ticket, "grade", grade=grade.pk, reason="只是问问")
    run_jobs()
    assert Run.objects.get().outcome == Run.Outcome.DONE


def opened(cast: Cast) -> Event:
    return by_form(cast).events.get(kind="ticket_opened")


def done(event: Event) -> tuple[int, int, int]:
    """How often the rule ran, told, and was marked as asked."""
    told = Event.objects.filter(ticket=event.ticket, kind="rule_told").count()
    marks = Reaction.objects.filter(event=event, effect="ask_the_rules", done_at__isnull=False).count()
    return Run.objects.filter(event=event).count(), told, marks


def test_killed_after_the_deeds_and_before_the_end_it_does_them_once(cast: Cast, rule: Rule) -> None:
    event = opened(cast)
    with transaction.atomic():
        assert runner.run_effect(event, ask_the_rules) == 0
        transaction.set_rollback(True)  # the worker dies before its transaction ends
    assert done(event) == (0, 0, 0)
    react(event.pk)
    react(event.pk)
    assert done(event) == (1, 1, 1)


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


@pytest.mark.parametrize("place", ["perform", "_kept"])
def test_killed_in_the_middle_of_a_rule_the_next_worker_does_all_of_it(
    cast: Cast, rule: Rule, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    event = opened(cast)
    real = getattr(running, place)

    def dies(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(running, place, dies)
    with pytest.raises(Killed):
        runner.run_effect(event, ask_the_rules)
    assert done(event) == (0, 0, 0)
    monkeypatch.setattr(running, place, real)
    react(event.pk)
    assert done(event) == (1, 1, 1)


def test_an_event_that_only_a_rule_hears_is_not_lost_with_its_job(
    cast: Cast, run_jobs: Run_jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue lost the job of a quiet event: the sweep finds it; what happened before a rule listened it leaves."""
    monkeypatch.setattr(runner, "UNANSWERED", runner.UNANSWERED * 0)
    rule = make_rule(when=("noted",))
    switch_rule(rule, enabled=False, by=SYSTEM)
    ticket = by_form(cast)
    run_jobs()
    move(desk(cast.lin), ticket, "note", text="仓库在查")
    switch_rule(rule, enabled=True, by=SYSTEM)
    monkeypatch.setattr("huisheng.core.tickets.actions.enqueue_many", lambda *_args: None)
    move(desk(cast.lin), ticket, "note", text="仓库找到了")
    lost = ticket.events.filter(kind="note_added").latest("id")
    assert unanswered_events() == [lost.pk]
    monkeypatch.undo()
    monkeypatch.setattr(runner, "UNANSWERED", runner.UNANSWERED * 0)
    sweep(0)
    run_jobs()
    assert Run.objects.get().event == lost
    assert unanswered_events() == []
