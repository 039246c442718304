"""The lists a visitor finds: one is planned but for what cannot be rung up, one waits to be begun."""

import pytest
from django.utils import timezone

from huisheng.project.demo.lists import NEWCOMERS, bring_lists
from huisheng.project.demo.load import hire
from huisheng.stages.followup.models import Callback

pytestmark = pytest.mark.django_db


def test_one_list_is_planned_and_one_is_read() -> None:
    taken, waiting = bring_lists(hire(), timezone.localtime())
    assert (taken.state, waiting.state) == ("done", "read")
    assert taken.taken == Callback.objects.filter(reason=f"list:{taken.pk}").count() == 4
    assert [number for number, _why in taken.refused] == [len(NEWCOMERS.splitlines())]
    assert not Callback.objects.filter(reason=f"list:{waiting.pk}").exists()
