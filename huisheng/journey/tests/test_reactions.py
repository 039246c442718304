from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.kinds import REACTING
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.journey.models import Reaction
from huisheng.journey.reactions import REACTIONS
from huisheng.journey.runner import LOADED, react, ring, run_effect
from huisheng.journey.tests.make import latest, make_offered, make_received
from huisheng.stages.closure.actions import answer_confirmation, close_spam
from huisheng.stages.handling.actions import ask_customer, send_reply
from huisheng.stages.routing.actions import answer_hand_over, hand_over
from huisheng.stages.sla.models import Alarm, Clock
from huisheng.trips.reopen import reopen
from huisheng.watch.notify.models import Delivery, Notice
from tests.cast import Cast

EMAIL = "liu@example.com"
Run = Callable[..., int]
pytestmark = pytest.mark.django_db


def letters(ticket: Ticket, code: str) -> list[dict[str, str]]:
    rows = Delivery.objects.filter(ticket=ticket, code=code, reader__startswith="identity").select_related("outbound")
    return [row.outbound.letter for row in rows if row.outbound]


def told(staff: Staff) -> list[str]:
    return list(Notice.objects.filter(staff=staff).order_by("id").values_list("code", flat=True))


def test_it_has_reactions_for_exactly_the_kinds_that_react() -> None:
    assert set(REACTIONS) == REACTING
    assert all(effect.__doc__ for effects in REACTIONS.values() for effect in effects)


def test_it_names_each_effect_of_an_event_once() -> None:
    for effects in REACTIONS.values():
        assert len({effect.__name__ for effect in effects}) == len(effects)


def test_it_acknowledges_receipt_on_the_ticket_and_by_letter(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL)
    run_jobs()
    receipt = ticket.messages.get(kind=Message.Kind.RECEIPT)
    [letter] = letters(ticket, "ticket_opened")
    assert ticket.number in letter["subject"]
    assert f"http://localhost:8000{ticket.public_path}" in letter["text"]
    assert "刘女士，您好" in letter["text"]
    assert ticket.assignee is not None
    assert ticket.assignee.name in receipt.text
    assert ticket.number in receipt.text
    assert ticket.secret not in receipt.text
    assert "{" not in receipt.text + letter["text"]


def test_a_receipt_meets_no_promise(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL)
    run_jobs()
    assert Clock.objects.get(ticket=ticket, kind="first_response").met_at is None


def test_it_promises_in_the_receipt_what_the_clock_promises(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL)
    run_jobs()
    due = timezone.localtime(Clock.objects.get(ticket=ticket, kind="first_response").due_at)
    assert f"{due.month}月{due.day}日 {due:%H:%M}" in ticket.messages.get(kind=Message.Kind.RECEIPT).text


def test_it_writes_to_english_speakers_in_english(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received("The parcel is late", email=EMAIL, language="en")
    run_jobs()
    assert letters(ticket, "ticket_opened")[0]["text"].startswith("Hello 刘女士")


def test_it_sends_no_receipt_for_what_colleagues_open_inside(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, channel="internal", by=cast.lin.party)
    run_jobs()
    assert not ticket.messages.filter(kind=Message.Kind.RECEIPT).exists()
    assert not Outbound.objects.exists()


def test_running_everything_twice_has_no_second_effect(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, owner=cast.lin)
    send_reply(ticket, text="正在查", by=cast.lin.party)
    run_jobs()
    before = (Outbound.objects.count(), Notice.objects.count(), ticket.messages.count(), ticket.events.count())
    for event in ticket.events.filter(kind__in=REACTING):
        react(event.pk)
    run_jobs()
    after = (Outbound.objects.count(), Notice.objects.count(), ticket.messages.count(), ticket.events.count())
    assert after == before
    assert not Reaction.objects.filter(done_at=None).exists()


def test_even_a_lost_reaction_row_does_not_tell_anybody_twice(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL)
    run_jobs()
    Reaction.objects.all().delete()
    before = (Outbound.objects.count(), Notice.objects.count(), ticket.messages.count())
    for event in ticket.events.filter(kind__in=REACTING):
        react(event.pk)
    assert (Outbound.objects.count(), Notice.objects.count(), ticket.messages.count()) == before


def test_it_tells_the_assignee_of_a_new_ticket(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received()
    run_jobs()
    assert ticket.assignee is not None
    assert told(ticket.assignee) == ["ticket_assigned"]


def test_it_tells_nobody_what_they_did_themselves(cast: Cast, run_jobs: Run) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    ticket = make_received()
    send_reply(ticket, text="我来", by=cast.lin.party)
    run_jobs()
    assert ticket.assignee == cast.lin
    assert told(cast.lin) == []


def test_it_tells_the_assignee_when_the_customer_writes(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(owner=cast.lin)
    run_jobs()
    Notice.objects.all().delete()
    make_received("请问到哪了？", number=ticket.number)
    run_jobs()
    assert told(cast.lin) == ["message_added"]


def test_a_reply_leaves_as_a_letter_with_the_link(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, owner=cast.lin)
    send_reply(ticket, text="已经联系仓库。", by=cast.lin.party)
    run_jobs()
    [letter] = letters(ticket, "reply_sent")
    assert "已经联系仓库。" in letter["text"]
    assert ticket.public_path in letter["text"]


def test_a_question_is_worded_as_one(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, owner=cast.lin)
    ask_customer(ticket, text="请问缺哪个配件？", by=cast.lin.party)
    run_jobs()
    assert len(letters(ticket, "customer_asked")) == 1
    assert letters(ticket, "reply_sent") == []


def test_a_solution_has_one_letter_with_its_three_elements(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, owner=cast.lin)
    solution = make_offered(ticket, by=cast.lin)
    run_jobs()
    [letter] = letters(ticket, "solution_offered")
    assert all(part in letter["text"] for part in (solution.measure, solution.timing, solution.responsible))
    assert letters(ticket, "reply_sent") == []


def test_a_hand_over_is_heard_on_both_sides(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(owner=cast.lin)
    run_jobs()
    Notice.objects.all().delete()
    asked = hand_over(ticket, to=cast.chen, note="我明天休息", by=cast.lin.party)
    run_jobs()
    assert told(cast.chen) == ["hand_over_asked"]
    answer_hand_over(asked, accept=True, by=cast.chen.party)
    run_jobs()
    assert told(cast.lin) == ["hand_over_answered"]
    assert told(cast.chen) == ["hand_over_asked"]


def test_a_breach_is_told_to_owner_and_supervisor(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(owner=cast.lin)
    run_jobs()
    Notice.objects.all().delete()
    Alarm.objects.filter(clock__ticket=ticket, step=Alarm.Step.BREACH).update(
        ring_at=timezone.now(), tell=["assignee", "supervisor"]
    )
    ring(0)
    run_jobs()
    assert "clock_breached" in told(cast.lin)
    assert set(Notice.objects.filter(staff=cast.chen).values_list("audience", flat=True)) == {"supervisor"}
    assert told(cast.dan) == []


def test_where_nobody_leads_the_team_admins_hear_of_a_breach(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(owner=cast.lin)
    cast.chen.memberships.update(leads=False)
    run_jobs()
    event = latest(ticket, "ticket_opened")
    event.pk, event.kind, event.payload = None, "clock_breached", {"tell": ["supervisor"]}
    event.save()
    react(event.pk)
    assert told(cast.admin) == ["clock_breached"]
    assert told(cast.chen) == []


def test_a_no_rings_at_owner_and_supervisor(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(owner=cast.lin)
    make_offered(ticket, by=cast.lin)
    answer_confirmation(ticket, solved=False, stars=None, word="没收到", by=ticket.customer.party)
    run_jobs()
    assert "confirmation_rejected" in told(cast.lin)
    assert told(cast.chen) == ["ticket_raised"], "it is raised to her: said once"


def test_a_yes_says_goodbye_and_refills_the_desk(cast: Cast, run_jobs: Run) -> None:
    Staff.objects.exclude(pk=cast.lin.pk).update(presence=Presence.OFFLINE)
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    change_setting("routing.reserve", 0, by=cast.admin.party)
    ticket = make_received(email=EMAIL, owner=cast.lin)
    waiting = make_received(phone="13511112222")
    assert waiting.assignee_id is None
    make_offered(ticket, by=cast.lin)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    run_jobs()
    assert Ticket.objects.get(pk=waiting.pk).assignee == cast.lin
    assert len(letters(ticket, "ticket_closed")) == 1


def test_spam_hears_no_goodbye(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, owner=cast.lin)
    close_spam(ticket, reason="广告", by=cast.lin.party)
    run_jobs()
    assert letters(ticket, "ticket_closed") == []


def test_who_comes_back_is_welcomed_and_the_owner_told(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL, owner=cast.lin)
    make_offered(ticket, by=cast.lin)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    reopen(ticket, why="message", by=ticket.customer.party)
    run_jobs()
    assert len(letters(ticket, "ticket_reopened")) == 1
    assert "ticket_reopened" in told(cast.lin)


def test_old_events_ring_bells_but_send_no_letters(cast: Cast, run_jobs: Run) -> None:
    ticket = make_received(email=EMAIL)
    ticket.events.update(at=timezone.now() - timedelta(days=4))
    run_jobs()
    assert not Outbound.objects.exists()
    assert ticket.messages.filter(kind=Message.Kind.RECEIPT).exists()


@pytest.mark.parametrize(
    ("kind", "effect", "most"),
    [("ticket_opened", "acknowledge_receipt", 21), ("ticket_assigned", "tell_the_chosen", 10)],
)
def test_a_reaction_stays_cheap(cast: Cast, kind: str, effect: str, most: int) -> None:
    """About 0.3 ms of CPU a query: the budget of 5 ms for a reaction is kept by counting."""
    ticket = make_received(email=EMAIL)
    event = Event.objects.select_related(*LOADED).get(ticket=ticket, kind=kind)
    [found] = [one for one in REACTIONS[kind] if one.__name__ == effect]
    with CaptureQueriesContext(connection) as queries:
        assert run_effect(event, found) == 0
    assert len(queries) <= most
