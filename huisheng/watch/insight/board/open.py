"""How much is open, where, with whom, and what of it burns: one pass over the open tickets."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count

from huisheng.core.tickets.status import Status
from huisheng.watch.insight.board.piles import BY_KEY
from huisheng.watch.insight.board.scope import Look

COUNTED = ("overdue", "due_15", "due_60", "quiet", "lying", "paused")
Tally = dict[str, int]


@dataclass(frozen=True, slots=True)
class Heap:
    """The open tickets of one channel in one state on one desk, counted by pile."""

    channel: int
    status: str
    team: int | None
    assignee: int | None
    tally: Tally


def heaps(look: Look) -> list[Heap]:
    """Everything open that is seen here, in heaps. One query over the open tickets only."""
    piles = {key: Count("pk", filter=BY_KEY[key].condition(look)) for key in COUNTED}
    rows = look.open.values_list("channel", "status", "team", "assignee").annotate(open=Count("pk"), **piles)
    return [
        Heap(channel, status, team, assignee, _tally(status, assignee, counts))
        for channel, status, team, assignee, *counts in rows
    ]


def tally(found: Iterable[Heap], wanted: Callable[[Heap], bool] = lambda _heap: True) -> Tally:
    """The piles of these heaps together."""
    sums = dict.fromkeys(("open", "waiting", "pool", *COUNTED), 0)
    for heap in found:
        if wanted(heap):
            for key, count in heap.tally.items():
                sums[key] += count
    return sums


def by_status(found: Iterable[Heap]) -> Tally:
    """How many are open in each state, in the order of a ticket's life."""
    sums = {str(status): 0 for status in Status if status != Status.CLOSED}
    for heap in found:
        sums[heap.status] += heap.tally["open"]
    return sums


def _tally(status: str, assignee: int | None, counts: list[int]) -> Tally:
    made = dict(zip(("open", *COUNTED), counts, strict=True))
    made["waiting"] = made["open"] if status == Status.NEW else 0
    made["pool"] = made["open"] if assignee is None else 0
    return made
