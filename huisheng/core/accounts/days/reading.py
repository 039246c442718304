"""Read a file of days, whatever its kind."""

from huisheng.core.accounts.hours import Spans

from .csv_days import read_csv
from .ical import is_ical, read_ical
from .lines import DayFile, once_each


def read_days(text: str, *, usual: Spans) -> DayFile:
    """The days of a CSV or iCalendar text; `usual` are the hours of a day that is only called working.

    Raises CalendarRefused with the line number; nothing is ever half read.
    """
    text = text.lstrip("\ufeff")
    days, left_out = read_ical(text, usual=usual) if is_ical(text) else (read_csv(text, usual=usual), [])
    return DayFile(once_each(days), left_out)
