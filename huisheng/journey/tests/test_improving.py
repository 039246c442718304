"""Bells of improvements: at once to whom one is given, on its day to the owner, later to the checker; each once."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.journey.improving import tell_of_improvements
from huisheng.stages.improvement.actions import change_improvement, finish_improvement
from huisheng.stages.improvement.tests.make import make_improvement
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MORNING = timezone.make_aware(datetime.combine(timezone.localdate() + DAY, time(9, 5)))


def rung() -> list[tuple[str, str]]:
    told = Notice.objects.filter(code__startswith="improvement_").order_by("id")
    return [(one.code.removeprefix("improvement_"), one.staff.username) for one in told]


def test_each_bell_rings_on_its_day_and_once(cast: Cast) -> None:
    one = make_improvement(cast, at=MORNING)
    assert (tell_of_improvements(now=MORNING), rung()) == (1, [("given", "lin")])
    due = MORNING + 10 * DAY
    assert tell_of_improvements(now=due - timedelta(hours=1)) == 0, "nobody is told before nine"
    assert (tell_of_improvements(now=due), tell_of_improvements(now=due + DAY)) == (1, 0)
    finish_improvement(one, words="贴了核对单", by=cast.lin, at=due)
    assert tell_of_improvements(now=due + 29 * DAY) == 0
    assert (tell_of_improvements(now=due + 30 * DAY), tell_of_improvements(now=due + 31 * DAY)) == (1, 0)
    assert rung() == [("given", "lin"), ("due", "lin"), ("check", "chen")]
    notice = Notice.objects.get(code="improvement_check")
    assert (notice.path, notice.said["text"]) == (f"/desk/improvements/{one.pk}/", one.title)


def test_each_new_owner_hears_of_it_once(cast: Cast) -> None:
    one = make_improvement(cast, at=MORNING)
    tell_of_improvements(now=MORNING)
    given: dict[str, Any] = {
        "title": one.title,
        "action": one.action,
        "checker": cast.chen,
        "due_on": one.due_on,
        "by": cast.chen,
    }
    for day, owner in ((3, cast.wang), (4, cast.lin)):
        change_improvement(one, **given, owner=owner, at=MORNING + day * DAY)
        for _again in range(2):
            tell_of_improvements(now=MORNING + day * DAY)
    assert rung() == [("given", "lin"), ("given", "wang"), ("given", "lin")]


def test_a_new_day_rings_anew(cast: Cast) -> None:
    one = make_improvement(cast, at=MORNING)
    tell_of_improvements(now=MORNING + 10 * DAY)
    one.due_on += 3 * DAY
    one.save(update_fields=["due_on"])
    assert tell_of_improvements(now=MORNING + 13 * DAY) == 1
