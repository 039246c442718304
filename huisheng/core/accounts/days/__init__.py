"""Days that differ from the week, as files bring them: CSV lines or an iCalendar. Pure.

Comes in: the text of a file. Here: dates, hours and notes, or the line that cannot be read.
Left behind: nothing; `actions/calendars.py` takes the days over.
"""

from .lines import BY_HAND, LAST, DayFile, DayLine, usual_hours, write_day_lines
from .reading import read_days

__all__ = ["BY_HAND", "LAST", "DayFile", "DayLine", "read_days", "usual_hours", "write_day_lines"]
