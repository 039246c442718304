"""Words that wait: they leave once, through the same verbs, and the clocks hear of it when they really leave."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from huisheng.core.base.actions import change_setting, store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.actions import EmptyMessage
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from huisheng.stages.handling.actions import (
    Given,
    LeftAlready,
    NotYoursToTakeBack,
    PlaceLeftOpen,
    SolutionIncomplete,
    Words,
    save_draft,
    take_back,
    words_of,
)
from huisheng.stages.handling.models import Draft, Held, Promise, Solution
from huisheng.stages.handling.seen import NewsMeanwhile, Seen, seen_now
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.models import Clock
from huisheng.trips import sending
from huisheng.trips.merge import merge
from huisheng.trips.reopen import reopen
from huisheng.trips.sending import release, release_due, send_soon
from tests.cast import Cast

from .make import HOUR, NOW, TEN, make_urgent, replies, reply, soon

pytestmark = pytest.mark.django_db
THREE = {"measure": "今天补发", "timing": "11月30日 18:00 前", "responsible": "林晓", "text": "抱歉让您久等"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_urgent(cast)


def first_response(ticket: Ticket) -> Clock:
    return Clock.objects.get(ticket=ticket, kind="first_response")


# ── after the seconds


def test_it_waits_ten_seconds_and_the_clock_is_met_when_it_really_goes(cast: Cast, ticket: Ticket) -> None:
    held = soon(ticket, cast.lin)
    assert (replies(ticket), first_response(ticket).met_at, held.due_at) == ([], None, NOW + TEN)
    assert release_due(at=NOW + TEN - timedelta(milliseconds=1)) == 0
    assert release_due(at=NOW + TEN) == 1
    held.refresh_from_db()
    message = ticket.messages.get(kind=Message.Kind.REPLY)
    assert (held.state, held.message, message.at) == ("sent", message, NOW + TEN)
    assert first_response(ticket).met_at == NOW + TEN


def test_it_leaves_once_however_often_it_is_asked_for(cast: Cast, ticket: Ticket) -> None:
    held = soon(ticket, cast.lin)
    assert [release_due(at=NOW + HOUR) for _ in range(3)] == [1, 0, 0]
    assert release(held, at=NOW + HOUR) is False
    assert replies(ticket) == ["今天补发"]


def test_a_house_without_seconds_sends_at_once(cast: Cast, ticket: Ticket) -> None:
    change_setting("desk.undo_seconds", 0, by=SYSTEM)
    assert isinstance(send_soon(ticket, reply(), by=cast.lin.party), Message)
    assert not Held.objects.exists()


def test_nobody_waits_longer_than_a_minute(cast: Cast, ticket: Ticket) -> None:
    change_setting("desk.undo_seconds", 100_000, by=SYSTEM)
    assert soon(ticket, cast.lin).due_at == NOW + timedelta(seconds=60)


def test_the_waiting_breaks_no_promise(cast: Cast, ticket: Ticket) -> None:
    due = ticket.next_due_at
    assert soon(ticket, cast.lin, at=due - timedelta(seconds=5)).due_at == due - timedelta(seconds=2)
    at_the_last_moment = send_soon(ticket, reply("第二句"), by=cast.lin.party, at=due - timedelta(seconds=1))
    assert isinstance(at_the_last_moment, Message)


def test_it_carries_everything(cast: Cast, ticket: Ticket) -> None:
    photo = store_file(make_photo(), name="a.jpg")
    given = Given("回电", due=NOW + 3 * HOUR)
    soon(ticket, cast.lin, reply(files=[("盒子.jpg", photo)], then="wait", promises=[given]))
    release_due(at=NOW + TEN)
    ticket.refresh_from_db()
    message = ticket.messages.get(kind=Message.Kind.REPLY)
    assert (message.by.id, message.attachments.get().name) == (cast.lin.pk, "盒子.jpg")
    assert ticket.status == "waiting_customer"
    promise = Promise.objects.get()
    assert (promise.words, promise.message, promise.clock and promise.clock.due_at) == ("回电", message, NOW + 3 * HOUR)
    soon(ticket, cast.lin, reply("已回电", keeps=[promise.pk]), at=NOW + HOUR)
    release_due(at=NOW + HOUR + TEN)
    promise.refresh_from_db()
    assert promise.kept_at == NOW + HOUR + TEN


def test_a_solution_waits_like_a_reply(cast: Cast, ticket: Ticket) -> None:
    soon(ticket, cast.lin, Words("solution", THREE))
    assert not Solution.objects.exists()
    release_due(at=NOW + TEN)
    solution = Solution.objects.get()
    ticket.refresh_from_db()
    assert (solution.measure, solution.offered_at, ticket.status) == ("今天补发", NOW + TEN, "awaiting_confirmation")


def test_what_would_be_refused_later_is_refused_now_and_leaves_no_trace(cast: Cast, ticket: Ticket) -> None:
    events = ticket.events.count()
    cases: list[tuple[Words, type[Exception]]] = [
        (reply(" "), EmptyMessage),
        (reply("新的【什么时候】到"), PlaceLeftOpen),
        (Words("solution", THREE | {"timing": "尽快"}), SolutionIncomplete),
        (reply("谢谢", then="end"), Exception),
    ]
    for words, refusal in cases:
        with pytest.raises(refusal):
            soon(ticket, cast.lin, words)
    assert (Held.objects.count(), ticket.events.count(), replies(ticket)) == (0, events, [])


def test_a_double_click_waits_once(cast: Cast, ticket: Ticket) -> None:
    assert soon(ticket, cast.lin) == soon(ticket, cast.lin, at=NOW + timedelta(seconds=1))
    assert Held.objects.count() == 1


def test_the_draft_is_done_with_and_a_new_one_stays(cast: Cast, ticket: Ticket) -> None:
    save_draft(ticket, staff=cast.lin, kind="reply", fields={"text": "今天补发"}, version=0)
    soon(ticket, cast.lin)
    assert not Draft.objects.exists()
    save_draft(ticket, staff=cast.lin, kind="reply", fields={"text": "还有一件事"}, version=0)
    release_due(at=NOW + TEN)
    assert Draft.objects.get().fields["text"] == "还有一件事"


# ── taken back


def test_taken_back_it_is_a_draft_with_its_files(cast: Cast, ticket: Ticket) -> None:
    photo = store_file(make_photo(), name="a.jpg")
    held = soon(ticket, cast.lin, reply(files=[("盒子.jpg", photo)]))
    draft = take_back(held, staff=cast.lin)
    assert (draft.kind, draft.fields, draft.files.get().name) == ("reply", {"text": "今天补发"}, "盒子.jpg")
    assert release_due(at=NOW + HOUR) == 0
    assert (replies(ticket), first_response(ticket).met_at) == ([], None)
    with pytest.raises(LeftAlready):
        take_back(held, staff=cast.lin)


def test_what_has_left_stays_away(cast: Cast, ticket: Ticket) -> None:
    held = soon(ticket, cast.lin)
    release_due(at=NOW + TEN)
    with pytest.raises(LeftAlready):
        take_back(held, staff=cast.lin)
    assert not Draft.objects.exists()


def test_others_take_back_only_what_is_theirs_to_answer_for(cast: Cast, ticket: Ticket) -> None:
    assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    held = soon(ticket, cast.lin)
    with pytest.raises(NotYoursToTakeBack):
        take_back(held, staff=cast.dan)
    assert take_back(held, staff=cast.chen).staff == cast.chen


# ── what happened meanwhile


def test_closed_meanwhile_it_stays_here_even_if_opened_again(cast: Cast, ticket: Ticket) -> None:
    held = soon(ticket, cast.lin)
    close_withdrawn(ticket, reason="客户撤回", by=cast.chen.party, at=NOW + timedelta(seconds=2))
    reopen(ticket, why="staff", by=cast.chen.party, at=NOW + timedelta(seconds=4))
    release_due(at=NOW + TEN)
    held.refresh_from_db()
    assert (held.state, held.stopped_why, replies(ticket)) == ("stopped", "closed", [])
    assert ticket.events.get(kind="reply_stopped").payload == {"held": held.pk, "why": "closed"}
    assert take_back(held, staff=cast.lin).fields["text"] == "今天补发", "not a word is lost"


def test_merged_meanwhile_it_leaves_from_the_other_ticket(cast: Cast, ticket: Ticket) -> None:
    into = make_ticket("同一件事", customer=ticket.customer, team=cast.cs1, assignee=cast.lin)
    held = soon(ticket, cast.lin)
    merge(ticket, into=into, reason="同一件事", by=cast.chen.party, at=NOW + timedelta(seconds=2))
    release_due(at=NOW + TEN)
    held.refresh_from_db()
    assert (held.stopped_why, replies(ticket), replies(into)) == ("", [], ["今天补发"])


def test_on_another_desk_meanwhile_it_leaves_in_its_writers_name(cast: Cast, ticket: Ticket) -> None:
    soon(ticket, cast.lin)
    assign_ticket(ticket, staff=cast.dan, team=cast.cs2, by=SYSTEM, at=NOW)
    release_due(at=NOW + TEN)
    assert ticket.messages.get(kind=Message.Kind.REPLY).by.id == cast.lin.pk
    ticket.refresh_from_db()
    assert ticket.assignee == cast.dan


def test_what_the_verb_refuses_in_the_end_is_said_in_its_words(cast: Cast, ticket: Ticket) -> None:
    held = soon(ticket, cast.lin, reply(promises=[Given("回电", due=NOW + timedelta(seconds=12))]))
    release_due(at=NOW + timedelta(seconds=30))  # the house stood still for a while
    held.refresh_from_db()
    assert (held.stopped_why, replies(ticket)) == ("refused", [])
    assert "半年" in held.stopped_words


def test_a_crash_between_the_words_and_the_note_sends_nothing_twice(
    cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = soon(ticket, cast.lin)

    def die(*_args: Any, **_more: Any) -> None:
        raise OperationalError("killed here")

    with monkeypatch.context() as killed:
        killed.setattr(sending, "note_sent", die)
        with pytest.raises(OperationalError):
            release_due(at=NOW + TEN)
    held.refresh_from_db()
    assert (held.state, replies(ticket), first_response(ticket).met_at) == ("waiting", [], None)
    release_due(at=NOW + TEN + timedelta(seconds=1))
    assert replies(ticket) == ["今天补发"]


def test_what_breaks_us_is_stopped_and_the_others_leave(
    cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = soon(ticket, cast.lin)
    soon(make_ticket("另一件", assignee=cast.lin, team=cast.cs1), cast.lin, reply("另一句"))
    heard: list[Held] = []

    def read(held: Held) -> Words:
        heard.append(held)
        if held == broken:
            raise ZeroDivisionError
        return words_of(held)

    monkeypatch.setattr(sending, "words_of", read)
    assert release_due(at=NOW + TEN) == 2
    broken.refresh_from_db()
    assert (broken.state, broken.stopped_why, len(heard)) == ("stopped", "refused", 2)
    assert Message.objects.get(kind=Message.Kind.REPLY).text == "另一句"


# ── somebody wrote meanwhile


def test_who_has_not_read_the_customer_is_asked_once(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    make_message(ticket, "不用补发了，我要退货")
    with pytest.raises(NewsMeanwhile) as refusal:
        soon(ticket, cast.lin, seen=seen)
    assert [(one.kind, one.text) for one in refusal.value.news] == [("customer", "不用补发了，我要退货")]
    assert soon(ticket, cast.lin, seen=refusal.value.mark).is_waiting


def test_of_two_who_send_at_once_the_second_is_asked_and_both_are_kept(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    soon(ticket, cast.chen, reply("我是陈蔚，配件今天寄出"), seen=seen)
    with pytest.raises(NewsMeanwhile) as refusal:
        soon(ticket, cast.lin, reply("我是林晓，配件今天寄出"), seen=seen)
    assert [(one.kind, one.by.id) for one in refusal.value.news] == [("held", cast.chen.pk)]
    soon(ticket, cast.lin, reply("我是林晓，配件今天寄出"), seen=refusal.value.mark)
    release_due(at=NOW + TEN)
    assert replies(ticket) == ["我是陈蔚，配件今天寄出", "我是林晓，配件今天寄出"]


def test_what_was_seen_waiting_is_no_news_once_it_has_left(cast: Cast, ticket: Ticket) -> None:
    soon(ticket, cast.chen, reply("我是陈蔚"))
    seen = seen_now(ticket)
    release_due(at=NOW + TEN)
    assert soon(ticket, cast.lin, seen=seen, at=NOW + TEN).is_waiting


def test_ones_own_words_and_receipts_are_no_news(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    make_message(ticket, "收到了", kind=Message.Kind.RECEIPT, by=SYSTEM)
    make_message(ticket, "问过仓库", kind=Message.Kind.NOTE, by=cast.lin.party)
    assert soon(ticket, cast.lin, seen=seen).is_waiting
    with pytest.raises(NewsMeanwhile):
        soon(ticket, cast.chen, seen=seen)


@pytest.mark.parametrize("text", ["", "1", "1-2-3", "a-b", "-1-2", "9" * 41, "²-1", f"{2**63}-0"])
def test_what_is_no_mark_asks_nobody(text: str) -> None:
    assert Seen.read(text) is None
    assert Seen.read("12-3") == Seen(12, 3)
