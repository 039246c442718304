"""Leaving for the day, and not being there when the customer writes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Absence, Presence, Shift, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import NEVER, Message, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import assign_ticket, hand_over
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.queries import latest_assignment, open_hand_over
from huisheng.stages.routing.tests.make import make_agent, make_owned
from huisheng.trips.cover import cover_for_the_absent
from huisheng.trips.leave import GRACE, leave_for_the_day, plan_to_leave, see_off
from tests.cast import Cast

pytestmark = pytest.mark.django_db
How = Assignment.How
HOUR = timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def due(staff: Staff, at: datetime) -> Ticket:
    """A ticket on this desk with a promise."""
    ticket = make_owned(staff)
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=at, status="open")
    Assignment.objects.filter(ticket=ticket).update(at=timezone.now() - 2 * HOUR)
    return fresh(ticket)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("assignee", "team", "customer", "channel").get(pk=ticket.pk)


def how(ticket: Ticket) -> str:
    found = latest_assignment(ticket)
    assert found is not None
    return found.how


def rostered(staff: Staff, *shifts: tuple[datetime, datetime]) -> Staff:
    Staff.objects.filter(pk=staff.pk).update(rostered=True, presence_since=shifts[0][0])
    for since, until in shifts:
        Shift.objects.create(staff=staff, since=since, until=until)
    return Staff.objects.get(pk=staff.pk)


def numbers(tickets: Iterable[Ticket]) -> set[str]:
    return {ticket.number for ticket in tickets}


def leaver(cast: Cast, now: datetime) -> Staff:
    """Lin, whose shift ends now and begins again in fifteen hours."""
    return rostered(cast.lin, (now - 8 * HOUR, now + HOUR), (now + 15 * HOUR, now + 23 * HOUR))


def test_what_is_due_before_the_next_shift_goes_the_rest_stays(cast: Cast, now: datetime) -> None:
    lin = leaver(cast, now)
    soon, later = due(lin, now + 3 * HOUR), due(lin, now + 20 * HOUR)
    resting = due(lin, NEVER)
    plan = plan_to_leave(lin, at=now)
    assert (numbers(plan.goes), numbers(plan.stays)) == ({soon.number}, {later.number, resting.number})
    assert plan.until == now + 15 * HOUR
    assert fresh(soon).assignee == lin  # a preview moves nothing
    leave_for_the_day(lin, by=lin.party, at=now)
    assert (fresh(soon).assignee, fresh(soon).first_owner, fresh(later).assignee) == (None, lin, lin)
    found = latest_assignment(soon)
    assert found is not None
    assert (found.how, found.note) == (How.LEFT, "林晓下班了。")
    assert Staff.objects.get(pk=lin.pk).presence == Presence.OFFLINE


def test_it_goes_on_at_once_to_whoever_is_there(cast: Cast, now: datetime) -> None:
    lin, heir = leaver(cast, now), make_agent()
    ticket = due(lin, now + HOUR)
    leave_for_the_day(lin, by=lin.party, at=now)
    assert (fresh(ticket).assignee, fresh(ticket).first_owner, how(ticket)) == (heir, lin, How.FREED)


@pytest.mark.parametrize(("what", "goes"), [("due", 2), ("unanswered", 1), ("nothing", 0)])
def test_the_house_says_what_goes(cast: Cast, now: datetime, what: str, goes: int) -> None:
    change_setting("routing.leaving", what, by=cast.admin.party)
    lin = leaver(cast, now)
    answered = due(lin, now + HOUR)
    due(lin, now + HOUR)
    add_message(answered, kind=Message.Kind.REPLY, text="在查", by=lin.party, at=now + HOUR)
    assert len(plan_to_leave(lin, at=now).goes) == goes


def test_without_a_roster_people_are_back_when_the_office_opens(cast: Cast) -> None:
    friday = datetime(2026, 3, 6, 17, tzinfo=SHANGHAI)
    assert plan_to_leave(cast.lin, at=friday).until == datetime(2026, 3, 9, 9, tzinfo=SHANGHAI)


def test_who_has_no_shift_any_more_leaves_all_that_is_due(cast: Cast, now: datetime) -> None:
    lin = rostered(cast.lin, (now - 8 * HOUR, now))
    ticket = due(lin, now + timedelta(days=30))
    plan = plan_to_leave(lin, at=now)
    assert (plan.until, numbers(plan.goes)) == (None, {ticket.number})


def test_an_open_hand_over_falls_away(cast: Cast, now: datetime) -> None:
    lin = leaver(cast, now)
    ticket = due(lin, now + HOUR)
    hand_over(ticket, to=cast.dan, note="", by=lin.party)
    leave_for_the_day(lin, by=lin.party, at=now)
    assert open_hand_over(ticket) is None


def test_the_end_of_a_shift_is_looked_after_once(cast: Cast, now: datetime) -> None:
    lin = rostered(cast.lin, (now - 8 * HOUR, now))
    ticket = due(lin, now + HOUR)
    assert see_off(at=now + GRACE / 2) == 0
    assert see_off(at=now + GRACE) == 1
    assert (fresh(ticket).assignee, Staff.objects.get(pk=lin.pk).presence) == (None, Presence.OFFLINE)
    assert see_off(at=now + GRACE) == 0


def test_who_sat_down_again_after_the_shift_stays_online(cast: Cast, now: datetime) -> None:
    lin = rostered(cast.lin, (now - 8 * HOUR, now))
    Staff.objects.filter(pk=lin.pk).update(presence_since=now + GRACE / 2)
    assert see_off(at=now + GRACE) == 0


def test_a_shift_that_follows_at_once_is_no_end(cast: Cast, now: datetime) -> None:
    rostered(cast.lin, (now - 8 * HOUR, now), (now, now + 4 * HOUR))
    assert see_off(at=now + GRACE) == 0


def absence(staff: Staff, since: datetime, **changes: Any) -> Absence:
    return Absence.objects.create(staff=staff, since=since, until=since + timedelta(days=7), **changes)


def test_the_start_of_an_absence_hands_over_to_the_substitute(cast: Cast, now: datetime) -> None:
    soon, later = due(cast.lin, now + timedelta(days=2)), due(cast.lin, now + timedelta(days=20))
    absence(cast.lin, now, substitute=cast.dan)
    assert (see_off(at=now), see_off(at=now)) == (1, 0)
    assert (fresh(soon).assignee, fresh(soon).team, how(soon)) == (cast.dan, cast.cs2, How.SUBSTITUTE)
    assert fresh(later).assignee == cast.lin


def test_a_substitute_who_may_not_answer_is_none(cast: Cast, now: datetime) -> None:
    ticket = due(cast.lin, now + HOUR)
    absence(cast.lin, now, substitute=cast.wang)
    see_off(at=now)
    assert (fresh(ticket).assignee, how(ticket)) == (None, How.LEFT)


# ── the customer writes, and the owner is not there


@pytest.mark.parametrize("presence", [Presence.ONLINE, Presence.AWAY])
def test_an_owner_who_is_there_or_at_lunch_keeps_it(cast: Cast, now: datetime, presence: str) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(presence=presence)
    assert cover_for_the_absent(due(cast.lin, now + HOUR)) is None


def test_an_offline_owner_does_not_keep_the_customer_waiting(cast: Cast, now: datetime) -> None:
    """Chatwoot #7204, #4158: offline colleagues kept their chats. Here the answer goes to whoever is there."""
    heir = make_agent()
    ticket = due(cast.lin, now + timedelta(minutes=20))
    Staff.objects.filter(pk=cast.lin.pk).update(presence=Presence.OFFLINE)
    cover_for_the_absent(fresh(ticket))
    assert (fresh(ticket).assignee, fresh(ticket).first_owner) == (heir, cast.lin)
    notes = list(Assignment.objects.filter(ticket=ticket).order_by("id").values_list("how", "note"))
    assert notes[-2:] == [(How.LEFT, "客户来信，林晓不在。"), (How.FREED, "")]


def test_what_is_due_when_the_owner_is_back_stays(cast: Cast, now: datetime) -> None:
    lin = rostered(cast.lin, (now + 2 * HOUR, now + 9 * HOUR))
    assert cover_for_the_absent(due(lin, now + 3 * HOUR)) is None
    assert cover_for_the_absent(due(lin, now + HOUR)) is not None


def test_somebody_on_leave_is_covered_whatever_is_due(cast: Cast, now: datetime) -> None:
    ticket = due(cast.lin, now + timedelta(days=30))
    absence(cast.lin, now - HOUR, substitute=cast.dan)
    cover_for_the_absent(ticket)
    assert fresh(ticket).assignee == cast.dan


def test_what_a_person_chose_knowingly_stays(cast: Cast, now: datetime) -> None:
    """LibreDesk PR 385: the supervisor put it there although Lin is on leave."""
    absence(cast.lin, now - HOUR)
    ticket = due(cast.dan, now + HOUR)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    assert cover_for_the_absent(fresh(ticket)) is None


def test_what_nobody_has_and_what_is_closed_is_left_alone(cast: Cast, now: datetime) -> None:
    ticket = due(cast.lin, now)
    Staff.objects.update(presence=Presence.OFFLINE)
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    assert cover_for_the_absent(fresh(ticket)) is None
    pooled = due(cast.lin, now)
    assign_ticket(pooled, staff=None, by=SYSTEM)
    assert cover_for_the_absent(fresh(pooled)) is None
