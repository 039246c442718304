"""No rule chases its own tail: two that wake each other end, a long chain ends, and one ticket is never too much."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.automation.actions import running
from huisheng.watch.automation.actions.waking import wake_rules
from huisheng.watch.automation.chain import FURTHEST, LONGEST, chain_of
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

from .make import leaf, make_rule, tagging, tags_on

pytestmark = pytest.mark.django_db
Run_jobs = Callable[..., int]
TAGS = ("missing", "exchange", "refund", "waiting", "invoice", "price", "damaged")


def untagging(code: str) -> dict[str, object]:
    return {**tagging(code), "deed": "remove_tags"}


def test_two_rules_that_wake_each_other_end_when_one_would_act_again(cast: Cast, run_jobs: Run_jobs) -> None:
    """Adding wakes the one that removes, removing wakes the one that adds: each acts once, the third act is stopped."""
    adds = make_rule(
        tagging("missing"), name="添", when=("opened", "tagged"), condition=leaf("tags", "none_of", ["missing"])
    )
    takes = make_rule(untagging("missing"), name="去", when=("tagged",), condition=leaf("tags", "any_of", ["missing"]))
    ticket = make_ticket("想问问")
    run_jobs()
    runs = list(Run.objects.order_by("id").values_list("rule", "outcome"))
    assert runs == [(adds.pk, "done"), (takes.pk, "done"), (adds.pk, "looped")]
    assert tags_on(ticket) == set()


def test_a_rule_does_not_wake_itself(cast: Cast, run_jobs: Run_jobs) -> None:
    rule = make_rule(tagging("missing"), when=("opened", "tagged"))
    make_ticket("想问问")
    run_jobs()
    assert list(Run.objects.order_by("id").values_list("rule", "outcome")) == [(rule.pk, "done"), (rule.pk, "looped")]


def test_a_chain_of_different_rules_ends_after_the_fifth(cast: Cast, run_jobs: Run_jobs) -> None:
    make_rule(tagging(TAGS[0]))
    for before, after in pairwise(TAGS):
        make_rule(tagging(after), when=("tagged",), condition=leaf("tags_added", "any_of", [before]))
    ticket = make_ticket("想问问")
    run_jobs()
    assert tags_on(ticket) == set(TAGS[:LONGEST])
    assert list(Run.objects.order_by("id").values_list("outcome", flat=True)) == ["done"] * LONGEST + ["looped"]


def test_what_a_rule_causes_by_other_hands_belongs_to_its_chain(cast: Cast) -> None:
    """Clocks and after-effects write in the house's own name; the chain knows who began it all the same."""
    rule = make_rule(when=("opened", "noted"))
    ticket = make_ticket()
    wake_rules(ticket.events.get(kind="ticket_opened"))
    acted = ticket.events.get(kind="rule_acted")
    later = record_event(ticket, "note_added", by=SYSTEM, cause=acted)
    assert chain_of(later).rules == (rule.pk,)
    [run] = wake_rules(later)
    assert run.outcome == Run.Outcome.LOOPED


def test_what_a_person_does_wakes_the_rule_again(cast: Cast) -> None:
    make_rule(when=("tagged",))
    ticket = make_ticket()
    for _time in range(2):
        event = record_event(ticket, "tags_changed", by=cast.lin.party, added=["missing"], removed=[])
        assert [run.outcome for run in wake_rules(event)] == ["done"]


def test_a_chain_that_cannot_be_walked_to_its_end_is_barred(cast: Cast) -> None:
    ticket = make_ticket()
    event = ticket.events.get(kind="ticket_opened")
    for _step in range(FURTHEST + 1):
        event = record_event(ticket, "note_added", by=SYSTEM, cause=event)
    assert chain_of(Event.objects.get(pk=event.pk)).bars(12)


@pytest.fixture
def low_brake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_AN_HOUR", 3)


def wake_again(ticket: Ticket, by: Cast) -> list[Run]:
    event = record_event(ticket, "tags_changed", by=by.lin.party, added=["missing"], removed=[])
    return wake_rules(event)


@pytest.mark.usefixtures("low_brake")
def test_too_much_on_one_ticket_is_stopped_and_told_once_an_hour(cast: Cast, run_jobs: Run_jobs) -> None:
    rule = make_rule({"deed": "tell", "told": ["assignee"]}, when=("tagged",))
    ticket, other = make_ticket(assignee=cast.lin), make_ticket(assignee=cast.lin)
    outcomes = [run.outcome for _time in range(5) for run in wake_again(ticket, cast)]
    assert outcomes == ["done"] * 3 + ["braked"] * 2
    assert [run.outcome for run in wake_again(other, cast)] == ["done"]
    run_jobs()
    assert Notice.objects.filter(staff=cast.admin, code="rule_troubled", ticket=ticket).count() == 1
    assert Rule.objects.get(pk=rule.pk).enabled
