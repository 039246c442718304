"""Quiet hours, storms and digests: nothing is lost, nobody is flooded, nobody hears anything twice."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import GATHER, mark_read, tell_of_alarm, tell_staff, tell_waiting
from huisheng.watch.notify.models import DIGEST, Delivery, Notice, RobotMessage, Telling
from huisheng.watch.notify.queries import digest_of, notices_behind, notices_of, unread_count
from huisheng.watch.notify.tests.make import make_alarm, make_event, make_robot, make_wish
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WINDOW = timedelta(seconds=60)
SOON = GATHER + timedelta(seconds=1)


def ring(staff: Staff, count: int = 1, **payload: object) -> list[Event]:
    events = [make_alarm(make_ticket(assignee=staff), **payload) for _ in range(count)]  # type: ignore[arg-type]
    for event in events:
        tell_of_alarm(event)
    return events


def letters() -> list[dict[str, str]]:
    return [one.letter for one in Outbound.objects.order_by("pk")]


def shown(staff: Staff) -> list[str]:
    return [row.code for row in notices_of(staff).rows]


def later(**span: int) -> datetime:
    return timezone.now() + timedelta(**span)


# ── the bell ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_few_alarms_are_lines_of_their_own(cast: Cast) -> None:
    ring(cast.lin, 5)
    assert shown(cast.lin) == ["clock_breached"] * 5
    assert unread_count(cast.lin) == 5


def test_many_at_once_are_one_line_that_opens_the_list(cast: Cast) -> None:
    events = ring(cast.lin, 12)
    [line] = notices_of(cast.lin).rows
    assert (line.code, line.count, line.text) == (DIGEST, 12, "有 12 条时效提醒要看")
    assert unread_count(cast.lin) == 1
    behind = notices_behind(cast.lin, line.id).rows
    assert {row.number for row in behind} == {event.ticket.number for event in events if event.ticket}
    with translation.override("en"):
        assert notices_of(cast.lin).rows[0].text == "12 promises need a look"


def test_the_single_facts_stay_in_the_ledger(cast: Cast) -> None:
    ring(cast.lin, 12)
    assert Notice.objects.filter(staff=cast.lin, code="clock_breached").count() == 12
    assert Event.objects.filter(kind="clock_breached").count() == 12


def test_a_digest_that_was_read_is_new_when_more_come(cast: Cast) -> None:
    ring(cast.lin, 6)
    mark_read(cast.lin)
    ring(cast.lin)
    [line] = notices_of(cast.lin).rows
    assert (line.count, line.is_read) == (7, False)


def test_alarms_far_apart_never_become_a_digest(cast: Cast) -> None:
    start = timezone.now() - timedelta(hours=2)
    for number in range(12):
        tell_of_alarm(make_alarm(make_ticket(assignee=cast.lin), at=start + number * timedelta(seconds=20)))
    assert DIGEST not in shown(cast.lin)


def test_the_house_says_how_many_are_a_storm(cast: Cast) -> None:
    change_setting("notices.digest_above", 2, by=SYSTEM)
    ring(cast.lin, 3)
    assert shown(cast.lin) == [DIGEST]


def test_other_news_stays_beside_the_storm(cast: Cast) -> None:
    ring(cast.lin, 6)
    tell_staff(make_event(make_ticket(assignee=cast.lin)), "ticket_assigned", cast.lin)
    assert shown(cast.lin) == ["ticket_assigned", DIGEST]


def test_reading_the_digest_reads_what_is_behind_it(cast: Cast) -> None:
    ring(cast.lin, 6)
    [line] = notices_of(cast.lin).rows
    mark_read(cast.lin, [line.id])
    assert unread_count(cast.lin) == 0
    assert not Notice.objects.filter(staff=cast.lin, read_at=None).exists()


def test_a_digest_is_its_owners_alone(cast: Cast) -> None:
    ring(cast.lin, 6)
    [line] = notices_of(cast.lin).rows
    assert digest_of(cast.lin, line.id) is not None
    assert digest_of(cast.dan, line.id) is None
    assert notices_behind(cast.dan, line.id).rows == []


# ── letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_gathers_for_a_few_seconds_and_leaves_alone(cast: Cast) -> None:
    [event] = ring(cast.lin, ways=["email"])
    assert tell_waiting() == 0
    assert tell_waiting(now=timezone.now() + SOON) == 1
    assert event.ticket is not None
    [letter] = letters()
    assert event.ticket.number in letter["subject"]
    assert Delivery.objects.get(event=event).reader == f"staff:{cast.lin.pk}"


def test_a_storm_is_one_letter_with_every_number(cast: Cast) -> None:
    events = ring(cast.lin, 12, ways=["email"])
    assert tell_waiting(now=timezone.now() + SOON) == 12
    [letter] = letters()
    assert letter["subject"] == "有 12 条时效提醒要看"
    assert all(event.ticket.number in letter["text"] for event in events if event.ticket)
    assert "刘女士" not in letter["text"]


def test_what_rings_on_in_a_storm_waits_for_the_end_of_the_window(cast: Cast) -> None:
    ring(cast.lin, 6, ways=["email"])
    first = timezone.now() + SOON
    tell_waiting(now=first)
    ring(cast.lin, 2, ways=["email"])
    assert tell_waiting(now=first + SOON) == 0
    assert len(letters()) == 1
    assert tell_waiting(now=first + WINDOW + SOON) == 2
    assert len(letters()) == 3  # two are no storm


def test_a_letter_leaves_once_though_everything_runs_twice(cast: Cast) -> None:
    [event] = ring(cast.lin, ways=["email"])
    at = timezone.now() + SOON
    tell_waiting(now=at)
    tell_of_alarm(event)
    tell_waiting(now=at)
    assert len(letters()) == 1


def test_who_wants_no_bell_but_a_letter_gets_it_once(cast: Cast) -> None:
    make_wish(cast.lin, ways={"clock_warned": {"bell": False, "email": "always"}, "message_added": {"bell": False}})
    [event] = ring(cast.lin, kind="clock_warned")
    tell_of_alarm(event)
    tell_waiting(now=timezone.now() + SOON)
    assert (len(letters()), shown(cast.lin)) == (1, [])
    cast.lin.presence = Presence.OFFLINE
    said = make_event(make_ticket(assignee=cast.lin), "message_added", message=0)
    tell_staff(said, "message_added", cast.lin)
    tell_staff(said, "message_added", cast.lin)
    assert len(letters()) == 2


def test_who_left_meanwhile_gets_no_letter(cast: Cast) -> None:
    ring(cast.lin, ways=["email"])
    Staff.objects.filter(pk=cast.lin.pk).update(is_active=False)
    tell_waiting(now=timezone.now() + SOON)
    assert letters() == []
    assert not Telling.objects.filter(told_at=None).exists()


# ── quiet hours ──────────────────────────────────────────────────────────────────────────────────────────────────────


def all_day_quiet(staff: Staff) -> None:
    """Quiet now, whatever the clock says, and over within a day."""
    now = timezone.localtime()
    begins, ends = now - timedelta(hours=2), now + timedelta(hours=2)
    make_wish(staff, quiet="own", quiet_from=f"{begins:%H:%M}", quiet_until=f"{ends:%H:%M}")


def test_what_is_quiet_is_one_letter_and_one_line_at_the_end(cast: Cast) -> None:
    all_day_quiet(cast.lin)
    ring(cast.lin, 3, ways=["email"])
    assert tell_waiting(now=timezone.now() + SOON) == 0
    assert tell_waiting(now=later(hours=2, minutes=1)) == 6
    [letter] = letters()
    assert letter["subject"] == "有 3 条时效提醒要看"
    assert shown(cast.lin) == [DIGEST]
    assert tell_waiting(now=later(hours=3)) == 0


def test_a_single_quiet_alarm_keeps_its_own_words(cast: Cast) -> None:
    all_day_quiet(cast.lin)
    [event] = ring(cast.lin, ways=["email"])
    tell_waiting(now=later(hours=2, minutes=1))
    assert event.ticket is not None
    assert event.ticket.number in letters()[0]["subject"]
    assert shown(cast.lin) == ["clock_breached"]


def test_grave_things_break_the_quiet(cast: Cast) -> None:
    all_day_quiet(cast.lin)
    [event] = ring(cast.lin, kind="clock_escalated", level=2, ways=["email"])
    assert tell_waiting(now=timezone.now() + SOON) == 1
    assert not Telling.objects.filter(event=event, quiet=True).exists()


def test_a_letter_about_anything_else_waits_for_the_morning_too(cast: Cast) -> None:
    all_day_quiet(cast.lin)
    cast.lin.presence = Presence.OFFLINE
    for _ in range(2):
        tell_staff(make_event(make_ticket(assignee=cast.lin)), "ticket_assigned", cast.lin)
    assert letters() == []
    tell_waiting(now=later(hours=2, minutes=1))
    [letter] = letters()
    assert letter["text"].count("FB-") == 2


# ── robots ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_robot_of_the_team_and_of_the_house_hear_it_once_each(cast: Cast) -> None:
    mine, house = make_robot(team=cast.cs1), make_robot(name="全公司")
    make_robot(name="二组", team=cast.cs2)
    make_robot(name="停用", enabled=False)
    event = make_alarm(make_ticket(assignee=cast.lin, team=cast.cs1), ways=["robot"])
    tell_of_alarm(event)
    tell_of_alarm(event)
    tell_waiting(now=timezone.now() + SOON)
    assert {message.robot for message in RobotMessage.objects.all()} == {mine, house}
    assert RobotMessage.objects.count() == 2


def test_the_bell_rings_beside_the_robot(cast: Cast) -> None:
    ring(cast.lin, ways=["robot"])
    assert shown(cast.lin) == ["clock_breached"]


def test_a_storm_is_one_message_of_the_robot(cast: Cast) -> None:
    make_robot()
    ring(cast.lin, 12, ways=["robot"])
    tell_waiting(now=timezone.now() + SOON)
    [message] = RobotMessage.objects.all()
    assert (message.said["code"], len(message.said["items"])) == (DIGEST, 12)


def test_what_a_robot_says_names_nobody(cast: Cast) -> None:
    make_robot()
    ring(cast.lin, ways=["robot"])
    tell_waiting(now=timezone.now() + SOON)
    [message] = RobotMessage.objects.all()
    ticket = Event.objects.filter(kind="clock_breached").latest("pk").ticket
    assert ticket is not None
    [item] = message.said["items"]
    assert item["number"] == ticket.number
    said = str(message.said)
    assert ticket.subject not in said
    assert (ticket.customer.name or "刘女士") not in said
    assert cast.lin.name not in said
