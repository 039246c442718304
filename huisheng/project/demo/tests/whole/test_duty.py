"""The shop's roster: somebody manages at every hour, and the screens have something to show."""

from datetime import datetime, timedelta

import pytest

from huisheng.core.accounts.duty import manager_on_duty, off_duty, substitute_for
from huisheng.core.accounts.models import Absence, Shift, Staff
from huisheng.core.accounts.roster_week import midnight, monday_of, roster_week
from huisheng.core.accounts.shifts import refuse_overlaps
from huisheng.project.demo.duty import BY_ROSTER

pytestmark = pytest.mark.django_db


def test_somebody_manages_at_every_hour_from_now_until_the_roster_ends(loaded: datetime) -> None:
    last = max(Shift.objects.filter(kind="manager").values_list("until", flat=True))
    hours = int((last - loaded) / timedelta(hours=1))
    assert hours >= 7 * 24
    assert all(manager_on_duty(loaded + timedelta(hours=n)) for n in range(0, hours, 3))


def test_three_weeks_are_planned_and_nobody_is_on_duty_twice(loaded: datetime) -> None:
    refuse_overlaps(list(Shift.objects.select_related("staff")))
    admin, monday = Staff.objects.get(username="admin"), monday_of(loaded.date())
    for week in (-7, 0, 7):
        assert not roster_week(admin, monday + timedelta(days=week)).is_empty
    assert not Shift.objects.filter(since__gte=midnight(monday + timedelta(days=14))).exists()


def test_somebody_is_away_now_and_somebody_stands_in(loaded: datetime) -> None:
    away = Absence.objects.get(since__lte=loaded, until__gt=loaded)
    assert substitute_for(away.staff, loaded) == away.substitute
    assert Absence.objects.count() == 2


def test_visitors_find_the_shown_people_on_duty_at_any_hour(loaded: datetime) -> None:
    shown = Staff.objects.filter(username__in=["lin", "chen", "admin"]).values_list("pk", flat=True)
    assert not any(off_duty(shown, loaded + timedelta(hours=n)) for n in range(24))
    assert set(Staff.objects.filter(rostered=True).values_list("username", flat=True)) == set(BY_ROSTER)
