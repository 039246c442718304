"""Who may see which callback, and the lists of the desk. A number of queries that no list's length changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.customers.models import Customer, Identity, IdentityKind
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.followup.handlers import asks_result, handlers_of
from huisheng.stages.followup.models import Callback, CallList, CallTry, Scenario

State = Callback.State
LOADED = ("scenario", "customer__tier", "ticket", "assignee", "team")
URGENT_FIRST: Order = (("priority", "desc"), ("slot_at", "asc"), ("id", "asc"))
SOONEST_FIRST: Order = (("slot_at", "asc"), ("id", "asc"))
RECORD_FIRST: Order = (("record_due_at", "asc"), ("id", "asc"))
NEWEST_FIRST: Order = (("planned_at", "desc"), ("id", "desc"))
LATEST_FIRST: Order = (("ended_at", "desc"), ("id", "desc"))
SHOWN_DAYS = 30  # of what was not reached


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the desk: what belongs to it now, and in which order."""

    code: str
    label: str | Promise
    order: Order

    def condition(self, now: datetime) -> Q:
        tomorrow = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        planned = Q(state=State.PLANNED)
        return {
            "now": Q(state=State.TALKING) | planned & Q(slot_at__lte=now),
            "today": planned & Q(slot_at__gt=now, slot_at__lt=tomorrow),
            "later": planned & Q(slot_at__gte=tomorrow),
            "record": Q(state=State.TO_RECORD),
            "unreached": Q(state=State.UNREACHED, ended_at__gte=now - timedelta(days=SHOWN_DAYS)),
        }[self.code]


TABS: tuple[Tab, ...] = (
    Tab("now", pgettext_lazy("callbacks", "Due now"), URGENT_FIRST),
    Tab("today", pgettext_lazy("callbacks", "Later today"), SOONEST_FIRST),
    Tab("later", pgettext_lazy("callbacks", "Another day"), SOONEST_FIRST),
    Tab("record", pgettext_lazy("callbacks", "To record"), RECORD_FIRST),
    Tab("unreached", _("Not reached"), LATEST_FIRST),
)
BY_CODE = {one.code: one for one in TABS}
PHONES: Any = Prefetch(
    "customer__identities", queryset=Identity.objects.filter(kind=IdentityKind.PHONE), to_attr="phones"
)


def for_lists() -> QuerySet[Scenario]:
    """The scenarios that a list may be brought for: never the protocol's, which plans its own calls."""
    return Scenario.objects.filter(active=True).exclude(trigger=Scenario.Trigger.PROTOCOL)


def lists_for(staff: Staff) -> QuerySet[CallList]:
    """The lists this person may look into: the own ones; those that hold no lines of anybody; all for who sees all."""
    if staff.allows(Right.SEE_ALL):
        return CallList.objects.all()
    return CallList.objects.filter(Q(by_kind="staff", by_id=staff.pk) | Q(by_kind="system", sealed=None))


def callback_of(event: Event) -> Callback | None:
    """The call whose time an alarm of its ticket is about. No query for any other event."""
    what, _colon, pk = str(event.payload.get("subject", "")).partition(":")
    found = Callback.objects.select_related("assignee__role")
    return found.filter(pk=int(pk)).first() if what == "callback" and pk.isdecimal() else None


def callbacks_for(staff: Staff) -> QuerySet[Callback]:
    """Every callback this person may see and make: the own, those of the own teams, or all."""
    if staff.allows(Right.SEE_ALL):
        return Callback.objects.all()
    seen = Q(assignee=staff)
    if staff.allows(Right.SEE_TEAMS):
        seen |= Q(team__any=staff.team_ids)
    return Callback.objects.filter(seen)


def callback_for(staff: Staff, pk: int) -> Callback:
    """One callback. Missing and forbidden look alike. Raises NotFound."""
    loaded = (*LOADED, "ticket__category", "ticket__grade", "ticket__assignee", "ticket__customer", "customer__agent")
    found = callbacks_for(staff).select_related(*loaded).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def listed(
    staff: Staff, tab: str, *, mine: bool, cursor: str | None = None, now: datetime | None = None, size: int = 30
) -> Page[Callback]:
    """A page of one list, with phones (masked) and how the last try went. Two queries. Raises BadCursor."""
    found, kind = _whose(staff, mine=mine), BY_CODE[tab]
    tried = CallTry.objects.filter(callback=OuterRef("pk")).order_by("-id")
    rows = found.filter(kind.condition(now or timezone.now())).select_related(*LOADED)
    rows = rows.annotate(last_outcome=Subquery(tried.values("outcome")[:1])).prefetch_related(PHONES)
    return page(rows, kind.order, cursor, size)


def counts(staff: Staff, *, mine: bool, now: datetime | None = None) -> dict[str, int]:
    """How many stand in each list. One query, on what is open and what was not reached lately, never on all there was."""
    now = now or timezone.now()
    wanted = {one.code: Count("pk", filter=one.condition(now)) for one in TABS}
    shown = Q(state__in=Callback.OPEN) | BY_CODE["unreached"].condition(now)
    found: dict[str, int] = _whose(staff, mine=mine).filter(shown).aggregate(**wanted)
    return found


def waiting_for(staff: Staff, *, now: datetime | None = None) -> int:
    """What this person should ring up or record now: the number beside the bell. One query on an index of open ones."""
    now = now or timezone.now()
    due = BY_CODE["now"].condition(now) | BY_CODE["record"].condition(now)
    return Callback.objects.filter(due, assignee=staff).count()


def next_for(staff: Staff, *, now: datetime | None = None) -> Callback | None:
    """What this person should ring up next. One query."""
    due = _whose(staff, mine=True).filter(BY_CODE["now"].condition(now or timezone.now()))
    return due.order_by("-priority", "slot_at", "id").first()


def callbacks_of_customer(
    customer: Customer, *, staff: Staff, but: Callback | None = None, most: int = 5
) -> list[Callback]:
    """Past talks with a customer that this person may read, newest first: of the own teams, and those about tickets one
    may see. One query.
    """
    readable = Q(pk__in=callbacks_for(staff).filter(customer=customer).values("pk"))
    readable |= Q(ticket__in=tickets_for(staff).filter(customer=customer).order_by().values("pk"))
    past = Callback.objects.filter(readable, customer=customer).exclude(pk=but.pk if but else 0)
    return list(past.select_related("scenario", "assignee", "record").order_by("-planned_at")[:most])


def customer_for(staff: Staff, pk: int) -> Customer:
    """A customer whose feedback or callback this person may see, or whose own agent this person is. Raises NotFound."""
    found = Customer.objects.select_related("tier", "agent").filter(pk=pk).first()
    seen = found is not None and (
        staff.allows(Right.SEE_ALL)
        or found.agent_id == staff.pk
        or tickets_for(staff).filter(customer=found).exists()
        or callbacks_for(staff).filter(customer=found).exists()
    )
    if found is None or not seen:
        raise not_found()
    return found


def calls_of_customer(staff: Staff, customer: Customer, cursor: str | None = None, *, size: int = 20) -> Page[Callback]:
    """Planned and made, with and without a ticket, the latest first: those this person may see; all to the own agent.
    One query. Raises BadCursor.
    """
    rows = Callback.objects.filter(customer=customer)
    if customer.agent_id != staff.pk:
        mine = Q(pk__in=callbacks_for(staff).filter(customer=customer).values("pk"))
        rows = rows.filter(mine | Q(ticket__in=tickets_for(staff).filter(customer=customer).order_by().values("pk")))
    return page(rows.select_related("scenario", "assignee", "ticket", "record"), NEWEST_FIRST, cursor, size)


def plannable() -> QuerySet[Scenario]:
    """Scenarios somebody may plan by hand: not those that only a protocol or a plan of win-back begins."""
    return Scenario.objects.filter(active=True).exclude(trigger=Scenario.Trigger.PROTOCOL).exclude(code="win_back")


def callbacks_on(ticket: Ticket) -> list[Callback]:
    """Everything about a ticket that was asked by phone, newest first. One query."""
    return list(Callback.objects.filter(ticket=ticket).select_related("scenario", "assignee", "record").order_by("-id"))


def phones_of(customer: Customer) -> list[Identity]:
    """The customer's phones. One query."""
    return list(Identity.objects.filter(customer=customer, kind=IdentityKind.PHONE).order_by("-verified", "id"))


def who_can_ring(callback: Callback) -> Sequence[Staff]:
    """Colleagues of its team who may make it: never who handled it, unless nobody else was there. Two queries."""
    people = Staff.objects.filter(is_active=True, role__rights__contains=[Right.ANSWER]).select_related("role")
    if callback.team_id:
        people = people.filter(memberships__team=callback.team_id)
    if asks_result(callback) and not callback.by_handler:
        people = people.exclude(pk__in=handlers_of(callback))
    return list(people.distinct().order_by("name", "id"))


def has_any(staff: Staff) -> bool:
    """Whether there ever was one this person may see."""
    return callbacks_for(staff).exists()


def _whose(staff: Staff, *, mine: bool) -> QuerySet[Callback]:
    return Callback.objects.filter(assignee=staff) if mine else callbacks_for(staff)
