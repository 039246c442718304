"""On Monday morning, and on the first of the month, who leads hears that the review of callbacks is ready (requirements S2)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.period import DAY, Period, own, week_of
from huisheng.watch.insight.review.reading import due_in
from huisheng.watch.insight.targets.plan import last_of, month_of, months_later
from huisheng.watch.notify.actions import tell_plainly
from huisheng.watch.notify.models import Notice

HOUR = 9  # local: before it nobody is told; ours
LATE = timedelta(days=2)  # a house that was off on Monday still hears of it on Tuesday
PATH = "/desk/callbacks/review/"


def tell_of_review(*, now: datetime | None = None) -> int:
    """Ring for who leads a team in which callbacks were due; once for each week and month, however often this runs. Returns how
    many were told."""
    at = now or timezone.now()
    local = timezone.localtime(at)
    if local.hour < HOUR:
        return 0
    return sum(_tell(key, path, period, at) for key, path, period in reviews_of(local.date()))


def reviews_of(today: date) -> Iterator[tuple[str, str, Period]]:
    """The week and the month that have just ended, while it is early enough to say so: key, address, days."""
    week = week_of(today - 7 * DAY)
    if today - week.last <= LATE:
        yield f"review:{week.first}", f"{PATH}?week={week.first}", week
    month = months_later(month_of(today), -1)
    if today - last_of(month) <= LATE:
        yield f"review:{month:%Y-%m}", f"{PATH}?month={month:%Y-%m}", own(month, last_of(month))


def _tell(key: str, path: str, period: Period, at: datetime) -> int:
    return sum(_ring(staff, key, path, period, at) for staff in _leaders(key))


def _ring(staff: Staff, key: str, path: str, period: Period, at: datetime) -> bool:
    count = due_in(staff, period).count()

    def words() -> dict[str, str]:
        return {"text": f"{period.first:%m-%d} – {period.last:%m-%d}", "count": str(count)}

    told = count and tell_plainly(staff, "callbacks_reviewed", key=key, path=path, words=words, at=at)
    return bool(told)


def _leaders(key: str) -> QuerySet[Staff]:
    """Who leads a team, sees numbers and was not told yet."""
    leads = {"is_active": True, "role__rights__contains": [Right.BE_TOLD, Right.NUMBERS], "memberships__leads": True}
    told = Notice.objects.filter(code="callbacks_reviewed", key=key)
    people = Staff.objects.filter(**leads).exclude(pk__in=told.values("staff"))
    return people.select_related("role").distinct().order_by("pk")
