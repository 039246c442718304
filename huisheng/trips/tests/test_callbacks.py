"""What a callback leads to: feedback, suggestions, praise; and what is promised where it is not solved."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, close_withdrawn
from huisheng.stages.closure.models import Raised, Reopening
from huisheng.stages.followup.actions import begin_call, hang_up, save_record
from huisheng.stages.followup.errors import RecordIncomplete
from huisheng.stages.followup.models import Became, Callback
from huisheng.stages.followup.tests.make import WHOLE, by_day, make_callback, make_question, make_scenario
from huisheng.stages.handling.actions import PromiseUnclear, keep_promise, offer_solution
from huisheng.stages.handling.models import Promise
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.praise.models import Praise
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.facts import source_of
from huisheng.trips.convert import NoPraise, NothingSaidYet, reopen_matter, to_praise, to_suggestion, to_ticket
from huisheng.trips.finish_callback import finish_callback
from huisheng.trips.merge import merge
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def talked(cast: Cast, ticket: Ticket | None = None, **said: Any) -> Callback:
    callback = make_callback(by_day(cast.liu), ticket=ticket)
    begin_call(callback, staff=cast.lin)
    save_record(callback, said, by=cast.lin.party)
    return hang_up(callback, by=cast.lin.party)


def of_chen(cast: Cast) -> Ticket:
    ticket = make_ticket(customer=cast.liu, order_number="1023")
    assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    return ticket


def closed(cast: Cast) -> Ticket:
    ticket = of_chen(cast)
    close_withdrawn(ticket, reason="客户说好了", by=cast.chen.party)
    return ticket


def unsolved(**changes: Any) -> dict[str, Any]:
    due = timezone.now() + timedelta(days=2)
    return {**WHOLE, "solved": False, "stars": 2, "nothing_follows": False, "follow_up": "技术两天内回复", "follow_up_by": due, "words": "还是打不开", **changes}  # fmt: skip


def test_what_is_solved_ends_without_a_further_step(cast: Cast) -> None:
    ticket = closed(cast)
    finish_callback(talked(cast, ticket, **WHOLE), by=cast.lin.party)
    assert Ticket.objects.get().is_closed
    assert not Promise.objects.exists()
    assert not Became.objects.exists()


def test_unsolved_opens_the_closed_matter_again_and_promises_time_and_person(cast: Cast) -> None:
    ticket = closed(cast)
    said = unsolved()
    finish_callback(talked(cast, ticket, **said), by=cast.lin.party)
    ticket.refresh_from_db()
    promise = Promise.objects.select_related("clock").get()
    assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.chen)
    assert (promise.ticket, promise.words, promise.by_id) == (ticket, "技术两天内回复", cast.lin.pk)
    assert promise.clock is not None
    assert promise.clock.due_at == said["follow_up_by"]
    assert Became.objects.get().ticket == ticket


def test_what_follows_on_a_matter_that_is_solved_has_a_clock_and_opens_nothing(cast: Cast) -> None:
    ticket, due = closed(cast), timezone.now() + timedelta(days=2)
    said = {**WHOLE, "nothing_follows": False, "follow_up": "寄一份说明书", "follow_up_by": due}
    finish_callback(talked(cast, ticket, **said), by=cast.lin.party)
    promise = Promise.objects.select_related("clock").get()
    assert promise.clock is not None
    assert (promise.ticket, promise.words, promise.clock.due_at) == (ticket, "寄一份说明书", due)
    assert promise.clock.is_running
    assert promise.clock.alarms.filter(silenced_at=None).count() == 2, "a warning, and the bell when it is late"
    assert Ticket.objects.get().is_closed
    assert not Became.objects.exists()
    keep_promise(promise, by=cast.chen.party)
    promise.clock.refresh_from_db()
    assert promise.clock.met_at


def test_what_follows_on_a_merged_matter_is_promised_where_it_goes_on(cast: Cast) -> None:
    ticket, other = of_chen(cast), of_chen(cast)
    merge(ticket, into=other, reason="同一件事", by=cast.chen.party)
    due = timezone.now() + timedelta(days=2)
    said = {**WHOLE, "nothing_follows": False, "follow_up": "寄一份说明书", "follow_up_by": due}
    finish_callback(talked(cast, ticket, **said), by=cast.lin.party)
    assert Promise.objects.get().ticket == other


def test_what_follows_from_a_call_about_no_matter_opens_one_for_it(cast: Cast) -> None:
    due = timezone.now() + timedelta(days=2)
    said = {**WHOLE, "solved": None, "nothing_follows": False, "follow_up": "寄一份说明书", "follow_up_by": due}
    finish_callback(talked(cast, **said), by=cast.lin.party)
    promise = Promise.objects.select_related("clock").get()
    assert promise.clock is not None
    assert (promise.ticket.customer, promise.clock.due_at) == (cast.liu, due)
    assert Became.objects.get().ticket == promise.ticket


def test_a_no_on_the_phone_is_a_reason_of_its_own_to_open_again(cast: Cast) -> None:
    finish_callback(talked(cast, closed(cast), **unsolved()), by=cast.lin.party)
    reopening = Reopening.objects.get()
    assert reopening.why == Reopening.Why.CALLBACK
    assert Event.objects.get(kind="ticket_reopened").payload == {"why": "callback"}
    assert str(Reopening.Why(reopening.why).label) == "回访时客户说没解决"


def test_a_no_to_an_offer_goes_back_once_with_the_promise(cast: Cast) -> None:
    ticket = of_chen(cast)
    offer_solution(ticket, measure="换新", timing="明天 18:00 前", responsible="陈蔚", by=cast.chen.party)
    finish_callback(talked(cast, ticket, **unsolved()), by=cast.lin.party)
    assert Ticket.objects.get().status == Status.OPEN
    assert Promise.objects.get().ticket == ticket
    assert Event.objects.filter(kind="ticket_rejected").count() == 1
    assert not Event.objects.filter(kind="ticket_reopened").exists()


def test_a_yes_with_two_stars_goes_back_and_keeps_its_promise(cast: Cast) -> None:
    ticket = of_chen(cast)
    offer_solution(ticket, measure="换新", timing="明天 18:00 前", responsible="陈蔚", by=cast.chen.party)
    finish_callback(talked(cast, ticket, **unsolved(solved=True)), by=cast.lin.party)
    assert Promise.objects.get().ticket == ticket


def test_unsolved_without_a_matter_opens_one(cast: Cast) -> None:
    finish_callback(talked(cast, **unsolved()), by=cast.lin.party)
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.subject, source_of(ticket)) == (cast.liu, "还是打不开", "callback")
    assert ticket.team is not None
    assert Promise.objects.get().ticket == ticket


def test_a_time_that_is_over_is_no_promise_and_nothing_is_kept(cast: Cast) -> None:
    callback = talked(cast, closed(cast), **unsolved(follow_up_by=timezone.now() - timedelta(hours=1)))
    with pytest.raises(PromiseUnclear):
        finish_callback(callback, by=cast.lin.party)
    assert Callback.objects.get().state == Callback.State.TO_RECORD
    assert Ticket.objects.get().is_closed


def test_what_is_incomplete_opens_nothing(cast: Cast) -> None:
    with pytest.raises(RecordIncomplete):
        finish_callback(talked(cast, solved=False), by=cast.lin.party)
    assert not Ticket.objects.exists()


def test_new_feedback_is_tied_to_the_matter_and_made_once(cast: Cast) -> None:
    ticket = closed(cast)
    callback = talked(cast, ticket, words="发票还没开")
    fresh = to_ticket(callback, by=cast.lin.party)
    assert to_ticket(callback, by=cast.lin.party) == fresh
    assert (fresh.subject, fresh.order_number, fresh.channel.code) == ("发票还没开", "1023", "phone")
    link = Link.objects.get(ticket=fresh)
    assert (link.other, link.kind) == (ticket, Link.Kind.CALLED), "we rang: the customer did not come back"
    assert Ticket.objects.count() == 2
    assert Event.objects.get(kind="callback_became").payload["other"] == fresh.number


def test_an_open_matter_goes_on_as_it_is(cast: Cast) -> None:
    ticket = of_chen(cast)
    assert reopen_matter(talked(cast, ticket), by=cast.lin.party) == ticket
    assert not Event.objects.filter(kind="ticket_reopened").exists()


def test_a_wish_is_kept_once_with_its_voice(cast: Cast) -> None:
    callback = talked(cast, words="希望晚上也有客服")
    kept = to_suggestion(callback, by=cast.lin.party)
    assert to_suggestion(callback, by=cast.lin.party) == kept
    proposal = Proposal.objects.get()
    assert (Suggestion.objects.count(), proposal.customer, proposal.source, proposal.origin) == (
        1,
        cast.liu,
        "callback",
        callback.subject,
    )


def test_kind_words_reach_whom_they_name(cast: Cast) -> None:
    ticket = of_chen(cast)
    kept = to_praise(callback := talked(cast, ticket, words="林晓特别耐心，谢谢"), by=cast.lin.party)
    assert to_praise(callback, by=cast.lin.party) == kept
    assert (list(kept.people.all()), Praise.objects.count()) == ([cast.lin], 1)
    unnamed = to_praise(talked(cast, ticket, words="处理得真快"), by=cast.lin.party)
    assert list(unnamed.people.all()) == [cast.chen]


@pytest.mark.parametrize("said", [{"solved": False}, {"stars": 2}])
def test_what_a_customer_says_who_is_not_content_goes_on_no_wall(cast: Cast, said: dict[str, Any]) -> None:
    callback = talked(cast, of_chen(cast), words="退货还没人联系我", **said)
    with pytest.raises(NoPraise):
        to_praise(callback, by=cast.lin.party)
    assert not Praise.objects.exists()


def test_open_answers_are_words_too_but_nothing_is_no_word(cast: Cast) -> None:
    scenario = make_scenario("test-open")
    make_question(scenario, "wish")
    callback = make_callback(by_day(cast.liu), scenario=scenario)
    begin_call(callback, staff=cast.lin)
    for verb in (to_ticket, to_suggestion, to_praise):
        with pytest.raises(NothingSaidYet):
            verb(callback, by=cast.lin.party)
    save_record(callback, {"answers": {"wish": "多几种颜色"}}, by=cast.lin.party)
    assert to_suggestion(callback, by=cast.lin.party).title == "多几种颜色"


def test_a_no_after_a_confirmed_end_is_one_level_higher(cast: Cast) -> None:
    ticket = of_chen(cast)
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="陈蔚", by=cast.chen.party)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    tomorrow = timezone.now() + timedelta(days=1)
    said = {**WHOLE, "solved": False, "stars": 1, "follow_up": "再补一次", "follow_up_by": tomorrow}
    finish_callback(talked(cast, ticket, **said), by=cast.lin.party)
    ticket.refresh_from_db()
    assert not ticket.is_closed
    raised = Raised.objects.get(ticket=ticket)
    assert (raised.level, raised.confirmation) == (3, None), "the owner leads the team, so it comes to the house"
