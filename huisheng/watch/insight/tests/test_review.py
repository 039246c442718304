"""The weekly review of callbacks: what it counts, whom it helps, when it rings."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.followup.models import Became, Callback
from huisheng.watch.insight.actions import tell_of_review
from huisheng.watch.insight.actions.review_bells import reviews_of
from huisheng.watch.insight.period import DAY, Period, midnight, week_of
from huisheng.watch.insight.review.coaching import Need, Talks
from huisheng.watch.insight.review.reading import (
    STEPS,
    callers_in,
    categories_of,
    coached,
    met,
    own_talks,
    problems_of,
    slow,
    slow_steps,
    to_share,
)
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

from .calls import make_call, make_scenario, missed, talk

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("talks", "needs"),
    [
        (Talks(0), []),
        (Talks(2, timed=2, quick=0, due=2, kept=0, robotic=2), []),  # two talks say nothing about a person
        (Talks(5, timed=5, quick=4, due=5, kept=5, rated=5, stars=4.5), []),
        (Talks(5, timed=5, quick=3), [Need.OPENING]),
        (Talks(9, due=9, kept=8), [Need.RECORD]),
        (Talks(10, due=10, kept=9), []),
        (Talks(3, rated=3, stars=3.9), [Need.RATING]),
        (Talks(3, rated=2, stars=1.0), []),
        (Talks(3, robotic=1), [Need.ROBOTIC]),
        (Talks(4, timed=3, quick=0, due=3, kept=0, rated=3, stars=1, robotic=1), list(Need)),
    ],
)
def test_what_is_worth_a_word(talks: Talks, needs: list[Need]) -> None:
    assert talks.needs == needs


pytestmark = pytest.mark.django_db


def last_week() -> Period:
    return week_of(timezone.localdate() - 14 * DAY)


def at(day: int, hour: float = 10) -> datetime:
    return midnight(last_week().first) + timedelta(days=day, hours=hour)


def call(cast: Cast, day: int = 1, **changes: Any) -> Callback:
    given: dict[str, Any] = {"team": cast.cs1, "assignee": cast.lin, "scenario": make_scenario()}
    return make_call(due_at=at(day, 12), **given | changes)


def test_problems_are_counted_and_open_their_talks(cast: Cast) -> None:
    wanted = [
        talk(call(cast), at(1), problem="物流", solved=False),
        talk(call(cast, 2), at(2), problem="物流", solved=True),
    ]
    talk(call(cast), at(1, 11), problem="质量", solved=True)
    talk(call(cast), at(1, 11), problem="")
    talk(call(cast), at(1, 11), problem="none")
    category = Category.objects.filter(nature="complaint")[0]
    talk(call(cast), at(1, 11), problem=category.code)
    found = [(one.word, one.count, one.unsolved) for one in problems_of(cast.chen, last_week())]
    assert found[0] == ("物流", 2, 1)
    assert set(found[1:]) == {("质量", 1, 0), (category.label, 1, 0)}
    assert set(met(cast.chen, last_week(), "problem", "物流")) == set(wanted)
    with pytest.raises(KeyError):
        met(cast.chen, last_week(), "problem", "")


def test_the_category_of_the_feedback_is_counted_too(cast: Cast) -> None:
    category = Category.objects.filter(nature="complaint")[0]
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(category=category, team=cast.cs1)
    one = talk(call(cast, ticket=ticket), at(1), problem="x")
    [found] = categories_of(cast.chen, last_week())
    assert (found.word, found.count) == (category.label, 1)
    assert list(met(cast.chen, last_week(), "category", found.value)) == [one]


def test_each_slow_step_counts_its_own(cast: Cast) -> None:
    fine = talk(call(cast), at(1))
    late = talk(call(cast), at(1, 13))
    never = call(cast)
    record = talk(call(cast), at(1), recorded=11)
    unwritten = talk(call(cast), at(1), recorded=None)
    opening = talk(call(cast), at(1), opening=16)
    long = talk(call(cast), at(1), minutes=16)
    off = missed(call(cast), at(1, 13), given_up=True)
    Callback.objects.filter(pk=off.pk).update(state="cancelled")
    found = {code: set(slow(cast.chen, last_week(), code)) for code in STEPS}
    assert found == {
        "late": {late, never}, "record": {record, unwritten}, "opening": {opening}, "long": {long}, "promise": set(),
    }  # fmt: skip
    assert slow_steps(cast.chen, last_week()) == {code: len(rows) for code, rows in found.items()}
    assert fine not in set().union(*found.values())
    with pytest.raises(KeyError):
        slow(cast.chen, last_week(), "nonsense")


def test_kind_words_with_five_stars_and_praise_are_shared(cast: Cast) -> None:
    kind = talk(call(cast), at(1), stars=5, warm_words=["谢谢"])
    praised = talk(call(cast), at(2), stars=4)
    Became.objects.create(callback=praised, kind="praise", at=at(2))
    talk(call(cast), at(1), stars=5)
    talk(call(cast), at(1), stars=3, warm=True)
    assert to_share(cast.chen, last_week()) == [praised, kind]


def poor(cast: Cast, who: Any, *days: int) -> None:
    for day in days:
        talk(call(cast, day, assignee=who), at(day), opening=30, recorded=20, stars=3)


def test_a_supervisor_sees_who_could_use_a_hand_and_nobody_else_does(cast: Cast) -> None:
    poor(cast, cast.lin, 0, 1, 2)
    poor(cast, cast.dan, 0, 1, 2)
    [one] = coached(cast.chen, last_week())
    assert one.staff == cast.lin
    assert one.talks.needs == [Need.OPENING, Need.RECORD, Need.RATING]
    assert {row.staff for row in coached(cast.admin, last_week())} == {cast.lin, cast.dan}
    assert coached(cast.lin, last_week()) == []
    assert own_talks(cast.lin, last_week()).needs == one.talks.needs
    assert callers_in(cast.chen, last_week()) >= 1


def test_the_last_days_belong_to_the_caller_alone(cast: Cast) -> None:
    poor(cast, cast.lin, 0, 1, 2)
    early = at(4)  # two of the three talks are older than three days
    assert coached(cast.chen, last_week(), now=early) == []
    assert own_talks(cast.lin, last_week()).talks == 3
    assert len(coached(cast.chen, last_week(), now=at(6))) == 1


def monday() -> datetime:
    return midnight(last_week().last + DAY) + 9 * HOUR


def test_on_monday_morning_who_leads_hears_of_it_once(cast: Cast) -> None:
    talk(call(cast), at(1))
    assert tell_of_review(now=monday() - HOUR) == 0
    both = len(list(reviews_of(monday().date())))  # the month as well, where it ended the day before
    assert tell_of_review(now=monday()) == both
    assert tell_of_review(now=monday() + HOUR) == 0
    notice = Notice.objects.get(code="callbacks_reviewed", key__contains="-", path__contains="week=")
    assert notice.staff == cast.chen
    assert notice.path == f"/desk/callbacks/review/?week={last_week().first}"
    assert notice.said["count"] == "1"


def test_a_week_without_callbacks_rings_no_bell(cast: Cast) -> None:
    assert tell_of_review(now=monday()) == 0


@pytest.mark.parametrize(
    ("today", "keys"),
    [
        ("2026-11-23", ["review:2026-11-16"]),
        ("2026-11-24", ["review:2026-11-16"]),
        ("2026-11-25", []),
        ("2026-12-01", ["review:2026-11-23", "review:2026-11"]),
        ("2026-12-02", ["review:2026-11"]),
        ("2026-12-03", []),
    ],
)
def test_weeks_and_months_are_told_while_they_are_new(today: str, keys: list[str]) -> None:
    assert [key for key, _path, _period in reviews_of(datetime.fromisoformat(today).date())] == keys
