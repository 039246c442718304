"""The tracks we ship are those of the sources, and lie there switched off."""

import pytest

from huisheng.project.presets.shapes import TargetPreset
from huisheng.project.presets.targets_data import TARGETS
from huisheng.watch.insight.metrics import BY_KEY, Unit
from huisheng.watch.insight.models import Target
from huisheng.watch.insight.targets.plan import STEPS


def test_each_is_about_a_number_that_can_be_better() -> None:
    assert all(BY_KEY[one.metric].better for one in TARGETS)
    assert len({one.metric for one in TARGETS}) == len(TARGETS)


@pytest.mark.parametrize("one", TARGETS, ids=lambda one: one.metric)
def test_its_goal_is_better_than_its_baseline(one: TargetPreset) -> None:
    up = BY_KEY[one.metric].better == "up"
    if one.kind == "change":
        assert (one.goal > 0) is up
    elif one.baseline is not None:
        assert (one.goal - one.baseline > STEPS.get(BY_KEY[one.metric].unit, 0)) is up
    if BY_KEY[one.metric].unit is Unit.SHARE and one.kind == "value":
        assert 0 < one.goal <= 1


@pytest.mark.django_db
def test_they_lie_ready_and_off() -> None:
    assert Target.objects.count() == len(TARGETS)
    assert not Target.objects.filter(active=True).exists()
    csat = Target.objects.get(metric="csat_complaints")
    assert (csat.baseline, csat.goal, csat.months, csat.first, csat.source) == (65, 90, 18, None, "S4")
