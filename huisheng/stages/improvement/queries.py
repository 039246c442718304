"""Who sees which improvement, whose day has come, and how often a cause came up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.kit.paging import Order
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.improvement.models import Improvement

State = Improvement.State
WITH = ("owner", "checker", "cause", "team")
LISTS = ("mine", "open", "check", "over")
WANTED = "wanted"
ORDERS: dict[str, Order] = {
    "mine": (("due_on", "asc"), ("id", "asc")),
    "open": (("due_on", "asc"), ("id", "asc")),
    "check": (("check_on", "asc"), ("id", "asc")),
    "over": (("ended_at", "desc"), ("id", "desc")),
    WANTED: (("at", "asc"), ("id", "asc")),
}
LOOK_BACK = timedelta(days=7)  # of bells that a house which was off still rings


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A root cause in a period: cases then and in as many days before, and what is being done about it."""

    cause: RootCause | None
    count: int
    before: int
    improvements: int


def improvements_for(staff: Staff) -> QuerySet[Improvement]:
    """What this person may see: the own ones (owner, checker, opener), those of the own teams; who sees everything, all;
    who sees numbers, those of the people of the own teams.
    """
    found = Improvement.objects.select_related(*WITH)
    if staff.allows(Right.SEE_ALL):
        return found
    own = Q(owner=staff) | Q(checker=staff) | Q(by_kind="staff", by_id=staff.pk) | Q(team__in=staff.team_ids)
    if staff.allows(Right.NUMBERS):
        own |= Q(owner__in=Membership.objects.filter(team__in=staff.team_ids).values("staff"))
    return found.filter(own)


def improvement_for(staff: Staff, pk: int) -> Improvement:
    """One of them. Raises NotFound."""
    one = improvements_for(staff).filter(pk=pk).first()
    if one is None:
        raise not_found()
    return one


def may_open(staff: Staff) -> bool:
    """Who answers customers, or sees numbers, may say that something should get better."""
    return staff.allows(Right.ANSWER) or staff.allows(Right.NUMBERS)


def moves_on(staff: Staff, one: Improvement) -> dict[str, bool]:
    """What this person, who sees it, may do with it now."""
    leads = staff.allows(Right.NUMBERS)
    opened = (one.by_kind, one.by_id) == ("staff", staff.pk)
    return {
        "finish": one.is_to_do and (one.owner_id == staff.pk or leads),
        "change": one.is_to_do and (opened or leads),
        "check": one.is_done
        and staff.pk not in (one.owner_id, one.done_by_id)
        and (one.checker_id == staff.pk or leads),
        "drop": not one.is_over and (opened or leads),
        "tie": not one.is_over and may_open(staff),
    }


def listed(staff: Staff, name: str) -> QuerySet[Improvement]:
    """mine (to do), open (to do, anybody's), check (done, to be looked at), over."""
    found = improvements_for(staff)
    if name == "mine":
        return found.filter(owner=staff, state__in=Improvement.TO_DO)
    if name == "check":
        return found.filter(state=State.DONE)
    return found.filter(state__in=Improvement.OVER if name == "over" else Improvement.TO_DO)


def wanted_by(staff: Staff) -> QuerySet[Finding]:
    """Findings that say that something should be improved, of cases this person may see, to which no improvement is tied
    (one that was dropped, with its reason, is an answer); of a merged case it may be tied to the other one.
    """
    tied = Improvement.tickets.through.objects.all()
    found = Finding.objects.filter(improve=True, ticket__in=tickets_for(staff))
    found = found.exclude(Exists(tied.filter(ticket=OuterRef("ticket"))))
    return found.exclude(Exists(tied.filter(ticket=OuterRef("ticket__merged_into"))))


def of_review(staff: Staff, first: date) -> list[Improvement]:
    """Those that come from the review of callbacks of a week or month, and those of earlier ones that are not over, the
    nearest day first. One query."""
    earlier = Q(review_of__lt=first) & ~Q(state__in=Improvement.OVER)
    return list(improvements_for(staff).filter(Q(review_of=first) | earlier).order_by("due_on", "id"))


def counts_of(staff: Staff) -> dict[str, int]:
    """How many stand on each list. One query."""
    to_do = Q(state__in=Improvement.TO_DO)
    asked: dict[str, Any] = {
        "mine": Count("pk", filter=to_do & Q(owner=staff)),
        "open": Count("pk", filter=to_do),
        "check": Count("pk", filter=Q(state=State.DONE)),
        "over": Count("pk", filter=Q(state__in=Improvement.OVER)),
    }
    return improvements_for(staff).select_related(None).order_by().aggregate(**asked)


def owners_to_tell(today: date) -> QuerySet[Improvement]:
    """To do, and its day has come within the last week. A handful behind a partial index."""
    return Improvement.objects.select_related(*WITH).filter(
        state__in=Improvement.TO_DO, due_on__range=(today - LOOK_BACK, today)
    )


def checkers_to_tell(today: date) -> QuerySet[Improvement]:
    """Done, and the day to look at it has come within the last week."""
    return Improvement.objects.select_related(*WITH).filter(
        state=State.DONE, check_on__range=(today - LOOK_BACK, today)
    )


def given_lately(at: datetime) -> QuerySet[Improvement]:
    """To do, and given to its owner by somebody else within the last day: at its opening, or when the owner changed."""
    recent = Improvement.objects.select_related(*WITH).filter(
        state__in=Improvement.TO_DO, given_at__gt=at - timedelta(days=1)
    )
    return recent.exclude(given_by=F("owner"))


def cases_around(one: Improvement, *, at: datetime) -> tuple[int, int | None, int | None]:
    """How many days since it was done, and the cases of its cause that came in as many days before and since; None where
    it names no cause. Counted by the day the case came in, whenever its cause was found. Two queries.
    """
    done = one.done_at or at
    since = at - done  # as long before as since: neither side has a longer day
    days = max(since.days, 1)
    if one.cause_id is None:
        return days, None, None
    cases = Finding.objects.filter(cause=one.cause_id)
    before = cases.filter(ticket__created_at__gte=done - since, ticket__created_at__lt=done).count()
    return days, before, cases.filter(ticket__created_at__gte=done, ticket__created_at__lte=at).count()


def causes_in(staff: Staff, since: datetime, until: datetime) -> list[CauseRow]:
    """The root causes of the cases that came in during a period, most first, compared with as long before; with the
    improvements that are not over. Within what this person may see. Four queries.
    """
    now, before = _counted(staff, since, until), _counted(staff, since - (until - since), since)
    open_ones = improvements_for(staff).exclude(state__in=Improvement.OVER).exclude(cause=None)
    acted = dict(open_ones.select_related(None).order_by().values_list("cause").annotate(n=Count("pk")))
    known = {row.pk: row for row in RootCause.objects.all()}
    found = [
        CauseRow(known.get(pk) if pk else None, now.get(pk, 0), before.get(pk, 0), acted.get(pk or 0, 0))
        for pk in now.keys() | before.keys()
    ]
    return sorted(found, key=lambda row: (-row.count, -row.before, row.cause.rank if row.cause else 0))


def cases_of(staff: Staff, cause: int | None, since: datetime, until: datetime) -> QuerySet[Finding]:
    """The findings behind one of those numbers."""
    return _findings(staff, since, until).filter(cause=cause)


def _counted(staff: Staff, since: datetime, until: datetime) -> dict[int | None, int]:
    return dict(_findings(staff, since, until).order_by().values_list("cause").annotate(n=Count("pk")))


def _findings(staff: Staff, since: datetime, until: datetime) -> QuerySet[Finding]:
    came = {"ticket__created_at__gte": since, "ticket__created_at__lt": until}
    return Finding.objects.filter(**came, ticket__in=tickets_for(staff))
