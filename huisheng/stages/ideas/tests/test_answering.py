from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.followup.models import Callback, Scenario
from huisheng.stages.followup.script import spoken
from huisheng.stages.followup.speech import CallSpeech
from huisheng.stages.ideas.actions import answer_suggestion, answering, show_suggestion, tell_the_rest, untold
from huisheng.stages.ideas.errors import AnswerMissing, NamesSomebody, NotAnswered
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.ideas.tests.make import add_voices, make_suggestion
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Run = Callable[..., int]
WORDS = "下个月的新包装都会加厚泡沫。"


def from_ticket(cast: Cast, *, text: str = "建议包装再加层泡沫", into: Suggestion | None = None, **more: Any) -> Ticket:
    ticket = make_ticket(text, **more)
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    start_clocks(ticket, by=SYSTEM)
    make_suggestion(ticket=ticket, source="ticket", into=into, words=text)
    return ticket


def answer(suggestion: Suggestion, cast: Cast, words: str = WORDS, status: str = "planned") -> None:
    answer_suggestion(suggestion, status=status, answer=words, by=cast.lin)


def replies(ticket: Ticket) -> list[str]:
    return list(ticket.messages.filter(kind=Message.Kind.REPLY).values_list("text", flat=True))


def test_it_is_answered_on_the_feedback_and_its_clocks_are_met(cast: Cast, run_jobs: Run) -> None:
    ticket = from_ticket(cast)
    suggestion = Suggestion.objects.get()
    answer(suggestion, cast)
    assert replies(ticket) == []  # from the queue, not from the click
    run_jobs()
    (said,) = replies(ticket)
    assert said == f"您提的建议：{suggestion.title}\n现在的进展：已排期\n\n{WORDS}"
    message = ticket.messages.get(kind=Message.Kind.REPLY)
    assert message.by == Party("staff", cast.lin.pk)
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert not Clock.objects.filter(ticket=ticket, kind="first_response", met_at=None).exists()
    voice = suggestion.proposals.get()
    assert (voice.told_how, voice.told_at is not None) == ("ticket", True)


def test_each_hears_it_once_and_a_further_answer_again(cast: Cast, run_jobs: Run) -> None:
    ticket = from_ticket(cast)
    suggestion = Suggestion.objects.get()
    answer(suggestion, cast)
    run_jobs()
    assert answering.tell_proposers(suggestion.pk) == 0
    assert tell_the_rest(suggestion) == 0
    run_jobs()
    assert len(replies(ticket)) == 1
    answer(suggestion, cast, "已经全部换好了。", "done")
    run_jobs()
    assert [WORDS in text for text in replies(ticket)] == [True, False]


def test_on_a_closed_feedback_it_is_a_reply_that_opens_nothing(cast: Cast, run_jobs: Run) -> None:
    ticket = from_ticket(cast, status=Status.CLOSED, closed_at=timezone.now())
    answer(Suggestion.objects.get(), cast)
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.status, len(replies(ticket))) == (Status.CLOSED, 1)


def test_on_a_complaint_it_answers_the_wish_and_not_the_complaint(cast: Cast, run_jobs: Run) -> None:
    ticket = from_ticket(cast, text="漏发了配件，孩子生日要用")
    assert ticket.category is None or ticket.category.nature != "suggestion"
    answer(Suggestion.objects.get(), cast)
    run_jobs()
    ticket.refresh_from_db()
    assert len(replies(ticket)) == 1
    assert ticket.status == Status.NEW
    assert Clock.objects.filter(ticket=ticket, met_at=None, kind="first_response").exists()


def test_a_merged_feedback_hears_it_where_it_went(cast: Cast, run_jobs: Run) -> None:
    ticket, into = from_ticket(cast), make_ticket("另一条")
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=into)
    answer(Suggestion.objects.get(), cast)
    run_jobs()
    assert (len(replies(ticket)), len(replies(into))) == (0, 1)


def test_without_a_feedback_a_letter_goes_out_in_the_readers_language(cast: Cast, run_jobs: Run) -> None:
    reader = make_customer("Amy", email="amy@example.com", language="en")
    suggestion = make_suggestion("More foam", customer=reader)
    make_suggestion(into=suggestion, customer=cast.zhao)
    answer(suggestion, cast, "It comes in May.")
    run_jobs()
    letter = Outbound.objects.get()
    assert letter.to == "amy@example.com"
    assert letter.letter["subject"] == "What became of your suggestion: More foam"
    assert "It is now: planned" in letter.letter["text"]
    assert "2 customers wish the same" in letter.letter["text"]
    assert dict(suggestion.proposals.values_list("customer", "told_how")) == {
        reader.pk: "letter",
        cast.zhao.pk: "call",
    }
    assert not untold(suggestion).exists()


def test_who_left_only_a_phone_is_rung_up_with_the_answer_on_the_card(cast: Cast, run_jobs: Run) -> None:
    suggestion = make_suggestion(customer=cast.zhao)
    answer(suggestion, cast)
    run_jobs()
    call = Callback.objects.get(customer=cast.zhao)
    assert (call.scenario.code, call.state, call.ticket, call.by_id) == ("idea_answer", "planned", None, cast.lin.pk)
    assert call.facts == {"idea": suggestion.title, "answer": WORDS}
    asked = call.scenario.questions.get(code="fits").text
    assert spoken(asked, CallSpeech(call, cast.lin)).startswith(f"您提的是“{suggestion.title}”，我们的答复是：{WORDS}")
    answer(suggestion, cast, "已经全部换好了。", "done")
    run_jobs()
    calls = Callback.objects.filter(customer=cast.zhao).order_by("pk").values_list("state", "facts__answer")
    assert list(calls) == [("cancelled", WORDS), ("planned", "已经全部换好了。")], "only the newest answer is told"


def test_a_mere_vote_is_not_rung_up_nor_anybody_where_the_house_wants_no_such_calls(cast: Cast, run_jobs: Run) -> None:
    suggestion = make_suggestion(customer=cast.liu, words="")
    answer(suggestion, cast)
    run_jobs()
    Scenario.objects.filter(code="idea_answer").update(active=False)
    make_suggestion(into=suggestion, customer=cast.zhao)
    tell_the_rest(suggestion)
    run_jobs()
    assert set(suggestion.proposals.values_list("told_how", flat=True)) == {"nobody"}
    assert not Callback.objects.exists()


def test_who_joins_later_is_told_when_somebody_says_so(cast: Cast, run_jobs: Run) -> None:
    suggestion = make_suggestion(customer=make_customer("甲", email="a@example.com"))
    with pytest.raises(NotAnswered):
        tell_the_rest(suggestion)
    answer(suggestion, cast)
    run_jobs()
    make_suggestion(into=suggestion, customer=make_customer("乙", email="b@example.com"))
    run_jobs()
    assert Outbound.objects.count() == 1
    assert tell_the_rest(suggestion) == 1
    run_jobs()
    assert [letter.to for letter in Outbound.objects.order_by("pk")] == ["a@example.com", "b@example.com"]


def test_a_long_list_is_told_in_pieces(cast: Cast, run_jobs: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "AT_ONCE", 2)
    suggestion = make_suggestion()
    add_voices(suggestion, 4)
    answer(suggestion, cast)
    assert run_jobs() == 3
    assert set(suggestion.proposals.values_list("told_how", flat=True)) == {"call"}


def test_one_who_cannot_be_told_does_not_keep_the_others_waiting(
    cast: Cast, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestion = make_suggestion()
    broken, *_rest = add_voices(suggestion, 2)
    real = answering._address

    def address(customer: Customer | None) -> str:
        if customer and customer.pk == broken.customer_id:
            raise RuntimeError("broken")
        return real(customer)

    monkeypatch.setattr(answering, "_address", address)
    answer(suggestion, cast)
    run_jobs()
    assert list(untold(suggestion)) == [broken]
    assert Proposal.objects.exclude(told_at=None).count() == 2


def test_an_answer_has_words_and_on_the_public_page_nobodys_number(cast: Cast) -> None:
    suggestion = make_suggestion()
    with pytest.raises(AnswerMissing):
        answer(suggestion, cast, "  ")
    show_suggestion(suggestion, public=True, by=cast.lin.party)
    with pytest.raises(NamesSomebody):
        answer(suggestion, cast, "请打 13800001234")
    suggestion.refresh_from_db()
    assert (suggestion.answered_at, suggestion.status) == (None, "new")


def test_an_answer_of_yesterday_was_told_yesterday(cast: Cast, run_jobs: Run) -> None:
    """Told later than the answer counts as told; an answer after the telling does not."""
    suggestion = make_suggestion()
    answer(suggestion, cast)
    run_jobs()
    Suggestion.objects.update(answered_at=timezone.now() + timedelta(hours=1))
    suggestion.refresh_from_db()
    assert untold(suggestion).count() == 1


def test_the_preset_category_of_suggestions_is_one() -> None:
    assert Category.objects.get(code="suggestion").nature == "suggestion"
