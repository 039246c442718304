"""Who is on duty, who is away, who stands in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from huisheng.core.accounts.duty import manager_on_duty, off_duty, substitute_for
from huisheng.core.accounts.models import Absence, Shift, Staff
from huisheng.core.accounts.tests.make import make_staff

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # 12:00 in Shanghai
HOUR = timedelta(hours=1)


def shift(staff: Staff, *, since: datetime = NOON - HOUR, until: datetime = NOON + HOUR, kind: str = "desk") -> Shift:
    return Shift.objects.create(staff=staff, kind=kind, since=since, until=until)


def absence(staff: Staff, *, substitute: Staff | None = None, until: datetime = NOON + HOUR) -> Absence:
    return Absence.objects.create(staff=staff, since=NOON - HOUR, until=until, substitute=substitute)


def test_who_is_not_in_the_roster_is_never_off_duty_by_it() -> None:
    assert off_duty([make_staff().pk], NOON) == set()


def test_who_is_in_the_roster_works_inside_the_own_shifts_only() -> None:
    person = make_staff()
    Staff.objects.filter(pk=person.pk).update(rostered=True)
    assert off_duty([person.pk], NOON) == {person.pk}
    shift(person)
    assert off_duty([person.pk], NOON) == set()
    assert off_duty([person.pk], NOON + HOUR) == {person.pk}


def test_the_managers_shift_is_no_shift_at_the_desk() -> None:
    person = make_staff()
    Staff.objects.filter(pk=person.pk).update(rostered=True)
    shift(person, kind="manager")
    assert off_duty([person.pk], NOON) == {person.pk}


def test_who_is_away_is_off_duty_even_on_shift() -> None:
    person = make_staff()
    shift(person)
    absence(person)
    assert off_duty([person.pk], NOON) == {person.pk}
    assert off_duty([person.pk], NOON + HOUR) == set()


def test_the_manager_on_duty_is_who_began_last() -> None:
    first, second = make_staff(), make_staff()
    assert manager_on_duty(NOON) is None
    shift(first, kind="manager", since=NOON - 3 * HOUR)
    shift(second, kind="manager")
    assert manager_on_duty(NOON) == second
    assert manager_on_duty(NOON - 2 * HOUR) == first
    assert manager_on_duty(NOON + HOUR) is None


def test_a_manager_who_left_is_not_called() -> None:
    person = make_staff()
    shift(person, kind="manager")
    Staff.objects.filter(pk=person.pk).update(is_active=False)
    assert manager_on_duty(NOON) is None


def test_a_substitute_who_is_away_passes_it_on() -> None:
    first, second, third = make_staff(), make_staff(), make_staff()
    assert substitute_for(first, NOON) is None
    absence(first, substitute=second)
    assert substitute_for(first, NOON) == second
    absence(second, substitute=third)
    assert substitute_for(first, NOON) == third


def test_a_ring_of_substitutes_ends() -> None:
    first, second = make_staff(), make_staff()
    absence(first, substitute=second)
    absence(second, substitute=first)
    assert substitute_for(first, NOON) is None


def test_a_shift_has_a_length() -> None:
    with pytest.raises(IntegrityError, match="shift_has_length"):
        shift(make_staff(), until=NOON - HOUR)
