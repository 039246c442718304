"""What the review shows of a period, within the callbacks a person may see. A fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Category
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.followup.completeness import NO_PROBLEM, problem_names
from huisheng.stages.followup.models import Became, Callback, CallTry
from huisheng.stages.followup.queries import LOADED, PHONES, callbacks_for
from huisheng.stages.followup.results import WARM
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.watch.insight.metrics.calls import OPENING_S
from huisheng.watch.insight.period import Period
from huisheng.watch.insight.review.coaching import Talks

State = Callback.State
MOST = 8  # problems, categories
SHARED = 6  # calls worth telling
LEAST_CALLERS = 3  # sums are shown to colleagues from so many callers on: fewer would be one person's
BY_DUE: Order = (("due_at", "desc"), ("id", "desc"))
STEPS: dict[str, str | Promise] = {
    "late": _("Called after it was due"),
    "record": _("Record later than ten minutes, or none"),
    "opening": _("Opening longer than 15 seconds"),
    "long": _("Talk longer than the scenario allows"),
    "promise": _("A promise to the customer was missed"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem (`value`: its word, or the id of a category), in how many talks, how often not solved."""

    value: str
    word: str
    count: int
    unsolved: int


@dataclass(frozen=True, slots=True)
class Coached:
    """One colleague whose talks could use a hand, with the sums that say why."""

    staff: Staff
    talks: Talks


def due_in(staff: Staff, period: Period) -> QuerySet[Callback]:
    """Those owed in the period and not called off."""
    owed = {"due_at__gte": period.start, "due_at__lt": period.stop}
    return callbacks_for(staff).filter(**owed).exclude(state=State.CANCELLED)


def talks_in(staff: Staff, period: Period) -> QuerySet[Callback]:
    """Those whose record was completed in the period."""
    done = {"record__complete": True, "record__recorded_at__gte": period.start, "record__recorded_at__lt": period.stop}
    return callbacks_for(staff).filter(**done)


def problems_of(staff: Staff, period: Period) -> list[Problem]:
    """Kinds of problems that customers named in talks, most first. One query, two where there are any."""
    named = talks_in(staff, period).exclude(record__problem__in=["", NO_PROBLEM]).order_by()
    rows = named.values_list("record__problem").annotate(n=Count("pk"), no=Count("pk", filter=Q(record__solved=False)))
    most = sorted(rows, key=lambda row: (-row[1], row[0]))[:MOST]
    words = problem_words() if most else {}
    return [Problem(code, words.get(code, code), n, no) for code, n, no in most]


def problem_words() -> dict[str, str]:
    """What the kinds of problems in records are called, by code. One query."""
    return problem_names(Category.objects.all())


def categories_of(staff: Staff, period: Period) -> list[Problem]:
    """The same by the category of the feedback that the talk was about. One query."""
    rows = (
        talks_in(staff, period).exclude(ticket__category=None).order_by()
        .values_list("ticket__category", "ticket__category__name", "ticket__category__name_en")
        .annotate(n=Count("pk"), no=Count("pk", filter=Q(record__solved=False)))
    )  # fmt: skip
    from_most = sorted(rows, key=lambda row: (-row[3], row[0]))[:MOST]
    return [Problem(str(pk), _label(name, english), n, no) for pk, name, english, n, no in from_most]


def slow_steps(staff: Staff, period: Period, *, now: datetime | None = None) -> dict[str, int]:
    """How often each step took longer than it should. A query for each."""
    return {code: slow(staff, period, code, now=now).count() for code in STEPS}


def slow(staff: Staff, period: Period, code: str, *, now: datetime | None = None) -> QuerySet[Callback]:
    """The callbacks behind one of those numbers. KeyError for a step nobody knows."""
    now, found = now or timezone.now(), due_in(staff, period)
    tries = CallTry.objects.filter(callback=OuterRef("pk"), outcome=CallTry.Outcome.REACHED)
    if code == "late":
        late = Q(first_at__gt=F("due_at")) | Q(first_at=None, due_at__lt=min(now, period.stop))
        return found.annotate(first_at=Min("attempts__at")).filter(late)
    if code == "record":
        in_time = Q(record__complete=True, record__recorded_at__lte=F("record_due_at"))
        return found.filter(record_due_at__lt=now).exclude(in_time)
    if code == "opening":
        return found.filter(Exists(tries.filter(opening_s__gt=OPENING_S)))
    if code == "long":
        return found.filter(Exists(tries.filter(talk_s__gt=60 * OuterRef("scenario__minutes_most"))))
    if code == "promise":
        missed = Clock.objects.filter(ticket=OuterRef("ticket"), kind=ClockKind.PROMISE)
        return found.filter(Exists(missed.filter(breached_at__gte=period.start, breached_at__lt=period.stop)))
    raise KeyError(code)


def met(staff: Staff, period: Period, what: str, value: str) -> QuerySet[Callback]:
    """The talks behind a problem or a category. KeyError for anything else."""
    if what == "category" and value.isdecimal() and len(value) < 19:
        return talks_in(staff, period).filter(ticket__category=int(value))
    if what == "problem" and value and "\x00" not in value:
        return talks_in(staff, period).filter(record__problem=value)
    raise KeyError(what)


def behind_page(rows: QuerySet[Callback], cursor: str) -> Page[Callback]:
    """One page of such a list. Two queries. Raises BadCursor."""
    return page(rows.select_related(*LOADED).prefetch_related(PHONES), BY_DUE, cursor, 50)


def to_share(staff: Staff, period: Period) -> list[Callback]:
    """Talks worth telling the others: praise came of them, or five stars and warm words. One query."""
    praised = Exists(Became.objects.filter(callback=OuterRef("pk"), kind=Became.Kind.PRAISE))
    kind = Q(record__stars=5) & WARM
    rows = talks_in(staff, period).annotate(praised=praised).filter(Q(praised=True) | kind)
    return list(rows.select_related(*LOADED, "record").order_by("-praised", "-record__recorded_at", "-pk")[:SHARED])


def callers_in(staff: Staff, period: Period) -> int:
    """How many colleagues made those talks. One query."""
    return talks_in(staff, period).aggregate(n=Count("assignee", distinct=True))["n"] or 0


def own_talks(staff: Staff, period: Period) -> Talks:
    """The sums of one's own talks, at once. One query."""
    return _sums(talks_in(staff, period).filter(assignee=staff)).get(staff.pk, Talks(0))


def coached(staff: Staff, period: Period, *, now: datetime | None = None) -> list[Coached]:
    """Of the teams one leads, whose talks could use a hand: by name, without a rank. The last days (`warmth.own_days`) belong
    to the callers alone. Two queries, one where there is nothing."""
    until = (now or timezone.now()) - timedelta(days=int(house("warmth.own_days")))
    people = Membership.objects.exclude(staff=staff)
    if not staff.allows(Right.SEE_ALL):
        people = people.filter(team__memberships__staff=staff, team__memberships__leads=True)
    rows = talks_in(staff, period).filter(record__recorded_at__lt=until, assignee__in=people.values("staff"))
    sums = {pk: one for pk, one in _sums(rows).items() if one.needs}
    known = Staff.objects.filter(pk__in=sums, is_active=True).order_by("name", "pk") if sums else ()
    return [Coached(one, sums[one.pk]) for one in known]


def _sums(rows: QuerySet[Callback]) -> dict[int, Talks]:
    first = CallTry.objects.filter(callback=OuterRef("pk"), outcome=CallTry.Outcome.REACHED).exclude(opening_s=None)
    timed = rows.annotate(
        timed=Exists(first), quick=Exists(first.filter(opening_s__lte=OPENING_S)),
    )  # fmt: skip
    kept = Q(record__recorded_at__lte=F("record_due_at"))
    wanted: dict[str, Any] = {
        "n": Count("pk"), "openings": Count("pk", filter=Q(timed=True)), "quickly": Count("pk", filter=Q(quick=True)),
        "due": Count("pk", filter=Q(record_due_at__isnull=False)), "kept": Count("pk", filter=kept),
        "rated": Count("record__stars"), "stars": Avg("record__stars"), "robotic": Count("pk", filter=Q(record__robotic=True)),
    }  # fmt: skip
    found: Any = timed.order_by().values("assignee").annotate(**wanted)
    return {
        one["assignee"]: Talks(
            one["n"], one["openings"], one["quickly"], one["due"], one["kept"], one["rated"], one["stars"],
            one["robotic"],
        )
        for one in found
        if one["assignee"] is not None
    }  # fmt: skip


def _label(name: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else name
