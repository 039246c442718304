from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, begin_asking
from huisheng.stages.closure.models import Asking, Closure, Confirmation, Try
from huisheng.stages.followup.actions import begin_call, complete_record, hang_up, save_record
from huisheng.stages.followup.actions.recording import RecordUnclear
from huisheng.stages.followup.completeness import answers_in
from huisheng.stages.followup.errors import CallbackOver, NotNow, NotYourCall, RecordIncomplete
from huisheng.stages.followup.models import Callback, CallRecord, RecordField
from huisheng.stages.followup.tests.make import WHOLE, callback_clocks, make_callback, make_question, make_scenario
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.models import Clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
State = Callback.State
NEXT_STEP = {"follow_up": "明天再打", "follow_up_by": T0 + timedelta(days=1)}


def talked(cast: Cast, ticket: Ticket | None = None, **changes: Any) -> Callback:
    """Lin hung up at ten."""
    callback = begin_call(
        make_callback(cast.liu, ticket=ticket, **changes), staff=cast.lin, at=T0 - timedelta(minutes=5)
    )
    return hang_up(callback, by=cast.lin.party, at=T0)


def offered(cast: Cast) -> Ticket:
    ticket, before = make_ticket(customer=cast.liu, at=T0 - timedelta(hours=2)), T0 - timedelta(hours=1)
    assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM, at=before)
    offer_again(ticket, cast, at=before)
    return ticket


def offer_again(ticket: Ticket, cast: Cast, *, at: datetime) -> None:
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="陈蔚", by=cast.chen.party, at=at)


def missing(callback: Callback, cast: Cast) -> list[str]:
    with pytest.raises(RecordIncomplete) as refusal:
        complete_record(callback, by=cast.lin.party)
    codes: list[str] = refusal.value.fields["missing"]
    return codes


def test_a_draft_grows_while_one_types_and_nothing_typed_is_lost(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=T0)
    save_record(callback, {"words": "谢谢"}, by=cast.lin.party)
    save_record(callback, {"stars": 4}, by=cast.lin.party)
    record = CallRecord.objects.get()
    assert (record.words, record.stars, record.complete, record.by_id) == ("谢谢", 4, False, cast.lin.pk)


def test_a_complete_record_in_time_ends_the_callback(cast: Cast) -> None:
    callback = talked(cast)
    save_record(callback, WHOLE, by=cast.lin.party)
    record = complete_record(callback, by=cast.lin.party, at=T0 + timedelta(minutes=9))
    callback.refresh_from_db()
    assert (callback.state, callback.ended_at) == (State.DONE, T0 + timedelta(minutes=9))
    assert (record.complete, record.recorded_at) == (True, T0 + timedelta(minutes=9))
    said = Event.objects.get(kind="callback_recorded").payload
    assert (said["late"], said["stars"], said["solved"]) == (False, 5, True)
    with pytest.raises(CallbackOver):
        complete_record(callback, by=cast.lin.party)


def test_after_ten_minutes_it_is_late_and_the_clock_says_so_too(cast: Cast) -> None:
    callback_clocks()
    callback = talked(cast, make_ticket(customer=cast.liu))
    save_record(callback, WHOLE, by=cast.lin.party)
    complete_record(callback, by=cast.lin.party, at=T0 + timedelta(minutes=11))
    assert Event.objects.get(kind="callback_recorded").payload["late"] is True
    clock = Clock.objects.get(kind="callback_record")
    assert (clock.met_at, clock.breached_at) == (T0 + timedelta(minutes=11), T0 + timedelta(minutes=10))


def test_what_is_missing_is_said_field_by_field(cast: Cast) -> None:
    callback = talked(cast, make_ticket(customer=cast.liu))
    assert missing(callback, cast) == ["problem", "solved", "stars", "follow_up", "follow_up_by"]
    with pytest.raises(RecordIncomplete, match="还差：问题类型、是否解决、满意度、跟进事项、截止时间"):
        complete_record(callback, by=cast.lin.party)
    save_record(
        callback, {"problem": "delay", "solved": True, "stars": 4, "follow_up": "补寄说明书"}, by=cast.lin.party
    )
    assert missing(callback, cast) == ["follow_up_by"]
    save_record(callback, {"follow_up_by": T0 + timedelta(days=1)}, by=cast.lin.party)
    assert complete_record(callback, by=cast.lin.party).complete


def test_without_a_matter_nobody_asks_whether_it_is_solved(cast: Cast) -> None:
    assert "solved" not in missing(talked(cast), cast)


def test_required_questions_and_the_houses_own_fields_count(cast: Cast) -> None:
    scenario = make_scenario("test-script")
    make_question(scenario, "feel", text="新功能用起来怎么样")
    make_question(scenario, "other", required=False)
    make_question(scenario, "gone", active=False)
    other = make_scenario("test-other")
    RecordField.objects.create(code="level", name="会员等级", required=True, scenario=scenario)
    RecordField.objects.create(code="elsewhere", name="别处", required=True, scenario=other)
    callback = talked(cast, scenario=scenario)
    save_record(callback, WHOLE, by=cast.lin.party)
    assert missing(callback, cast) == ["q-feel", "f-level"]
    save_record(callback, {"answers": {"feel": "挺好"}, "fields": {"level": "  "}}, by=cast.lin.party)
    assert missing(callback, cast) == ["f-level"]
    save_record(callback, {"fields": {"level": "VIP3"}}, by=cast.lin.party)
    assert complete_record(callback, by=cast.lin.party).complete


def test_the_scripts_own_rating_and_yes_fill_the_record(cast: Cast) -> None:
    scenario = make_scenario("test-fill")
    make_question(scenario, "satisfied", "stars")
    make_question(scenario, "keep", "stars", required=False)
    make_question(scenario, "solved", "closed")
    callback = talked(cast, scenario=scenario)
    record = save_record(callback, {"answers": {"keep": 1, "satisfied": 4, "solved": "no"}}, by=cast.lin.party)
    assert (record.stars, record.solved) == (4, False)
    record = save_record(callback, {"stars": 2, "answers": {"satisfied": 5, "solved": "yes"}}, by=cast.lin.party)
    assert (record.stars, record.solved) == (2, False)


@pytest.mark.parametrize("stars", [0, 6])
def test_a_rating_is_one_to_five(cast: Cast, stars: int) -> None:
    with pytest.raises(RecordUnclear):
        save_record(talked(cast), {"stars": stars}, by=cast.lin.party)


def test_who_did_not_ring_up_records_nothing_and_nothing_is_recorded_before(cast: Cast) -> None:
    callback = talked(cast)
    with pytest.raises(NotYourCall):
        save_record(callback, WHOLE, by=cast.chen.party)
    with pytest.raises(NotNow):
        save_record(make_callback(cast.zhao, assignee=cast.lin), WHOLE, by=cast.lin.party)
    with pytest.raises(KeyError):
        save_record(callback, {"complete": True}, by=cast.lin.party)


def test_the_yes_on_the_phone_is_the_customers_yes(cast: Cast) -> None:
    ticket = offered(cast)
    callback = talked(cast, ticket)
    save_record(callback, {**WHOLE, "words": "挺好的"}, by=cast.lin.party)
    complete_record(callback, by=cast.lin.party)
    answer = Confirmation.objects.get()
    assert (answer.solved, answer.stars, answer.word, answer.by_id) == (True, 5, "挺好的", cast.lin.pk)
    assert Closure.objects.get(ticket=ticket).kind == "confirmed"


def test_the_no_on_the_phone_sends_it_back_to_its_owner(cast: Cast) -> None:
    ticket = offered(cast)
    callback = talked(cast, ticket)
    save_record(callback, {**WHOLE, **NEXT_STEP, "solved": False, "stars": 1}, by=cast.lin.party)
    complete_record(callback, by=cast.lin.party)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.chen)
    assert Callback.objects.get().state == State.DONE


@pytest.mark.parametrize("solved", [True, False])
def test_what_was_said_before_a_newer_offer_is_no_answer_to_it(cast: Cast, solved: bool) -> None:
    ticket = offered(cast)
    callback = talked(cast, ticket)
    reject_on_the_page(ticket)
    offer_again(ticket, cast, at=T0 + timedelta(minutes=7))
    save_record(callback, {**WHOLE, "solved": solved, **NEXT_STEP}, by=cast.lin.party)
    complete_record(callback, by=cast.lin.party, at=T0 + timedelta(minutes=9))
    ticket.refresh_from_db()
    assert ticket.status == Status.AWAITING_CONFIRMATION
    assert not Confirmation.objects.filter(ticket=ticket, by_kind="staff").exists()


def test_what_is_not_solved_has_a_next_step_with_its_time(cast: Cast) -> None:
    callback = talked(cast)
    save_record(callback, {**WHOLE, "solved": False, "nothing_follows": True}, by=cast.lin.party)
    assert missing(callback, cast) == ["follow_up", "follow_up_by"]
    save_record(callback, NEXT_STEP, by=cast.lin.party)
    assert complete_record(callback, by=cast.lin.party).complete


def reject_on_the_page(ticket: Ticket) -> None:
    answer_confirmation(ticket, solved=False, stars=2, by=ticket.customer.party, at=T0 + timedelta(minutes=5))


def test_a_yes_while_parts_are_open_is_kept_as_the_answer_and_the_matter_waits_for_them(cast: Cast) -> None:
    ticket = offered(cast)
    asking = begin_asking(Solution.objects.get())
    link_tickets(ticket, other=make_ticket(customer=cast.liu), kind=Link.Kind.PART, by=SYSTEM)
    callback = talked(cast, ticket, reason=f"silence:{asking.pk}:1")
    save_record(callback, WHOLE, by=cast.lin.party)
    assert complete_record(callback, by=cast.lin.party).solved
    assert Ticket.objects.get(pk=ticket.pk).status == Status.AWAITING_CONFIRMATION
    assert Confirmation.objects.get().solved
    assert (Asking.objects.get().state, asking.tries.filter(result=Try.Result.DUE).exists()) == ("answered", False)
    assert not Closure.objects.exists()


@pytest.mark.parametrize(("solved", "stars", "ended"), [(True, 5, 0), (False, 1, 1)])
def test_a_yes_that_the_handler_wrote_down_is_no_answer_but_a_no_is(
    cast: Cast, solved: bool, stars: int, ended: int
) -> None:
    """A scenario for anybody: whose ticket it is may ring up, but does not say the customer's yes."""
    ticket = offered(cast)
    callback = begin_call(make_callback(cast.liu, ticket=ticket), staff=cast.chen, at=T0)
    hang_up(callback, by=cast.chen.party, at=T0 + timedelta(minutes=4))
    save_record(
        callback, {**WHOLE, **({} if solved else NEXT_STEP), "solved": solved, "stars": stars}, by=cast.chen.party
    )
    assert complete_record(callback, by=cast.chen.party).solved is solved
    assert Confirmation.objects.count() == ended
    assert not Closure.objects.exists()


def test_what_the_customer_did_not_say_is_recorded_as_that(cast: Cast) -> None:
    """Neither yes nor no, and no stars: nobody has to invent them; the protocol hears that she was reached."""
    ticket = offered(cast)
    asking = begin_asking(Solution.objects.get())
    callback = talked(cast, ticket, reason=f"silence:{asking.pk}:1")
    said = {"problem": "none", "nothing_follows": True, "unsaid": ["solved", "stars", "problem"]}
    assert save_record(callback, said, by=cast.lin.party).unsaid == ["solved", "stars"]
    record = complete_record(callback, by=cast.lin.party)
    assert (record.complete, record.solved, record.stars) == (True, None, None)
    assert Try.objects.get(origin=callback.reason).result == Try.Result.REACHED
    assert not Confirmation.objects.exists()


def test_a_yes_without_stars_is_a_yes(cast: Cast) -> None:
    ticket = offered(cast)
    callback = talked(cast, ticket)
    said = {"problem": "none", "nothing_follows": True, "solved": True, "unsaid": ["solved", "stars"]}
    assert save_record(callback, said, by=cast.lin.party).unsaid == ["stars"], "what was said is not unsaid"
    complete_record(callback, by=cast.lin.party)
    assert (Confirmation.objects.get().solved, Confirmation.objects.get().stars) == (True, None)
    assert Closure.objects.get(ticket=ticket).kind == "confirmed"


def test_an_old_record_keeps_the_words_in_which_it_was_asked(cast: Cast) -> None:
    scenario = make_scenario("test-words")
    question = make_question(scenario, "soon", "closed", text="三天内送到了吗")
    callback = talked(cast, scenario=scenario)
    save_record(callback, {**WHOLE, "answers": {"soon": "no"}}, by=cast.lin.party)
    record = complete_record(callback, by=cast.lin.party)
    question.text, question.kind, question.active = "三天内要退货吗", "open", False
    question.save()
    assert [(one.text, words) for one, words in answers_in(record, callback)] == [("三天内送到了吗", "否")]
    record.asked = []  # of a time when words were not kept: the retired question is shown all the same
    assert [one.text for one, _words in answers_in(record, callback)] == ["三天内要退货吗"]
