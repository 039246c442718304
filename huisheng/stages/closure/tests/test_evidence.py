"""What counts as a try: letters that left, calls that rang; what counts as an answer: a person's words about the matter."""

from datetime import timedelta

import pytest

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Message
from huisheng.core.tickets.tests.make import make_message
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.closure.actions import (
    ProtocolIncomplete,
    StillWaiting,
    ask_on,
    close_silent,
    hold_asking,
    note_lost_letter,
    note_try,
    plan_next,
    reopen_closed,
    resume_asking,
)
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.closure.queries import facts_of, running_asking
from huisheng.stages.closure.tests.make import HOUR, MONDAY, make_asking, make_every_try, make_offered
from huisheng.stages.handling.actions import send_reply
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RULE = Party("rule", 7, "自动回复")


def letters(asking: Asking, **changes: object) -> None:
    Outbound.objects.filter(about=asking.ticket.number).update(**changes)


def results(asking: Asking) -> list[tuple[str, str]]:
    return list(Try.objects.filter(asking=asking).values_list("way", "result"))


def test_a_letter_that_only_lies_in_the_outbox_of_this_house_is_no_try(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    letters(asking, via=Outbound.CONSOLE)
    assert facts_of(asking).made == ()
    assert facts_of(asking).ways == ("phone",)
    plan_next(asking, at=MONDAY + DAY)
    assert results(asking) == [("letter", "skipped"), ("phone", "due")]


def test_a_letter_that_was_given_up_did_not_arrive(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    letters(asking, state=Outbound.State.FAILED, via="")
    plan_next(asking, at=MONDAY + DAY)
    assert results(asking) == [("letter", "not_delivered"), ("phone", "due")]


def test_nothing_ends_while_a_letter_waits_for_the_mail_server(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    letters(asking, state=Outbound.State.WAITING, via="")
    for by in (SYSTEM, cast.chen.party):
        with pytest.raises(ProtocolIncomplete, match="信还没发出去"):
            close_silent(asking.ticket, by=by, at=last + 3 * DAY)
    letters(asking, state=Outbound.State.SENT, via="smtp")
    assert close_silent(asking.ticket, by=SYSTEM, at=last + 3 * DAY)


def test_the_customers_time_begins_when_the_letter_left(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    Outbound.objects.filter(pk=Outbound.objects.latest("id").pk).update(sent_at=last + 10 * HOUR)
    with pytest.raises(StillWaiting):
        close_silent(asking.ticket, by=SYSTEM, at=last + 57 * HOUR)
    assert close_silent(asking.ticket, by=SYSTEM, at=last + 58 * HOUR)


def test_who_does_not_want_to_talk_is_not_rung_up_again(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    note_try(asking.ticket, origin="call:1", result=Try.Result.REFUSED, by=cast.chen.party, at=MONDAY + DAY)
    assert facts_of(asking).ways == ("letter",)
    assert [one.way for one in facts_of(asking).made] == ["letter"], "a no to talking is no silence"
    make_every_try(asking, cast.chen)
    assert results(asking) == [("letter", "sent"), ("phone", "refused"), ("letter", "sent"), ("letter", "sent")]


@pytest.mark.parametrize("words", ["解决了，谢谢", "已解决", "搞定", "很满意，谢谢", "Solved, thank you"])
def test_who_says_in_words_that_it_is_solved_is_not_silent(cast: Cast, words: str) -> None:
    asking = make_asking(make_offered(cast.lin))
    make_message(asking.ticket, words, at=MONDAY + HOUR)
    assert hold_asking(asking.ticket)
    asking.refresh_from_db()
    assert asking.next_at is None


def test_a_rules_reply_answers_nothing(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    ticket = asking.ticket
    make_message(ticket, "还是坏的", at=MONDAY + HOUR)
    assert hold_asking(ticket)
    send_reply(ticket, text="您的消息我们收到了。", by=RULE, at=MONDAY + HOUR)
    assert not resume_asking(ticket, at=MONDAY + HOUR)
    assert facts_of(asking).is_our_turn
    send_reply(ticket, text="马上给您换一台。", by=cast.lin.party, at=MONDAY + 2 * HOUR)
    assert resume_asking(ticket, at=MONDAY + 2 * HOUR)


def test_news_about_a_suggestion_answers_no_complaint(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    ticket = asking.ticket
    make_message(ticket, "还是坏的", at=MONDAY + HOUR)
    hold_asking(ticket)
    add_message(ticket, kind=Message.Kind.REPLY, text="您的建议采纳了", by=cast.chen.party, aside=True)
    assert not resume_asking(ticket)
    assert facts_of(asking).is_our_turn


def closed_in_silence(cast: Cast) -> Asking:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    close_silent(asking.ticket, by=SYSTEM, at=last + 3 * DAY)
    return asking


def test_what_ended_in_silence_goes_on_by_nothing(cast: Cast) -> None:
    """Neither by a reply after it was opened again, nor by a letter that comes back."""
    asking = closed_in_silence(cast)
    ticket = asking.ticket
    ticket.refresh_from_db()
    assert running_asking(ticket) is None
    first = Try.objects.get(asking=asking, seq=1)
    assert first.outbound
    note_lost_letter(first.outbound)
    reopen_closed(ticket, why="staff", by=cast.lin.party)
    send_reply(ticket, text="我们再看看。", by=cast.lin.party)
    assert not resume_asking(ticket)
    assert ask_on(ticket) is None
    asking.refresh_from_db()
    assert (asking.state, asking.next_at) == (Asking.State.EXHAUSTED, None)
    assert not Try.objects.filter(asking=asking, result=Try.Result.DUE).exists()
