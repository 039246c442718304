"""Targets: set, switched on, measured by closed months that are kept, told of when they are behind."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from huisheng.core.base.models import SettingChange
from huisheng.core.channels.models import Outbound
from huisheng.stages.followup.models import Callback
from huisheng.watch.insight.actions import TargetRefused, keep_target_months, save_target, tell_of_tracks
from huisheng.watch.insight.metrics import BY_KEY
from huisheng.watch.insight.models import Target, TargetMonth
from huisheng.watch.insight.period import midnight, own
from huisheng.watch.insight.queries import numbers_of
from huisheng.watch.insight.targets.plan import State, last_of, month_of, months_later
from huisheng.watch.insight.targets.tracks import goals_beside, targets_for, tracks_of
from huisheng.watch.notify.actions import save_wish
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

from .calls import make_call, make_scenario, talk

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
DAY = timedelta(days=1)


def this_month() -> date:
    return month_of(timezone.localdate())


def back(months: int) -> date:
    return months_later(this_month(), -months)


def settled() -> datetime:
    """A moment of this month at which the last one is kept: ten in the morning of its third day."""
    return midnight(this_month() + 2 * DAY) + timedelta(hours=10)


def rated(month: date, *stars: int, team: Any = None) -> None:
    """Talks of a month, with these stars."""
    scenario = make_scenario()
    for n, one in enumerate(stars):
        at = midnight(month) + timedelta(days=3 + n, hours=10)
        talk(make_call(scenario, at, team=team), at, minutes=4 + n, stars=one)


def target(metric: str = "call_rating", **changes: Any) -> Target:
    given: dict[str, Any] = {
        "goal": "4.5",
        "baseline": "4",
        "first": back(3),
        "months": 12,
        "by": changes.pop("who").party,
    }
    row = Target.objects.filter(metric=metric, team=changes.get("team")).first()
    return save_target(row, metric=metric, **given | changes)


def test_a_house_without_targets_counts_nothing(cast: Cast) -> None:
    assert targets_for(cast.admin) == []
    assert keep_target_months() == 0


def test_switching_on_is_written_down(cast: Cast) -> None:
    one = target(who=cast.admin, owner=cast.chen)
    change = SettingChange.objects.get(subject=f"insight.Target:{one.pk}")
    assert (change.before or {})["active"] is False
    assert change.after == {
        "metric": "call_rating", "team": "", "kind": "value", "baseline": "4", "goal": "4.5",
        "first": back(3).isoformat(), "months": 12, "owner": "chen", "active": True,
    }  # fmt: skip
    save_target(one, goal="4.5", baseline="4", first=back(3), months=12, owner=cast.chen, by=cast.admin.party)
    assert SettingChange.objects.filter(subject=f"insight.Target:{one.pk}").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goal": "six"}, "goal"),
        ({"goal": "6"}, "goal"),
        ({"baseline": "0"}, "baseline"),
        ({"baseline": "4.5"}, "goal"),
        ({"first": None}, "first"),
        ({"first": date(2001, 1, 1)}, "first"),
        ({"months": 61}, "months"),
        ({"kind": "change", "goal": "a fifth"}, "goal"),
    ],
)
def test_what_cannot_be_followed_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        target(who=cast.admin, **changes)
    assert field in refused.value.fields


@pytest.mark.parametrize(("metric", "team", "field"), [("no_such", "", "metric"), ("received", "", "metric"), ("csat", "", "metric"), ("nps", "cs1", "team")])  # fmt: skip
def test_a_new_one_needs_a_number_of_its_own(cast: Cast, metric: str, team: str, field: str) -> None:
    where = cast.cs1 if team else None
    with pytest.raises(TargetRefused) as refused:
        save_target(None, metric=metric, team=where, goal="80", first=back(1), by=cast.admin.party)
    assert field in refused.value.fields


def test_closed_months_are_kept_once_and_recomputed_alike(cast: Cast) -> None:
    rated(back(3), 4, 4)
    rated(back(2), 5, 4, 3, 5)
    one = target(who=cast.admin)
    assert keep_target_months(now=settled()) == 3
    assert keep_target_months(now=settled()) == 0
    kept = {row.month: (row.value, row.count) for row in TargetMonth.objects.filter(target=one)}
    assert kept == {back(3): (4.0, 2), back(2): (4.25, 4), back(1): (None, 0)}
    for month, (value, count) in kept.items():
        assert (value, count) == by_hand(month)
        found = numbers_of(BY_KEY["call_rating"].thing, cast.admin, own(month, last_of(month))).values["call_rating"]
        assert (found.amount, found.count) == (value, count)


def by_hand(month: date) -> tuple[float | None, int]:
    """The stars of a month asked a second time, of the tables alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT avg(r.stars), count(r.stars) FROM followup_callback c JOIN followup_callrecord r ON r.callback_id = c.id"
            " WHERE c.due_at >= %s AND c.due_at < %s AND c.state <> 'cancelled' AND r.complete AND r.recorded_at < %s",
            [midnight(month), midnight(months_later(month, 1)), midnight(months_later(month, 1))],
        )
        [(mean, count)] = cursor.fetchall()
    return (None if mean is None else float(mean)), count


def test_what_happens_later_does_not_change_a_kept_month(cast: Cast) -> None:
    rated(back(1), 4, 4)
    one = target(who=cast.admin, first=back(1))
    keep_target_months(now=settled())
    late = Callback.objects.latest("pk")
    talk(make_call(late.scenario, late.due_at), midnight(this_month()) + timedelta(hours=9), stars=1)
    [again] = [row.value for row in TargetMonth.objects.filter(target=one)]
    assert again == 4
    assert by_hand(back(1)) == (4.0, 2)


def test_a_month_waits_a_day_before_it_is_kept(cast: Cast) -> None:
    target(who=cast.admin, first=back(1))
    assert keep_target_months(now=midnight(this_month()) + timedelta(hours=23)) == 0
    assert keep_target_months(now=midnight(this_month()) + timedelta(hours=25)) == 1


def test_a_redefined_number_is_counted_anew(cast: Cast) -> None:
    rated(back(1), 4)
    one = target(who=cast.admin, first=back(1))
    keep_target_months(now=settled())
    TargetMonth.objects.filter(target=one).update(version=0, value=1)
    assert keep_target_months(now=settled()) == 1
    assert TargetMonth.objects.get(target=one).value == 4


def test_without_a_baseline_the_month_before_is_measured(cast: Cast) -> None:
    rated(back(4), 3, 3)
    rated(back(3), 4, 4)
    one = target(who=cast.admin, baseline="", first=back(3))
    keep_target_months(now=settled())
    one.refresh_from_db()
    assert one.measured == 3
    [track] = tracks_of(targets_for(cast.admin))
    assert track.plan.baseline == 3
    assert [month.first for month in track.months] == [back(3), back(2), back(1)]  # the baseline's own month is none


def test_a_fifth_less_is_a_fifth_of_what_was_measured(cast: Cast) -> None:
    rated(back(2), 5, 5)  # talks of 4 and 5 minutes
    rated(back(1), 5)  # of 4 minutes
    target("talk_mean", who=cast.admin, kind="change", goal="-20", baseline="", first=back(1), months=6)
    keep_target_months(now=settled())
    [track] = tracks_of(targets_for(cast.admin))
    assert track.plan.baseline == 270
    assert track.plan.goal == 216
    assert track.state is State.ON_TRACK  # 240 s, where some 262 were planned


def test_one_statement_counts_a_month_of_many_targets(cast: Cast, django_assert_num_queries: Assert) -> None:
    rated(back(1), 5, 4)
    for metric, goal in (("call_rating", "4.5"), ("warm", "90%"), ("record_complete", "100%"), ("opening_kept", "90%")):
        target(metric, who=cast.admin, goal=goal, baseline="", first=this_month(), months=0)
        Target.objects.filter(metric=metric).update(first=back(1), baseline=0.5)
    keep_target_months(now=settled() - 40 * DAY)  # what is remembered is remembered
    with django_assert_num_queries(
        6
    ):  # versions, what is kept, the calendar's nothing, one count, a savepoint's two ends and the rows
        assert keep_target_months(now=settled()) == 4


def test_a_team_has_its_own(cast: Cast) -> None:
    rated(back(1), 5, 5, team=cast.cs1)
    rated(back(1), 3, team=cast.cs2)
    house = target(who=cast.admin, first=back(1))
    own_one = target(who=cast.admin, first=back(1), team=cast.cs1)
    other = target(who=cast.admin, first=back(1), team=cast.cs2)
    keep_target_months(now=settled())
    values = dict(TargetMonth.objects.values_list("target", "value"))
    assert values == {house.pk: pytest.approx(13 / 3), own_one.pk: 5, other.pk: 3}
    assert targets_for(cast.chen) == [house, own_one]
    assert goals_beside(cast.chen)["call_rating"] == own_one
    assert goals_beside(cast.admin)["call_rating"] == house


def test_two_months_behind_ring_once_for_its_owner(cast: Cast) -> None:
    rated(back(2), 3, 3)
    rated(back(1), 3, 4)
    target(who=cast.admin, owner=cast.chen)
    keep_target_months(now=settled())
    assert tell_of_tracks(now=settled()) == 1
    assert tell_of_tracks(now=settled() + DAY) == 0
    notice = Notice.objects.get(code="target_behind")
    assert notice.staff == cast.chen
    assert notice.said["count"] == "2"
    assert notice.path.startswith("/desk/numbers/targets/#target-")


def test_the_letter_says_what_was_and_what_was_planned(cast: Cast) -> None:
    rated(back(2), 3, 3)
    rated(back(1), 3, 4)
    target(who=cast.admin, owner=cast.chen)
    keep_target_months(now=settled())
    ways = {"target_behind": {"bell": True, "email": "always"}}
    save_wish(cast.chen, ways=ways, quiet="never", quiet_from="22:00", quiet_until="08:00")
    tell_of_tracks(now=settled())
    letter = Outbound.objects.latest("pk").letter
    assert "连续 2 个月没赶上目标" in letter["subject"]
    assert f"{back(2):%Y-%m}：3.0，计划 4.1" in letter["text"]
    assert f"{back(1):%Y-%m}：3.5，计划 4.1" in letter["text"]


@pytest.mark.parametrize(("before_last", "last"), [((5, 5), (3, 3)), ((3, 3), (5, 5)), ((), (3, 3)), ((3, 3), ())])
def test_one_month_may_be_chance(cast: Cast, before_last: tuple[int, ...], last: tuple[int, ...]) -> None:
    rated(back(2), *before_last)
    rated(back(1), *last)
    target(who=cast.admin, owner=cast.chen)
    keep_target_months(now=settled())
    assert tell_of_tracks(now=settled()) == 0


def test_it_waits_for_the_morning_and_for_the_last_month(cast: Cast) -> None:
    for month in (3, 2):
        rated(back(month), 3, 3)
    target(who=cast.admin, owner=cast.chen)
    keep_target_months(now=midnight(back(1) + 2 * DAY))
    assert tell_of_tracks(now=settled()) == 0  # the last month is not counted yet: what we know is old
    rated(back(1), 3)
    keep_target_months(now=settled())
    assert tell_of_tracks(now=settled() - timedelta(hours=2)) == 0
    assert tell_of_tracks(now=settled()) == 1


def test_without_an_owner_who_leads_hears_it(cast: Cast) -> None:
    for month in (2, 1):
        rated(back(month), 3, team=cast.cs1)
    target(who=cast.admin, team=cast.cs1, first=back(2))
    keep_target_months(now=settled())
    assert tell_of_tracks(now=settled()) == 1
    assert Notice.objects.get(code="target_behind").staff == cast.chen
