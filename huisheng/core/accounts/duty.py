"""Who is on duty, who is away, and who stands in."""

from collections.abc import Iterable
from datetime import datetime

from .models import Absence, Shift, Staff


def manager_on_duty(at: datetime) -> Staff | None:
    """The manager on duty at this instant, who began last where several are; None where the roster names nobody."""
    now = Shift.objects.filter(kind=Shift.Kind.MANAGER, since__lte=at, until__gt=at, staff__is_active=True)
    found = now.select_related("staff__role").order_by("-since", "-id").first()
    return found.staff if found else None


def off_duty(people: Iterable[int], at: datetime) -> set[int]:
    """Which of these people are not to be handed work at `at`: away, or rostered and outside their own shifts.

    Two small queries.
    """
    ids = list(people)
    away = set(Absence.objects.filter(staff__in=ids, since__lte=at, until__gt=at).values_list("staff", flat=True))
    on_shift = Shift.objects.filter(staff__in=ids, kind=Shift.Kind.DESK, since__lte=at, until__gt=at).values("staff")
    idle = Staff.objects.filter(pk__in=ids, rostered=True).exclude(pk__in=on_shift).values_list("pk", flat=True)
    return away | set(idle)


def substitute_for(staff: Staff, at: datetime) -> Staff | None:
    """Who stands in for somebody who is away at `at`; None when the person is here, or nobody was named.

    A substitute who is away too is passed on to the next one, never in a ring.
    """
    seen: set[int] = set()
    person: Staff | None = staff
    while person and person.pk not in seen:
        seen.add(person.pk)
        absence = Absence.objects.filter(staff=person, since__lte=at, until__gt=at).select_related("substitute__role")
        away = absence.order_by("-since", "-id").first()
        if away is None:
            return None if person.pk == staff.pk or not person.is_active else person
        person = away.substitute
    return None
