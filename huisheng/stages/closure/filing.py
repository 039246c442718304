"""What must be known of a ticket before it is filed, and what is missing. Reads only."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.models import ClosingRule, Closure, Finding

NEEDS: dict[str, str | Promise] = {  # the fields of a finding, as the screens call them
    "cause": _("root cause"),
    "words": pgettext_lazy("finding", "what happened"),
    "team": pgettext_lazy("finding", "whose it was"),
    "improve": _("whether something should be improved"),
}
LOOK_BACK = timedelta(days=30)  # how long a missing finding stays somebody's to-do; ours
BY_CUSTOMER = (Closure.Kind.CONFIRMED, Closure.Kind.UNCONFIRMED)  # endings that are never refused for it


def _load() -> dict[int | None, tuple[str, ...]]:
    """Category (None: the rest) → what it needs; a category without a rule has its parent's."""
    said = {row.category_id: tuple(one for one in NEEDS if one in row.needs) for row in ClosingRule.objects.all()}
    rest = said.get(None, ())
    rows = Category.objects.values_list("pk", "parent")
    return {pk: said.get(pk, said.get(parent, rest)) for pk, parent in rows} | {None: rest}


needs_book: Remembered[dict[int | None, tuple[str, ...]]] = Remembered(_load, ClosingRule, Category)


def needs_of(ticket: Ticket) -> tuple[str, ...]:
    """The fields that must be known, for this ticket's category."""
    book = needs_book()
    return book.get(ticket.category_id, book[None])


def missing_in(needs: Iterable[str], finding: Finding | None) -> list[str]:
    """Which of them nobody has filled in."""
    known = {} if finding is None else {"cause": finding.cause_id, "words": finding.words, "team": finding.team_id}
    known["improve"] = None if finding is None or finding.improve is None else "said"
    return [name for name in needs if not known.get(name)]


def finding_of(ticket: Ticket) -> Finding | None:
    """One query."""
    return Finding.objects.select_related("cause", "team").filter(ticket=ticket).first()


def missing_of(ticket: Ticket) -> list[str]:
    """What is missing now. One query, none for a category that needs nothing."""
    needs = needs_of(ticket)
    return missing_in(needs, finding_of(ticket)) if needs else []


def to_file(staff: Staff, *, at: datetime | None = None) -> QuerySet[Ticket]:
    """The person's own tickets that the customer (or the customer's silence) closed within the last thirty days and of
    which something is not known yet, the latest first.
    """
    by_needs: dict[tuple[str, ...], list[int | None]] = {}
    for category, needs in needs_book().items():
        if needs:
            by_needs.setdefault(needs, []).append(category)
    lacking = Q(pk__in=[])
    for needs, categories in by_needs.items():
        of = Q(category__in=[one for one in categories if one]) | (Q(category=None) if None in categories else Q())
        lacking |= of & ~Q(Exists(Finding.objects.filter(_filled(needs), ticket=OuterRef("pk"))))
    own = tickets_for(staff).filter(assignee=staff, status=Status.CLOSED, merged_into=None)
    recent = own.filter(closed_at__gte=(at or timezone.now()) - LOOK_BACK)
    ended = Closure.objects.filter(ticket=OuterRef("pk"), kind__in=BY_CUSTOMER, at=OuterRef("closed_at"))
    return recent.filter(lacking, Exists(ended)).order_by("-closed_at", "-id")


def _filled(needs: Iterable[str]) -> Q:
    known = {"cause": Q(cause__isnull=False), "words": ~Q(words=""), "team": Q(team__isnull=False)}
    known["improve"] = Q(improve__isnull=False)
    found = Q()
    for name in needs:
        found &= known[name]
    return found
