"""The month's suggestions reach the product department: a step of the sweep in `runner.py`. Spam leaves the library."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.tickets.models import Event
from huisheng.stages.closure.models import Closure
from huisheng.stages.ideas.actions import forget_wishes, month_due, pack_month
from huisheng.stages.ideas.pack import MonthPack, pack_of
from huisheng.watch.notify.actions import tell_plainly

MOST_LINES = 10  # of the letter; the page has them all


def hand_over_suggestions(*, now: datetime | None = None) -> int:
    """On the first day of a month, from eight on, the product department hears what customers wished for in the last
    one; who leads the house where that department has nobody. Returns how many were told. Safe to repeat.
    """
    month = month_due(now)
    if month is None:
        return 0
    at = now or timezone.now()
    with transaction.atomic():
        if pack_month(month, at=at) is None:
            return 0
        found = pack_of(month)
        return sum(_tell(one, found, at) for one in _product_people())


def month_words(month: date) -> str:
    """2026年11月 / November 2026."""
    return date_format(month, _("F Y"))


def _tell(staff: Staff, found: MonthPack, at: datetime) -> bool:
    path = f"/desk/ideas/months/{found.month:%Y-%m}/"
    said = tell_plainly(
        staff, "ideas_packed", key=f"ideas:{found.month:%Y-%m}", path=path, words=lambda: _words(found), at=at
    )
    return said is not None


def _words(found: MonthPack) -> dict[str, str]:
    lines = [
        _("%(title)s (%(new)s new, %(votes)s in all)")
        % {"title": line.suggestion.title, "new": line.voices, "votes": line.suggestion.votes}
        for line in found.wanted[:MOST_LINES]
    ]
    return {"text": month_words(found.month), "count": str(found.voices), "list": "\n".join(lines)}


def _product_people() -> list[Staff]:
    here = Staff.objects.filter(is_active=True).select_related("role").order_by("pk")
    team = here.filter(memberships__team__code=house("ideas.product_team")).distinct()
    return list(team) or list(here.filter(role__rights__contains=[Right.SEE_ALL]))


def forget_the_spam(event: Event) -> None:
    """What was no feedback leaves no wish in the library."""
    if event.ticket is not None and event.payload.get("closure") == Closure.Kind.SPAM:
        forget_wishes(event.ticket)
