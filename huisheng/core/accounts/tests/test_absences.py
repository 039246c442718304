"""Somebody is away, somebody stands in; back early; what cannot be is refused."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.actions import RosterRefused, add_absence, deactivate_staff, end_absence
from huisheng.core.accounts.duty import off_duty, substitute_for
from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.shifts import away_in_words
from huisheng.core.base.models import SettingChange
from huisheng.core.base.tests.make import last_change
from huisheng.kit.party import SYSTEM

from .make import make_staff

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def away(staff: Staff, since: str = "2026-11-23 09:00", until: str = "2026-11-24 09:00", **changes: object) -> Absence:
    return add_absence(staff, since=at(since), until=at(until), by=SYSTEM, **changes)  # type: ignore[arg-type]


def test_who_is_away_is_off_duty_and_somebody_stands_in() -> None:
    lin, chen = make_staff(name="林晓"), make_staff(name="陈蔚")
    away(lin, substitute=chen, reason="体检")
    assert off_duty([lin.pk, chen.pk], at("2026-11-23 12:00")) == {lin.pk}
    assert substitute_for(lin, at("2026-11-23 12:00")) == chen
    assert off_duty([lin.pk], at("2026-11-24 09:00")) == set()


def test_the_audit_knows_when_and_who_but_not_why() -> None:
    away(make_staff(name="林晓"), substitute=make_staff(name="陈蔚"), reason="体检")
    assert last_change().after == {"name": "林晓", "hours": "11-23 09:00–11-24 09:00", "substitute": "陈蔚"}


OVERLAPS = [
    ("2026-11-23 08:00", "2026-11-23 09:00", False),
    ("2026-11-24 09:00", "2026-11-25 09:00", False),
    ("2026-11-24 08:59", "2026-11-25 09:00", True),
    ("2026-11-23 12:00", "2026-11-23 13:00", True),
    ("2026-11-20 12:00", "2026-11-30 13:00", True),
]


@pytest.mark.parametrize(("since", "until", "refused"), OVERLAPS)
def test_nobody_is_away_twice_at_once(since: str, until: str, *, refused: bool) -> None:
    lin = make_staff(name="林晓")
    away(lin)
    away(make_staff(), since, until)
    if not refused:
        away(lin, since, until)
        return
    with pytest.raises(RosterRefused, match="林晓") as refusal:
        away(lin, since, until)
    assert "11-23 09:00" in str(refusal.value)
    assert lin.absences.count() == 1


def test_an_absence_that_cannot_be_is_refused() -> None:
    lin, left = make_staff(role="admin"), make_staff()
    deactivate_staff(left, by=SYSTEM)
    left.refresh_from_db()
    for refused, field in (
        ({"until": "2026-11-23 09:00"}, "last"),
        ({"substitute": lin}, "substitute"),
        ({"substitute": left}, "substitute"),
    ):
        with pytest.raises(RosterRefused) as refusal:
            away(lin, **refused)
        assert field in refusal.value.fields
    assert not lin.absences.exists()


def test_who_is_back_early_is_on_duty_again() -> None:
    lin = make_staff()
    absence = away(lin)
    end_absence(absence, now=at("2026-11-23 15:00"), by=SYSTEM)
    assert off_duty([lin.pk], at("2026-11-23 14:59")) == {lin.pk}
    assert off_duty([lin.pk], at("2026-11-23 15:00")) == set()
    assert last_change().after["hours"] == "11-23 09:00–15:00"


def test_an_absence_that_has_not_begun_is_taken_out() -> None:
    absence = away(make_staff())
    end_absence(absence, now=at("2026-11-22 15:00"), by=SYSTEM)
    assert not Absence.objects.exists()
    assert last_change().after is None


def test_what_is_over_stays_as_it_was() -> None:
    absence = away(make_staff())
    written = SettingChange.objects.count()
    with pytest.raises(RosterRefused):
        end_absence(absence, now=absence.until + timedelta(hours=1), by=SYSTEM)
    assert SettingChange.objects.count() == written


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-11-23 00:00", "2026-11-24 00:00", "11-23"),
        ("2026-11-23 00:00", "2026-11-26 00:00", "11-23 – 11-25"),
        ("2026-12-31 00:00", "2027-01-03 00:00", "12-31 – 01-02"),
        ("2026-11-23 00:00", "2026-11-23 12:00", "11-23 00:00–12:00"),
        ("2026-11-23 13:00", "2026-11-25 00:00", "11-23 13:00–11-25 00:00"),
    ],
)
def test_whole_days_are_said_as_days(since: str, until: str, words: str) -> None:
    assert away_in_words(away(make_staff(), since, until)) == words
