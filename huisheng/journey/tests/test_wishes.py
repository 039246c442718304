"""The month's suggestions reach the product department once."""

from datetime import datetime

import pytest
from django.utils import timezone

from huisheng.core.accounts.tests.make import make_staff
from huisheng.journey.runner import STEPS
from huisheng.journey.wishes import hand_over_suggestions
from huisheng.stages.ideas.models import Pack
from huisheng.stages.ideas.tests.make import make_suggestion
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def test_the_department_hears_it_on_the_first_morning_once(cast: Cast) -> None:
    assert hand_over_suggestions in STEPS
    su = make_staff("su", name="苏禾", teams=["product"])
    make_suggestion("多放泡沫", at=local("2026-11-05T10:00"))
    assert hand_over_suggestions(now=local("2026-12-01T07:30")) == 0
    assert hand_over_suggestions(now=local("2026-12-01T08:00")) == 1
    assert hand_over_suggestions(now=local("2026-12-01T08:01")) == 0
    notice = Notice.objects.get(code="ideas_packed")
    assert (notice.staff, notice.path) == (su, "/desk/ideas/months/2026-11/")
    assert notice.said == {"text": "2026年11月", "count": "1", "list": "多放泡沫（新增 1，共 1）"}
    assert Pack.objects.get().count == 1


def test_where_the_department_has_nobody_who_sees_everything_hears_it(cast: Cast) -> None:
    make_suggestion(at=local("2026-11-05T10:00"))
    hand_over_suggestions(now=local("2026-12-02T08:00"))
    assert [notice.staff for notice in Notice.objects.filter(code="ideas_packed")] == [cast.admin]
