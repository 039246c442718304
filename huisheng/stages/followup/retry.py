"""When to ring again after a try that failed. Pure, but for the house's clock."""

from datetime import datetime, timedelta

from django.utils import timezone

REST = timedelta(hours=2)  # the least between two tries; another hour of the day finds another mood
WINDOWS = ((9, 11), (14, 17))  # local hours that suit most people on working days (requirements S2)
EARLIEST, LATEST = 8, 22  # nobody is rung up before or after (requirements S2)


def next_try_at(at: datetime) -> datetime:
    """The beginning of the next window that suits, at least two hours after `at`; Saturdays and Sundays are left out."""
    local = timezone.localtime(at + REST)
    for day in range(5):
        date = (local + timedelta(days=day)).replace(minute=0, second=0, microsecond=0)
        if date.weekday() >= 5:
            continue
        for begin, end in WINDOWS:
            start, stop = date.replace(hour=begin), date.replace(hour=end)
            if local < stop:
                return max(start, local)
    raise AssertionError("five days hold a working day")


def may_ring(at: datetime) -> bool:
    """Whether a customer may be rung up at this local hour."""
    return EARLIEST <= timezone.localtime(at).hour < LATEST
