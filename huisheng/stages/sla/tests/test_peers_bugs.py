"""What went wrong with clocks elsewhere, and must not go wrong here."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from huisheng.core.accounts.actions import save_calendar, set_calendar_day
from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.sla.actions import follow_grade, heed, meet, ring_due, start_clocks
from huisheng.stages.sla.models import Clock, ServicePolicy
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.sla.queries import clocks_of
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    at,
    clock_of,
    commitment_of,
    hold_clocks,
    make_policy,
    make_ticket,
    only_policy,
    promise,
    release_clocks,
    set_grade,
)

pytestmark = pytest.mark.django_db

NINE_TO_FIVE = {str(day): [["09:00", "17:00"]] for day in range(5)}


def make_started(*commitments: object, calendar: Calendar | None = None, start: object = TEN) -> Ticket:
    only_policy(*commitments, calendar=calendar)  # type: ignore[arg-type]
    ticket = make_ticket(at=start)
    start_clocks(ticket, by=SYSTEM, at=start)  # type: ignore[arg-type]
    return ticket


def test_the_first_response_holds_though_the_next_update_is_due_sooner() -> None:
    """Zammad #5177: the next-reply clock overrode the first reply."""
    ticket = make_started(promise(amount=60), promise("progress_update", 30))
    assert (clock_of(ticket).due_at, clock_of(ticket, "progress_update").due_at) == (after(60), after(30))
    meet(ticket, "progress_update", at=after(20), by=SYSTEM)
    assert (clock_of(ticket).due_at, clock_of(ticket, "progress_update").due_at) == (after(60), after(50))


def test_the_first_response_holds_though_the_next_reply_is_promised_sooner() -> None:
    """Zammad #5177, to the letter: a next-reply target of ten minutes never shortens the first reply's hour."""
    ticket = make_started(promise(amount=60), promise("next_reply", 10))
    heed(ticket, Occasion.CUSTOMER_WROTE, at=after(1), by=ticket.customer.party)
    assert not Clock.objects.filter(ticket=ticket, kind="next_reply").exists()
    assert (clock_of(ticket).due_at, ticket.next_due_at) == (after(60), after(60))


def test_a_customers_words_written_down_by_a_colleague_start_the_clock_as_well() -> None:
    """Zammad #1322: a customer note typed in the web interface did not restart the clock."""
    ticket = make_started(promise(amount=60), promise("next_reply", 10))
    lin = Party("staff", 1)
    add_message(ticket, kind=Message.Kind.REPLY, text="在查", by=lin, at=after(5))
    heed(ticket, Occasion.REPLY_SENT, at=after(5), by=lin)
    add_message(ticket, kind=Message.Kind.CUSTOMER, text="来电补充", by=lin, at=after(30))
    heed(ticket, Occasion.CUSTOMER_WROTE, at=after(30), by=lin)
    assert clock_of(ticket, "next_reply").due_at == after(40)


def test_our_own_words_after_the_answer_shorten_nothing() -> None:
    """Zammad #3140: what an agent adds is no news that somebody must answer."""
    ticket = make_started(promise(amount=60), promise("next_reply", 10), promise("resolve", 240))
    for minutes in (5, 6, 7):
        add_message(ticket, kind=Message.Kind.REPLY, text=f"补充 {minutes}", by=SYSTEM, at=after(minutes))
        heed(ticket, Occasion.REPLY_SENT, at=after(minutes), by=SYSTEM)
    assert ticket.next_due_at == after(240)
    assert not Clock.objects.filter(ticket=ticket, kind="next_reply").exists()


def test_a_clock_stops_while_we_wait_for_the_customer() -> None:
    """osTicket #3034 and LibreDesk: no pause at all; the clock broke while the customer was asked."""
    ticket = make_started(promise("resolve", 60))
    hold_clocks(ticket, reason="waiting_customer", at=after(50), by=SYSTEM)
    assert ring_due(now=after(5000)) == 0
    release_clocks(ticket, at=after(5000), by=SYSTEM)
    assert clock_of(ticket, "resolve").due_at == after(5010)


def test_a_policy_that_does_not_fit_is_nobodys_default() -> None:
    """Frappe #1943: tickets fell under a default that was not meant for them."""
    only_policy(promise(amount=5), condition={"field": "tier", "op": "is", "value": "core"})
    ticket = make_ticket()
    assert start_clocks(ticket, by=SYSTEM, at=TEN) == []


@pytest.mark.parametrize("amounts", [(10, 20), (20, 10)])
def test_of_overlapping_policies_the_earliest_wins_whatever_their_names_and_order(amounts: tuple[int, int]) -> None:
    """Zammad: overlapping SLAs are undefined, and rules run in the order of their names."""
    only_policy()
    ServicePolicy.objects.update(enabled=False)
    for rank, (code, amount) in enumerate(zip(("zebra", "aardvark"), amounts, strict=True)):
        make_policy(promise(amount=amount), code=code, rank=rank)
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert clock_of(ticket).due_at == after(10)


def test_each_turn_is_a_row_of_its_own_and_the_last_one_erases_none() -> None:
    """Zammad keeps one cycle on the ticket; Chatwoot reopens one thread for ever and has no second run."""
    ticket = make_started(promise(amount=60), promise("next_reply", 10))
    for minutes in (5, 25, 45):
        add_message(ticket, kind=Message.Kind.REPLY, text=f"{minutes}", by=SYSTEM, at=after(minutes))
        heed(ticket, Occasion.REPLY_SENT, at=after(minutes), by=SYSTEM)
        heed(ticket, Occasion.CUSTOMER_WROTE, at=after(minutes + 10), by=SYSTEM)
    ends = Clock.objects.filter(ticket=ticket, kind="next_reply").order_by("id").values_list("met_at", flat=True)
    assert list(ends) == [after(25), after(45), None]


def test_an_update_in_time_is_not_reported_late() -> None:
    """Zammad #3140: the update clock escalated after the agent had replied."""
    ticket = make_started(promise("progress_update", 30))
    meet(ticket, "progress_update", at=after(29), by=SYSTEM)
    assert ring_due(now=after(58)) == 0


def test_a_wait_moves_both_due_times() -> None:
    """Frappe #1554, #1675: the first-reply deadline ignored the time on hold."""
    ticket = make_started(promise(amount=60), promise("resolve", 240))
    hold_clocks(ticket, reason="waiting_customer", at=after(10), by=SYSTEM)
    release_clocks(ticket, at=after(40), by=SYSTEM)
    assert (clock_of(ticket).due_at, clock_of(ticket, "resolve").due_at) == (after(90), after(270))


def test_running_again_adds_only_working_minutes() -> None:
    """Frappe #1554: a week-end on hold was added to the deadline."""
    calendar = make_calendar(weekly=NINE_TO_FIVE)
    ticket = make_started(promise(amount=60), promise("resolve", 8, "hour"), calendar=calendar, start=at(16, day=27))
    hold_clocks(ticket, reason="waiting_customer", at=at(16, 30, day=27), by=SYSTEM)
    release_clocks(ticket, at=at(10, day=30), by=SYSTEM)  # half an hour of Friday, one hour of Monday
    assert clock_of(ticket).due_at == at(10, 30, day=30)
    assert clock_of(ticket, "resolve").due_at == at(9 + 0, 30, day=1, month=12)


def test_an_hour_from_friday_half_past_four_ends_on_monday_at_half_past_nine() -> None:
    """Chatwoot PR 13392."""
    calendar = make_calendar(weekly=NINE_TO_FIVE)
    ticket = make_started(promise("resolve", 1, "hour"), calendar=calendar, start=at(16, 30, day=27))
    assert clock_of(ticket, "resolve").due_at == at(9, 30, day=30)


def test_lunch_is_not_working_time() -> None:
    """Chatwoot #9798, Frappe #2212."""
    ticket = make_started(promise("resolve", 1, "hour"), calendar=make_calendar(), start=at(11, 30))
    assert clock_of(ticket, "resolve").due_at == at(13, 30)


def test_a_holiday_is_closed_and_its_make_up_saturday_is_open() -> None:
    """Chatwoot #14009; 调休: nobody else has it."""
    calendar = make_calendar()
    set_calendar_day(calendar, date(2026, 11, 27), intervals=[], note="放假", by=SYSTEM)
    set_calendar_day(calendar, date(2026, 11, 28), intervals=[["09:00", "12:00"], ["13:00", "18:00"]], by=SYSTEM)
    ticket = make_started(promise("resolve", 2, "hour"), calendar=calendar, start=at(17, day=26))
    assert clock_of(ticket, "resolve").due_at == at(10, day=28)


def test_an_edit_of_the_policy_leaves_promises_that_were_given() -> None:
    """Zammad recomputes every open ticket at each edit and keeps no record of what was promised."""
    ticket = make_started(promise(amount=15))
    make_policy(promise(amount=5), code=commitment_of(ticket).policy.code)
    clock = clock_of(ticket)
    assert (clock.due_at, commitment_of(ticket).amount, commitment_of(ticket).policy.version) == (after(15), 15, 1)
    later = make_ticket()
    start_clocks(later, by=SYSTEM, at=TEN)
    assert commitment_of(later).policy.version == 2


def test_an_edit_of_the_calendar_moves_nothing_behind_anybodys_back() -> None:
    """Open promises follow in one job that is audited (test_follow_calendar.py); the edit itself touches no ticket."""
    calendar = make_calendar()
    ticket = make_started(promise("resolve", 4, "hour"), calendar=calendar)
    save_calendar(calendar, name="晚班", weekly={"0": [["20:00", "23:00"]]}, by=SYSTEM)
    clock = clock_of(ticket, "resolve")
    assert (clock.due_at, clock.calendar_version) == (at(15), 1)


def test_deleting_a_policy_never_removes_a_clock_or_a_ticket() -> None:
    """django-helpdesk and LibreDesk cascade from settings into cases."""
    ticket = make_started(promise())
    clock = clock_of(ticket)
    for row in (commitment_of(ticket).policy, commitment_of(ticket), clock.calendar):
        with pytest.raises(ProtectedError):
            row.delete()
    assert Clock.objects.filter(pk=clock.pk).exists()
    assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_telling_somebody_changes_nothing_on_the_ticket() -> None:
    """django-helpdesk: escalate --notify-only still changed the priority."""
    ticket = make_started(promise(warn=[{"percent": 80, "tell": ["supervisor"]}]))
    before = Ticket.objects.values().get(pk=ticket.pk)
    assert ring_due(now=after(1000)) == 2
    assert Ticket.objects.values().get(pk=ticket.pk) == before


def test_a_new_promise_does_not_erase_the_old_one() -> None:
    """LibreDesk deletes the pending row when an SLA is applied again."""
    ticket = make_started(promise(amount=60, grade_code="green"), promise(amount=15, grade_code="red"))
    follow_grade(set_grade(ticket, "green"), by=SYSTEM, at=after(5))
    rows = Clock.objects.filter(ticket=ticket).order_by("id").values_list("due_at", "stopped_at")
    assert list(rows) == [(after(15), after(5)), (after(60), None)]


def test_a_screen_knows_it_is_late_before_any_sweep_ran() -> None:
    """Frappe refreshes the state only on save or hourly."""
    ticket = make_started(promise())
    assert [row.state for row in clocks_of(ticket, now=after(16))] == ["late"]
