"""Days as an iCalendar (.ics): events of whole days that say 休 or 班, day off or working day (RFC 5545)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import CalendarRefused
from huisheng.core.accounts.hours import Spans

from .lines import BY_HAND, DayLine

ONE_DAY = timedelta(days=1)
LONGEST = 60  # days of one event: longer ones are a slip of the year
PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[^;:"=]+=(?:"[^"]*"|[^;:"]*))*):(.*)', re.DOTALL)
DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?$")
WHOLE_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(T000000)?$")
TIMED = re.compile(r"\d{8}T\d{6}Z?$")
OFF = re.compile(r"不上班|不用上班|non-?\s?working|no work|day off|\bclosed\b", re.IGNORECASE)
WORKS = re.compile(r"班|working\s?day|work\s?day|make-?up", re.IGNORECASE)
RESTS = re.compile(r"休|假|holiday|\boff\b", re.IGNORECASE)
APPLE = {"WORK-HOLIDAY": False, "ALTERNATE-WORKDAY": True}  # what Apple's calendar of Chinese holidays says
ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(slots=True)
class Entry:
    """One event: property → (parameters, value, line)."""

    line: int
    said: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.said.get(name, ("", "", 0))[1]

    @property
    def summary(self) -> str:
        return ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], self.value("SUMMARY")).strip()


def is_ical(text: str) -> bool:
    """Whether a text means to be an iCalendar."""
    return text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR")


def read_ical(text: str, *, usual: Spans) -> tuple[list[DayLine], list[str]]:
    """The days of all events, and what the events that say neither closed nor working are called.

    Raises CalendarRefused with the line for a file that is cut off, a date that is none, an event at an hour of the
    day and one that repeats itself.
    """
    days: list[DayLine] = []
    left_out: list[str] = []
    for entry in _entries(text):
        works = _works(entry)
        if entry.value("STATUS").upper() == "CANCELLED":
            continue
        if works is None:
            left_out.append(entry.summary or str(_("an entry without a name")))
        else:
            hours, note = usual if works else [], entry.summary[:BY_HAND]
            days += [DayLine(day, hours, note, entry.line) for day in _days_of(entry)]
    return days, left_out


def _entries(text: str) -> Iterator[Entry]:
    entry: Entry | None = None
    inner = 0  # an alarm inside an event has properties of its own
    ended = False
    for number, line in _unfolded(text):
        name, parameters, value = _property(number, line)
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            entry = Entry(number)
        elif (name, value.upper()) == ("END", "VEVENT") and entry:
            yield entry
            entry = None
        elif entry and name in {"BEGIN", "END"}:
            inner += 1 if name == "BEGIN" else -1
        elif entry and not inner:
            entry.said.setdefault(name, (parameters.upper(), value, number))
        ended = (name, value.upper()) == ("END", "VCALENDAR")
    if entry or not ended:
        raise CalendarRefused(_("The file is cut off: its end is missing. Please export it again."))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Whole lines with the number they begin at; a line that begins with a blank goes on from the one before."""
    begun, whole = 0, ""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if line[:1] in {" ", "\t"} and whole:
            whole += line[1:]
            continue
        if whole.strip():
            yield begun, whole
        begun, whole = number, line
    if whole.strip():
        yield begun, whole


def _property(number: int, line: str) -> tuple[str, str, str]:
    found = PROPERTY.match(line)
    if not found:
        raise CalendarRefused(_("Line %(line)s: “%(text)s” belongs in no calendar."), line=number, text=line[:40])
    return found[1].upper(), found[2], found[3].strip()


def _works(entry: Entry) -> bool | None:
    """True for a working day, False for a day off, None where nothing says so."""
    apple = APPLE.get(entry.value("X-APPLE-SPECIAL-DAY").upper())
    if apple is not None:
        return apple
    if OFF.search(entry.summary):
        return False
    if WORKS.search(entry.summary):
        return True
    return False if RESTS.search(entry.summary) else None


def _days_of(entry: Entry) -> list[date]:
    if "RRULE" in entry.said or "RDATE" in entry.said:
        raise CalendarRefused(
            _("Line %(line)s: “%(name)s” repeats itself. Holidays move every year; please list each day."),
            line=entry.line, name=entry.summary,
        )  # fmt: skip
    first = _date(entry, "DTSTART")
    after = _after(entry, first)
    if not first < after <= first + LONGEST * ONE_DAY:
        raise CalendarRefused(
            _("Line %(line)s: “%(name)s” ends before it begins, or lasts longer than %(most)s days."),
            line=entry.line, name=entry.summary, most=LONGEST,
        )  # fmt: skip
    return [first + n * ONE_DAY for n in range((after - first).days)]


def _after(entry: Entry, first: date) -> date:
    """The day after the last: DTEND itself does not belong to the event."""
    if "DTEND" in entry.said:
        end = _date(entry, "DTEND")
        return end if end != first else first + ONE_DAY  # some programs write one day like this
    found = DURATION.match(entry.value("DURATION").upper() or "P1D")
    if not found:
        raise _has_hours(entry, "DURATION")
    weeks, days = (int(part or 0) for part in found.groups())
    return first + (7 * weeks + days) * ONE_DAY


def _date(entry: Entry, name: str) -> date:
    _parameters, text, line = entry.said.get(name, ("", "", entry.line))
    found = WHOLE_DAY.match(text)
    if not found and TIMED.match(text):
        raise _has_hours(entry, name)
    try:
        year, month, day, _midnight = found.groups()  # type: ignore[union-attr]  # None is caught below
        return date(int(year), int(month), int(day))
    except (AttributeError, ValueError) as error:
        raise CalendarRefused(
            _("Line %(line)s: “%(text)s” is no date. An iCalendar writes 20270217."), line=line, text=text
        ) from error


def _has_hours(entry: Entry, name: str) -> CalendarRefused:
    return CalendarRefused(
        _("Line %(line)s: “%(name)s” has hours of the day. Only whole days can be taken over from an iCalendar."),
        line=entry.said[name][2], name=entry.summary,
    )  # fmt: skip
