from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from huisheng.stages.ideas.actions import merge_suggestions, month_due, move_suggestion, pack_month
from huisheng.stages.ideas.models import Pack, Step
from huisheng.stages.ideas.pack import bounds, pack_of
from huisheng.stages.ideas.tests.make import make_suggestion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def test_a_month_ends_where_the_next_begins_in_the_houses_time() -> None:
    assert bounds(date(2026, 12, 24)) == (local("2026-12-01T00:00"), local("2027-01-01T00:00"))
    assert bounds(NOVEMBER)[0] == bounds(OCTOBER)[1] == local("2026-11-01T00:00")


def test_it_holds_what_is_wanted_new_and_moved(cast: Cast) -> None:
    old = make_suggestion("旧的", at=local("2026-10-05T10:00"))
    make_suggestion(into=old, words="我也要，电话 13800001234", at=local("2026-11-30T23:59"))
    make_suggestion(into=old, words="还有我", at=local("2026-11-02T09:00"))
    new = make_suggestion("新的", at=local("2026-11-01T00:00"))
    moved = make_suggestion("动了的", at=local("2026-10-06T10:00"))
    move_suggestion(moved, status="considered", by=cast.lin.party, at=local("2026-11-03T10:00"))
    move_suggestion(moved, status="planned", by=cast.lin.party, at=local("2026-11-09T10:00"))
    make_suggestion("下个月的", at=local("2026-12-01T00:00"))
    gone = make_suggestion("并掉的", at=local("2026-11-04T10:00"))
    merge_suggestions(gone, into=new, by=cast.lin.party)

    found = pack_of(NOVEMBER)
    assert [(line.suggestion, line.voices) for line in found.wanted] == [(old, 2), (new, 2)]
    assert (found.month, found.voices, found.new, found.moved) == (NOVEMBER, 4, [new], [moved])
    assert found.line(moved).before == "new"
    assert "13800001234" not in str(found.line(old).words)
    assert len(found.line(old).words) == 2


def test_it_is_handed_over_once_and_each_suggestion_knows(cast: Cast) -> None:
    new = make_suggestion(at=local("2026-11-05T10:00"))
    pack = pack_month(NOVEMBER, at=local("2026-12-01T08:00"))
    assert pack is not None
    assert (pack.month, pack.count) == (NOVEMBER, 1)
    assert pack_month(NOVEMBER) is None
    assert Pack.objects.count() == 1
    assert [step.payload for step in new.steps.filter(kind=Step.Kind.PACKED)] == [{"month": "2026-11"}]


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-12-01T07:59", None),
        ("2026-12-01T08:00", NOVEMBER),
        ("2026-12-24T03:00", NOVEMBER),
        ("2027-01-02T00:00", date(2026, 12, 1)),
    ],
)
def test_it_is_due_on_the_first_morning_of_the_next_month(now: str, month: date | None) -> None:
    make_suggestion()
    assert month_due(local(now)) == month


def test_nothing_is_due_where_nobody_suggested_anything_or_all_is_handed_over() -> None:
    assert month_due(local("2026-12-05T08:00")) is None
    make_suggestion(at=local("2026-11-05T10:00"))
    pack_month(NOVEMBER, at=local("2026-12-01T08:00") + timedelta(days=3))
    assert month_due(local("2026-12-05T08:00")) is None
    assert month_due(local("2027-01-05T08:00")) == date(2026, 12, 1)
