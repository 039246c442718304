"""The targets we ship, as rows."""

from huisheng.watch.insight.models import Target

from .targets_data import TARGETS


def targets() -> list[Target]:
    """Off, without a first day; a number's code is the target's own."""
    return [
        Target(
            code=one.metric.replace("_", "-"), metric=one.metric, baseline=one.baseline, goal=one.goal,
            months=one.months, kind=one.kind, source=one.source, rank=rank * 10,
        )
        for rank, one in enumerate(TARGETS)
    ]  # fmt: skip
