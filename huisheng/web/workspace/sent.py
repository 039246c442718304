"""What a form of the desk sends, read: times of the house's clock, ids."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from huisheng.stages.handling.actions import NoSuchTime


def instant(request: HttpRequest, name: str) -> datetime | None:
    """A time of the house's clock that a form chose, or typed under `<name>_own`; None for "customer".

    Raises NoSuchTime for what is none.
    """
    chosen = request.POST.get(name, "")
    if chosen == "customer":
        return None
    typed = request.POST.get(f"{name}_own", "") if chosen == "own" else chosen
    try:
        found = parse_datetime(typed.strip())
    except ValueError:
        found = None
    if found is None:
        raise NoSuchTime
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def numbers(given: list[str]) -> list[int]:
    """The ids among what a form sends."""
    return [int(one) for one in given if one.isdecimal() and len(one) < 19]
