"""What came of callbacks, scenario by scenario; every number can be opened. The source of wording: requirements A14."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.kit.paging import Page, page
from huisheng.stages.followup.models import Callback, CallTry, Scenario
from huisheng.stages.followup.queries import LATEST_FIRST, LOADED, PHONES, callbacks_for

DONE = Q(state=Callback.State.DONE)
# the caller's tick, else the customer's words; never where the customer says that we sounded like a machine
WARM = (Q(record__warm=True) | (Q(record__warm=None) & ~Q(record__warm_words=[]))) & Q(record__robotic=False)
FIGURES: dict[str, tuple[str | Promise, Q]] = {  # code → what it is, and which callbacks of the period it counts
    "ended": (pgettext_lazy("callbacks", "Ended"), Q(state__in=[Callback.State.DONE, Callback.State.UNREACHED])),
    "reached": (pgettext_lazy("callbacks", "Reached"), DONE),
    "solved": (pgettext_lazy("callbacks", "Solved"), DONE & Q(record__solved=True)),
    "rated": (pgettext_lazy("callbacks", "Rated"), DONE & Q(record__stars__isnull=False)),
    "complete": (
        _("Complete in ten minutes"),
        DONE & Q(record__complete=True, record__recorded_at__lte=F("record_due_at")),
    ),
    "warm": (pgettext_lazy("callbacks", "Felt warm"), DONE & WARM),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario in a period. Shares are of the callbacks that were reached, in percent; None where there were none."""

    scenario: Scenario
    counts: dict[str, int]
    stars: float | None
    talk_s: float | None

    def share(self, figure: str) -> int | None:
        of = self.counts["ended"] if figure == "reached" else self.counts["reached"]
        return round(100 * self.counts[figure] / of) if of else None


def results(staff: Staff, *, since: datetime, until: datetime) -> list[Row]:
    """Of callbacks that ended in this time and this person may see. Three queries, however many there are."""
    ended = _ended(staff, since, until)
    counted = {code: Count("pk", filter=which) for code, (_label, which) in FIGURES.items()}
    figures: dict[str, Any] = {**counted, "mean": Avg("record__stars", filter=DONE)}
    found: dict[int, Any] = {one["scenario"]: one for one in ended.values("scenario").annotate(**figures)}
    talks = CallTry.objects.filter(callback__in=ended.filter(DONE), outcome=CallTry.Outcome.REACHED)
    means = dict(talks.values_list("callback__scenario").annotate(mean=Avg("talk_s")))
    scenarios = Scenario.objects.filter(pk__in=found)
    return [
        Row(one, {code: found[one.pk][code] for code in FIGURES}, found[one.pk]["mean"], means.get(one.pk))
        for one in scenarios
    ]


def behind(
    staff: Staff, scenario: str, figure: str, *, since: datetime, until: datetime, cursor: str | None = None
) -> Page[Callback]:
    """The callbacks behind one number, the latest first. Two queries. Raises KeyError for no figure, BadCursor."""
    found = _ended(staff, since, until).filter(FIGURES[figure][1], scenario__code=scenario)
    return page(found.select_related(*LOADED).prefetch_related(PHONES), LATEST_FIRST, cursor, 50)


def every_result(staff: Staff, *, since: datetime, until: datetime) -> Iterator[Callback]:
    """All that ended in this time, for a file, the oldest first; two hundred at a time in memory, with record, phones and
    tries."""
    found = _ended(staff, since, until).select_related(*LOADED, "record").order_by("ended_at", "id")
    return found.prefetch_related(PHONES, "attempts").iterator(chunk_size=200)


def _ended(staff: Staff, since: datetime, until: datetime) -> QuerySet[Callback]:
    return callbacks_for(staff).filter(ended_at__gte=since, ended_at__lt=until)
