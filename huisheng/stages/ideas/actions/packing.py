"""Once a month the product department gets what customers wished for."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.rows import store
from huisheng.kit.party import SYSTEM
from huisheng.stages.ideas.models import Pack, Step, Suggestion
from huisheng.stages.ideas.pack import pack_of

HOUR = 8  # of the first day of the month, the house's local time: before the day's work


@transaction.atomic
def pack_month(month: date, *, at: datetime | None = None) -> Pack | None:
    """Hand over the suggestions of a month: noted once, with a step on each that was new or moved. None when it was
    handed over before, also by another worker in this very moment.
    """
    at = at or timezone.now()
    found = pack_of(month)
    pack = Pack(month=month.replace(day=1), at=at, count=found.voices, by_kind=SYSTEM.kind, by_id=SYSTEM.id)
    if not store(pack, unless_there=True):
        return None
    packed = {one.pk: one for one in (*found.new, *found.moved)}
    Step.objects.bulk_create(
        Step(suggestion=one, kind=Step.Kind.PACKED, payload={"month": f"{month:%Y-%m}"}, at=at)
        for one in packed.values()
    )
    return pack


def month_due(now: datetime | None = None) -> date | None:
    """The month to hand over now: the last one, from eight on the first day of this one; None when that was done, or
    nobody suggested anything yet.
    """
    local = timezone.localtime(now)
    month = (local.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    early = local.day == 1 and local.hour < HOUR
    if early or Pack.objects.filter(month__gte=month).exists() or not Suggestion.objects.exists():
        return None
    return month
