"""Every number: its name, its exact definition in words, and the condition over the facts that counts it.

One list for the pages, the lists behind the numbers, the downloads and docs/metrics.md: they cannot disagree.
`rows` are the tickets (calls, surveys, customers) a number counts and opens, `base` those it is a share of; both are said
over the columns of `facts/`. What is `junk` (spam, merged, called off) is in no number but its own.
"""

from huisheng.watch.insight.metrics.calls import CALLS
from huisheng.watch.insight.metrics.closing import CLOSING, STATES
from huisheng.watch.insight.metrics.handling import HANDLING
from huisheng.watch.insight.metrics.lost import LOST
from huisheng.watch.insight.metrics.shape import Metric, Section, Thing, Unit
from huisheng.watch.insight.metrics.surveys import SURVEYS

METRICS: tuple[Metric, ...] = (*HANDLING, *CLOSING, *CALLS, *SURVEYS, *LOST)
BY_KEY = {metric.key: metric for metric in METRICS}


def of_section(section: Section) -> tuple[Metric, ...]:
    return tuple(metric for metric in METRICS if metric.section is section)


def of_thing(thing: Thing) -> tuple[Metric, ...]:
    """Those counted over the same facts, in one question."""
    return tuple(metric for metric in METRICS if metric.thing is thing)


__all__ = ["BY_KEY", "METRICS", "STATES", "Metric", "Section", "Thing", "Unit", "of_section", "of_thing"]
