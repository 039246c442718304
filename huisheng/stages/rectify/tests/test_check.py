"""The daily check: what stands on the list, causes, two hours to put it right, signatures of items and days."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from huisheng.core.accounts.models import Calendar, Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import SettingRefused, change_setting
from huisheng.core.base.models import SettingChange
from huisheng.core.tickets.access import NotFound, tickets_for
from huisheng.core.tickets.actions import grant_access
from huisheng.core.tickets.models import Event
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.rectify.actions import (
    AlreadySigned,
    ItemsOpen,
    MissRefused,
    OwnMiss,
    explain_miss,
    sign_day,
    sign_miss,
    start_rectifying,
)
from huisheng.stages.rectify.days import midnight, overdue, sign_by
from huisheng.stages.rectify.models import Miss, SignedDay
from huisheng.stages.rectify.queries import (
    clock_for,
    days_of,
    items,
    missed,
    signatures,
    teams_missed,
    unsigned,
    worklist,
)
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import clock_of
from tests.cast import Cast

from .make import make_miss, noon, switch_on, yesterday

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
WHY: dict[str, Any] = {"cause": "overload", "done": "已致电道歉并补发"}


@pytest.fixture(autouse=True)
def checked_for_weeks(db: None) -> None:
    switch_on()
    SettingChange.objects.filter(subject="check.on").update(at=timezone.now() - timedelta(days=60))


def test_days_before_it_was_switched_on_are_nobody_s_debt(cast: Cast, officer: Staff, clock: Clock) -> None:
    make_miss(cast.lin, cast.cs1, day=yesterday() - timedelta(days=1))
    SettingChange.objects.filter(subject="check.on").update(at=timezone.now())
    assert [one.day for one in unsigned(officer)] == [yesterday()]
    assert len(items(officer, yesterday() - timedelta(days=1))) == 1
    change_setting("check.on", False, by=cast.admin.party)
    assert unsigned(officer) == []


@pytest.fixture
def officer(cast: Cast) -> Staff:
    return make_staff("mei", name="梅清", role="response_officer", teams=["cs1"])


@pytest.fixture
def clock(cast: Cast) -> Clock:
    return make_miss(cast.lin, cast.cs1)


def kinds_told(clock: Clock) -> list[str]:
    return list(Event.objects.filter(ticket=clock.ticket_id, kind__startswith="miss_").values_list("kind", flat=True))


def test_every_missed_promise_of_the_chosen_kinds_stands_on_the_list_of_its_day(
    cast: Cast, officer: Staff, clock: Clock
) -> None:
    before = make_miss(cast.lin, cast.cs1, day=yesterday() - timedelta(days=1))
    (item,) = items(officer, yesterday())
    assert (item.clock, item.miss, item.kind) == (clock, None, "首响")
    assert "15 分钟内首响" in item.why
    assert [one.clock for one in items(officer, yesterday() - timedelta(days=1))] == [before]
    assert items(officer, yesterday() + timedelta(days=1)) == []


def test_it_is_what_sql_written_by_hand_says(cast: Cast, officer: Staff, clock: Clock) -> None:
    make_miss(cast.dan, cast.cs2)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM sla_clock k JOIN tickets_ticket t ON t.id = k.ticket_id
            WHERE k.kind IN ('first_response', 'human_pickup') AND t.team_id = %s
            AND (k.breached_at AT TIME ZONE 'Asia/Shanghai')::date = %s""",
            [cast.cs1.pk, yesterday()],
        )
        assert cursor.fetchall() == [(missed(officer, yesterday(), yesterday()).count(),)] == [(1,)]


def test_other_kinds_are_looked_into_where_the_house_says_so(cast: Cast, officer: Staff, clock: Clock) -> None:
    plan = clock_of(clock.ticket, "give_plan")
    Clock.objects.filter(pk=plan.pk).update(breached_at=clock.breached_at)
    assert [one.clock.pk for one in items(officer, yesterday())] == [clock.pk]
    change_setting("check.kinds", ["give_plan"], by=cast.admin.party)
    assert [one.clock.pk for one in items(officer, yesterday())] == [plan.pk]
    with pytest.raises(SettingRefused):
        change_setting("check.kinds", ["nonsense"], by=cast.admin.party)


def test_a_promise_kept_in_time_is_no_miss(cast: Cast, officer: Staff, clock: Clock) -> None:
    Clock.objects.filter(pk=clock.pk).update(breached_at=None)
    assert items(officer, yesterday()) == []
    with pytest.raises(NotFound):
        clock_for(officer, clock.pk)


def test_a_promise_kept_late_stays_on_the_list(cast: Cast, officer: Staff, clock: Clock) -> None:
    send_reply(clock.ticket, text="马上补发", by=cast.lin.party, at=noon(yesterday()) + timedelta(hours=1))
    (item,) = items(officer, yesterday())
    assert item.clock.met_at


def test_everybody_sees_the_misses_of_the_own_teams(cast: Cast, officer: Staff, clock: Clock) -> None:
    other = make_miss(cast.dan, cast.cs2)
    assert [one.clock for one in items(officer, yesterday())] == [clock]
    assert len(items(cast.admin, yesterday())) == 2
    with pytest.raises(NotFound):
        clock_for(officer, other.pk)
    assert clock_for(officer, clock.pk) == clock


def test_the_owner_has_two_hours_to_put_it_right(cast: Cast, officer: Staff, clock: Clock) -> None:
    at = noon(yesterday()) + timedelta(hours=6)
    start_rectifying(clock, by=officer, at=at)
    start_rectifying(clock, by=officer, at=at + timedelta(hours=1))
    running = clock_of(clock.ticket, "rectify")
    assert running.due_at == at + timedelta(hours=2)
    assert (running.subject, running.is_running) == (f"miss:{clock.pk}", True)
    assert kinds_told(clock) == ["miss_found"]
    (item,) = items(officer, yesterday())
    assert item.right_by == running.due_at


def test_saying_what_was_done_puts_it_right(cast: Cast, officer: Staff, clock: Clock) -> None:
    at = noon(yesterday()) + timedelta(hours=6)
    start_rectifying(clock, by=officer, at=at)
    miss = explain_miss(clock, **WHY, by=officer, at=at + timedelta(hours=1))
    assert miss.righted_at == clock_of(clock.ticket, "rectify").met_at == at + timedelta(hours=1)
    assert kinds_told(clock) == ["miss_found", "miss_righted"]
    explain_miss(clock, **WHY | {"cause": "nobody"}, by=officer)
    assert kinds_told(clock) == ["miss_found", "miss_righted"]
    assert items(officer, yesterday())[0].right_by is None


def test_two_misses_of_one_ticket_are_put_right_one_by_one(cast: Cast, officer: Staff, clock: Clock) -> None:
    Clock.objects.filter(ticket=clock.ticket, kind="give_plan").update(
        kind="human_pickup", breached_at=clock.breached_at
    )
    second = clock_of(clock.ticket, "human_pickup")
    for one in (clock, second):
        start_rectifying(one, by=officer)
    explain_miss(clock, **WHY, by=officer)
    running = Clock.objects.filter(ticket=clock.ticket, kind="rectify", met_at=None).values_list("subject", flat=True)
    assert list(running) == [f"miss:{second.pk}"]


@pytest.mark.parametrize("missing", [{"cause": ""}, {"cause": "laziness"}, {"done": "  "}])
def test_a_miss_needs_cause_and_remedy(cast: Cast, officer: Staff, clock: Clock, missing: dict[str, str]) -> None:
    with pytest.raises(MissRefused):
        explain_miss(clock, **WHY | missing, by=officer)
    with pytest.raises(MissRefused):
        sign_miss(clock, by=officer)


def test_what_is_signed_stays(cast: Cast, officer: Staff, clock: Clock) -> None:
    explain_miss(clock, **WHY, by=officer)
    miss = sign_miss(clock, by=officer, note="已核对录音")
    assert (miss.signed_by, miss.note) == (officer, "已核对录音")
    assert kinds_told(clock) == ["miss_signed"]
    with pytest.raises(AlreadySigned):
        sign_miss(clock, by=officer)
    with pytest.raises(AlreadySigned):
        explain_miss(clock, **WHY, by=officer)
    with pytest.raises(AlreadySigned):
        start_rectifying(clock, by=officer)


def test_nobody_signs_the_own_miss(cast: Cast) -> None:
    clock = make_miss(cast.chen, cast.cs1)
    explain_miss(clock, **WHY, by=cast.chen)
    with pytest.raises(OwnMiss):
        sign_miss(clock, by=cast.chen)
    assert sign_miss(clock, by=cast.admin).signed_at


def test_a_day_is_signed_when_every_item_is(cast: Cast, officer: Staff, clock: Clock) -> None:
    with pytest.raises(ItemsOpen):
        sign_day(yesterday(), by=officer)
    explain_miss(clock, **WHY, by=officer)
    sign_miss(clock, by=officer)
    (signed,) = sign_day(yesterday(), by=officer, note="周末人手不足")
    assert (signed.team, signed.misses, signed.note) == (cast.cs1, 1, "周末人手不足")
    assert sign_day(yesterday(), by=cast.chen) == [signed]
    assert SignedDay.objects.get().signed_by == officer
    assert signatures(officer, yesterday()) == [signed]
    assert unsigned(officer) == []


def test_a_day_is_signed_for_the_own_teams_only(cast: Cast, officer: Staff, clock: Clock) -> None:
    other = make_miss(cast.dan, cast.cs2)
    explain_miss(clock, **WHY, by=officer)
    sign_miss(clock, by=officer)
    sign_day(yesterday(), by=officer)
    assert [one.day for one in unsigned(cast.admin)] == [yesterday()]
    assert teams_missed(cast.admin, yesterday()) == {cast.cs1.pk: (1, 1), cast.cs2.pk: (1, 0)}
    explain_miss(other, **WHY, by=cast.admin)
    sign_miss(other, by=cast.admin)
    assert len(sign_day(yesterday(), by=cast.admin)) == 2
    assert unsigned(cast.admin) == []


def test_who_was_let_in_to_one_ticket_does_not_sign_for_its_team(cast: Cast, officer: Staff) -> None:
    """Another team's day has two misses; the officer was granted one of them, and signs neither it nor the day."""
    seen, _unseen = make_miss(cast.dan, cast.cs2), make_miss(cast.dan, cast.cs2)
    grant_access(seen.ticket, staff=officer, by=SYSTEM)
    assert tickets_for(officer).filter(pk=seen.ticket_id).exists()
    assert (items(officer, yesterday()), teams_missed(officer, yesterday())) == ([], {})
    with pytest.raises(NotFound):
        clock_for(officer, seen.pk)
    assert sign_day(yesterday(), by=officer) == []
    assert not SignedDay.objects.exists()


def test_a_day_is_signed_for_all_that_was_missed_on_the_desk_also_unseen(
    cast: Cast, officer: Staff, clock: Clock
) -> None:
    """A role that sees only its own tickets: what colleagues of the team missed counts all the same."""
    role = officer.role
    role.rights = [one for one in role.rights if one != "see_teams"]
    role.save()
    explain_miss(clock, **WHY, by=cast.admin)
    assert items(officer, yesterday()) == []
    with pytest.raises(ItemsOpen):
        sign_day(yesterday(), by=officer)


def test_a_long_day_has_pages_and_what_is_unsigned_comes_first(cast: Cast, officer: Staff, clock: Clock) -> None:
    others = [make_miss(cast.lin, cast.cs1) for _n in range(2)]
    explain_miss(clock, **WHY, by=officer)
    sign_miss(clock, by=officer)
    first = worklist(officer, yesterday(), size=2)
    assert [one.clock for one in first.rows] == others
    second = worklist(officer, yesterday(), first.next_cursor or "", size=2)
    assert ([one.clock for one in second.rows], second.next_cursor) == ([clock], None)


def test_what_lies_with_no_team_is_signed_too(cast: Cast, clock: Clock) -> None:
    type(clock.ticket).objects.filter(pk=clock.ticket_id).update(team=None)
    explain_miss(clock, **WHY, by=cast.admin)
    sign_miss(clock, by=cast.admin)
    (signed,) = sign_day(yesterday(), by=cast.admin)
    assert signed.team is None
    assert sign_day(yesterday(), by=cast.admin) == [signed]
    assert unsigned(cast.admin) == []


def test_a_day_that_is_not_over_cannot_be_signed(cast: Cast, officer: Staff) -> None:
    with pytest.raises(MissRefused):
        sign_day(timezone.localdate(), by=officer)


def test_a_miss_that_comes_to_light_later_opens_no_signed_day_but_is_counted(
    cast: Cast, officer: Staff, clock: Clock
) -> None:
    explain_miss(clock, **WHY, by=officer)
    sign_miss(clock, by=officer)
    sign_day(yesterday(), by=officer)
    make_miss(cast.lin, cast.cs1)
    (day,) = [one for one in days_of(officer) if one.day == yesterday()]
    assert (day.misses, day.signed, day.is_signed) == (2, 1, True)


def test_days_are_newest_first_and_today_is_always_there(cast: Cast, officer: Staff, clock: Clock) -> None:
    make_miss(cast.lin, cast.cs1, day=yesterday() - timedelta(days=3))
    make_miss(cast.lin, cast.cs1, day=yesterday() - timedelta(days=40))
    found = days_of(officer)
    assert [one.day for one in found] == [timezone.localdate(), yesterday(), yesterday() - timedelta(days=3)]
    assert [one.day for one in unsigned(officer)] == [yesterday() - timedelta(days=3), yesterday()]
    assert not found[1].is_ready


@pytest.mark.parametrize(
    ("day", "by"),
    [
        (date(2026, 11, 26), date(2026, 11, 27)),  # Thursday: on Friday
        (date(2026, 11, 27), date(2026, 11, 30)),  # Friday: on Monday
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 9, 30), date(2026, 10, 8)),  # over the holiday week
        (date(2026, 10, 9), date(2026, 10, 10)),  # a working Saturday
    ],
)
def test_a_day_is_to_be_signed_by_18_of_the_next_working_day(cast: Cast, day: date, by: date) -> None:
    calendar = Calendar.objects.get(code="office").as_work_calendar()
    assert sign_by(day, calendar) == midnight(by) + timedelta(hours=18)


def test_the_house_sets_the_hour(cast: Cast) -> None:
    day = date(2026, 11, 26)
    change_setting("check.hour", 10, by=cast.admin.party)
    assert sign_by(day, None) == midnight(date(2026, 11, 27)) + timedelta(hours=10)
    at = midnight(date(2026, 11, 27)) + timedelta(hours=10)
    assert overdue([day], at=at - timedelta(minutes=1)) == []
    assert overdue([day], at=at) == [day]


@pytest.mark.parametrize("more", [0, 4])
def test_a_worklist_costs_the_same_however_long(
    cast: Cast, officer: Staff, clock: Clock, django_assert_num_queries: Assert, more: int
) -> None:
    for _n in range(more):
        start_rectifying(make_miss(cast.lin, cast.cs1), by=officer)
    start_rectifying(clock, by=officer)
    items(officer, yesterday())
    with django_assert_num_queries(5):  # settings, clocks, promises, what was found out, what is being put right
        assert len(items(officer, yesterday())) == more + 1


def test_a_miss_of_a_closed_ticket_can_still_be_put_right(cast: Cast, officer: Staff, clock: Clock) -> None:
    type(clock.ticket).objects.filter(pk=clock.ticket_id).update(status="closed")
    start_rectifying(clock, by=officer)
    assert clock_of(clock.ticket, "rectify").is_running
    explain_miss(clock, **WHY, by=officer)
    assert not clock_of(clock.ticket, "rectify").is_running
    assert Miss.objects.get().is_explained
