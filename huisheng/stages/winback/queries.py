"""Whom we lost, as far as somebody may see; who is to be noticed; how many came back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Nature
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.models import Closure, Confirmation
from huisheng.stages.followup.models import Became
from huisheng.stages.handling.limits import left_for, limit_of
from huisheng.stages.winback.models import Lost

LOOK_BACK = timedelta(days=90)  # an older no is no news
A_DAY = timedelta(days=1)
AT_ONCE = 200  # of one sweep
OFTEN = 2  # refused so often, then silent
A_NO = Q(solved=False) | Q(stars__lt=3)  # as `Confirmation.is_yes` says
GRIEVANCES = (Nature.COMPLAINT, Nature.REPAIR)
NAMED = ("customer__tier", "ticket__grade", "owner", "callback__assignee")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were asked to come back, and how many of them did."""

    asked: int
    returned: int

    @property
    def percent(self) -> float | None:
        """None where nobody was asked."""
        return 100 * self.returned / self.asked if self.asked else None


def lost_for(staff: Staff) -> QuerySet[Lost]:
    """Those of tickets this person may see, those this person sees to, and, where there is no ticket, those noticed by
    this person or of customers whose own agent it is."""
    seen = Q(ticket__in=tickets_for(staff)) | Q(owner=staff)
    seen |= Q(ticket=None) & (Q(customer__agent=staff) | Q(by_kind="staff", by_id=staff.pk))
    if staff.allows(Right.SEE_ALL):
        seen |= Q(ticket=None)
    return Lost.objects.filter(seen).select_related(*NAMED)


def lost_one(staff: Staff, pk: int) -> Lost:
    """One of them. Raises NotFound."""
    found = lost_for(staff).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def open_lost(customer: Customer) -> Lost | None:
    """What is under way for this customer. One query."""
    return Lost.objects.filter(customer=customer, state__in=Lost.OPEN).first()


def benefit_left(staff: Staff, lost: Lost) -> int:
    """Up to how many fen this person may offer: what is left of the own limit on its ticket, where it has one. One query."""
    return left_for(staff, lost.ticket) if lost.ticket else limit_of(staff, Ticket())


def owners_given(at: datetime) -> QuerySet[Lost]:
    """Under way, and planned for its owner by somebody else within the last day."""
    recent = Lost.objects.filter(state__in=Lost.OPEN, owner__isnull=False, planned_at__gt=at - A_DAY)
    return recent.exclude(planned_by=F("owner")).select_related("owner", "customer")


def owners_due(today: date) -> QuerySet[Lost]:
    """Planned, and the day has come on which the owner wanted to have done it."""
    due = Lost.objects.filter(state__in=Lost.OPEN, owner__isnull=False, due_on__lte=today)
    return due.select_related("owner", "customer")


def owners_of_returned(at: datetime) -> QuerySet[Lost]:
    """Came back within the last day, written down by somebody else than the owner."""
    back = Lost.objects.filter(state=Lost.State.RETURNED, owner__isnull=False, ended_at__gt=at - A_DAY)
    return back.exclude(ended_by__isnull=False, ended_by=F("owner")).select_related("owner", "customer")


def counts_by_state(staff: Staff) -> dict[str, int]:
    """How many stand in each state. One query."""
    rows = lost_for(staff).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def asked_between(since: datetime, until: datetime) -> QuerySet[Lost]:
    """Whom we asked to come back in this time: what the rate of return is a share of (requirements S4, 回流率)."""
    return Lost.objects.filter(asked_at__gte=since, asked_at__lt=until)


def return_rate(rows: QuerySet[Lost]) -> Rate:
    """Of those asked, who came back by now. One query."""
    found = rows.aggregate(asked=Count("pk"), returned=Count("pk", filter=Q(state=Lost.State.RETURNED)))
    return Rate(**found)


def given_up(at: datetime) -> QuerySet[Any]:
    """Complaints that were refused and then closed without a yes: withdrawn, or never answered again."""
    last = Closure.objects.filter(ticket=OuterRef("pk")).order_by("-id").values("kind")[:1]
    bad = (Closure.Kind.UNCONFIRMED, Closure.Kind.WITHDRAWN)
    ended: QuerySet[Any] = _refused(at).filter(status=Status.CLOSED).annotate(ended=Subquery(last))
    return ended.filter(ended__in=bad)


def silent_ones(at: datetime) -> QuerySet[Any]:
    """Complaints refused twice, still open, whose customer has said nothing for `winback.silent_days`."""
    heard = (
        Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("-at", "-id").values("at")
    )
    quiet_since = at - timedelta(days=int(house("winback.silent_days")))
    found: QuerySet[Any] = _refused(at).exclude(status=Status.CLOSED).annotate(heard_at=Subquery(heard[:1]))
    return found.filter(refusals__gte=OFTEN, refused_at__lt=quiet_since, heard_at__lt=quiet_since)


def came_back(at: datetime) -> list[tuple[Lost, str]]:
    """Who was talked to and then wrote with something that is neither complaint nor repair; with the number of it.

    What a colleague opened inside, what our own callback brought and spam are no way back.
    """
    again = Ticket.objects.filter(
        customer=OuterRef("customer"), created_at__gt=OuterRef("asked_at"), created_at__lte=at
    )
    ours = Exists(Became.objects.filter(ticket=OuterRef("pk"))) | Q(channel__kind=Channel.Kind.INTERNAL)
    spam = Exists(Closure.objects.filter(ticket=OuterRef("pk"), kind=Closure.Kind.SPAM))
    wished = again.filter(category__isnull=False).exclude(category__nature__in=GRIEVANCES).exclude(ours).exclude(spam)
    number = wished.order_by("id").values("number")
    rows = Lost.objects.filter(state=Lost.State.ASKED).annotate(number=Subquery(number[:1])).exclude(number=None)
    return [(one, one.number) for one in rows.select_related("customer", "ticket", "callback").order_by("id")[:AT_ONCE]]


def _refused(at: datetime) -> QuerySet[Any]:
    """Complaints with a no in the last ninety days that nobody has taken for lost yet, of customers of whom none is under
    way: those would keep the newer ones out of the day's share.
    """
    noes = Confirmation.objects.filter(A_NO, at__gte=at - LOOK_BACK, at__lte=at).values("ticket").order_by()
    known = Lost.objects.filter(ticket=OuterRef("pk"))
    busy = Lost.objects.filter(customer=OuterRef("customer"), state__in=Lost.OPEN)
    counted = noes.filter(ticket=OuterRef("pk"))
    found = Ticket.objects.filter(pk__in=noes, category__nature__in=GRIEVANCES).exclude(Exists(known) | Exists(busy))
    return (
        found.select_related("customer")
        .annotate(
            refusals=Subquery(counted.annotate(n=Count("pk")).values("n")),
            refused_at=Subquery(counted.annotate(last=Max("at")).values("last")),
        )
        .order_by("id")
    )
