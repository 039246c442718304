"""Plan, copy, change and delete shifts. Who may plan for whom is asked in `planning.py`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import RosterRefused
from huisheng.core.accounts.models import Shift, Staff
from huisheng.core.accounts.shifts import Pattern, in_words, laid_out, refuse_overlaps, week_later
from huisheng.core.base.actions import record_change
from huisheng.kit.party import Party

SUBJECT = "accounts.Roster:"


@transaction.atomic
def plan_shifts(people: Iterable[Staff], pattern: Pattern, *, by: Party) -> int:
    """Put these people on duty by a pattern: all of it or, where it would overlap (RosterRefused), nothing.

    Returns how many shifts were planned.
    """
    return _add(laid_out(people, pattern), by=by)


@transaction.atomic
def add_shifts(shifts: Sequence[Shift], *, by: Party) -> int:
    """Take over shifts of a file; those that stand there already are left as they are. Refused where they overlap."""
    return _add(_fresh(shifts), by=by)


@transaction.atomic
def copy_week(people: Iterable[Staff], monday: date, *, by: Party) -> int:
    """Plan the week that begins on `monday` like the one before; what is planned already stays.

    Returns how many shifts were added. RosterRefused where the week before is empty or something would overlap.
    """
    ids = [one.pk for one in people]
    before = _week(monday - timedelta(days=7)).filter(staff__in=ids, staff__is_active=True).select_related("staff")
    shifts = [week_later(one) for one in before]
    if not shifts:
        raise RosterRefused(_("The week before has no shifts to copy."))
    return _add(_fresh(shifts), by=by)


@transaction.atomic
def change_shift(shift: Shift, *, since: datetime, until: datetime, note: str = "", by: Party) -> Shift:
    """Move one shift. RosterRefused where it would overlap another of the same person."""
    before = _facts([shift])
    shift.since, shift.until, shift.note = since, until, note.strip()[:80]
    _lock_people([shift])
    refuse_overlaps([shift, *_beside([shift]).exclude(pk=shift.pk)])
    shift.save(update_fields=["since", "until", "note"])
    if before != (after := _facts([shift])):
        record_change(SUBJECT, before=before, after=after, by=by)
    return shift


@transaction.atomic
def remove_shifts(shifts: Sequence[Shift], *, by: Party) -> int:
    """Take shifts out of the roster; returns how many."""
    if shifts:
        record_change(SUBJECT, before=_facts(shifts), after=None, by=by)
        Shift.objects.filter(pk__in=[one.pk for one in shifts]).delete()
    return len(shifts)


def clear_week(people: Iterable[Staff], monday: date, *, by: Party) -> int:
    """Take out every shift of these people that begins in the week of `monday`; returns how many."""
    ids = [one.pk for one in people]
    return remove_shifts(list(_week(monday).filter(staff__in=ids).select_related("staff")), by=by)


def _add(shifts: Sequence[Shift], *, by: Party) -> int:
    if shifts:
        _lock_people(shifts)
        refuse_overlaps([*shifts, *_beside(shifts)])
        Shift.objects.bulk_create(shifts)
        record_change(SUBJECT, before=None, after=_facts(shifts), by=by)
    return len(shifts)


def _lock_people(shifts: Iterable[Shift]) -> None:
    """Two who plan for the same person at once follow each other."""
    ids = {one.staff_id for one in shifts}
    list(Staff.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _beside(shifts: Sequence[Shift]) -> QuerySet[Shift]:
    """What stands in the roster of the same people at that time."""
    people = {one.staff_id for one in shifts}
    low, high = min(one.since for one in shifts), max(one.until for one in shifts)
    return Shift.objects.filter(staff__in=people, since__lt=high, until__gt=low).select_related("staff")


def _fresh(shifts: Sequence[Shift]) -> list[Shift]:
    """Those that do not stand there to the minute."""
    if not shifts:
        return []
    known = set(_beside(shifts).values_list("staff", "kind", "since", "until"))
    return [one for one in shifts if (one.staff_id, one.kind, one.since, one.until) not in known]


def _week(monday: date) -> QuerySet[Shift]:
    first, after = (timezone.make_aware(datetime.combine(monday + timedelta(days=n), time())) for n in (0, 7))
    return Shift.objects.filter(since__gte=first, since__lt=after)


def _facts(shifts: Sequence[Shift]) -> dict[str, str | int]:
    """What the audit keeps: whose, how many, from when to when."""
    names = list(dict.fromkeys(one.staff.name for one in shifts))
    if len(shifts) == 1:
        return {"name": names[0], "duty": shifts[0].kind, "hours": in_words(shifts[0]), "note": shifts[0].note}
    days = [timezone.localdate(one.since) for one in shifts]
    return {
        "name": ", ".join(names[:8]) + (" …" if len(names) > 8 else ""),
        "shifts": len(shifts),
        "from": str(min(days)),
        "to": str(max(days)),
    }
