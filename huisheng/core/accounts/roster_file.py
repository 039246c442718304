"""The roster as CSV: login name, name, duty, from, to, note. What is written can be read again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.kit.spreadsheet import safe_cell

from .errors import RosterRefused
from .models import Shift, Staff
from .shifts import MOST

HEADS = (
    _("Login name"),
    _("Full name"),
    _("Duty"),
    pgettext_lazy("duty", "From"),
    pgettext_lazy("duty", "Until"),
    _("Note"),
)
MOMENT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::00)?$")


def write_shifts(shifts: Iterable[Shift]) -> str:
    """One shift a line under a head line, local times; begins with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    for one in shifts:
        cells = (one.staff.username, one.staff.name, one.get_kind_display(), *_times(one), one.note)
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return "\ufeff" + out.getvalue()


def read_shifts(text: str, people: Mapping[str, Staff]) -> list[Shift]:
    """The shifts of such a text; `people` are those who may be planned, by login name.

    Raises RosterRefused with the number of the line that cannot be read; nothing is ever half read.
    """
    kinds = _kinds()
    found = [_shift(number, cells, people, kinds) for number, cells in _rows(text.lstrip("\ufeff"))]
    if not found:
        raise RosterRefused(_("The file holds no shifts. Each line is: login name, name, duty, from, until, note."))
    if len(found) > MOST:
        raise RosterRefused(_("These are more than %(n)s shifts. Choose fewer people or days."), n=MOST)
    return found


def _times(shift: Shift) -> tuple[str, str]:
    since, until = timezone.localtime(shift.since), timezone.localtime(shift.until)
    return f"{since:%Y-%m-%d %H:%M}", f"{until:%Y-%m-%d %H:%M}"


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, the head line aside."""
    rows = csv.reader(io.StringIO(text))
    try:
        for n, row in enumerate(rows):
            cells = [cell.strip() for cell in row] + [""] * 6
            head = n == 0 and not any(MOMENT.match(cell) for cell in cells)
            if any(cells) and not head:
                yield rows.line_num, cells
    except csv.Error as error:
        raise RosterRefused(_("Line %(line)s cannot be read as CSV."), line=rows.line_num) from error


def _shift(number: int, cells: list[str], people: Mapping[str, Staff], kinds: Mapping[str, str]) -> Shift:
    login, _name, duty, since, until, note, *_rest = cells
    person = people.get(login.removeprefix("'"))
    if person is None:
        raise RosterRefused(
            _("Line %(line)s: there is nobody with the login name “%(text)s” whose duty you plan."),
            line=number,
            text=login,
        )
    kind = kinds.get(duty.lower())
    if kind is None:
        raise RosterRefused(_("Line %(line)s: “%(text)s” is no duty. Write %(known)s."),
                            line=number, text=duty, known=" / ".join(str(one) for one in Shift.Kind.labels))  # fmt: skip
    times = (_moment(number, since), _moment(number, until))
    return Shift(staff=person, kind=kind, since=times[0], until=times[1], note=note.removeprefix("'")[:80])


def _moment(number: int, text: str) -> datetime:
    try:
        parts = MOMENT.match(text).groups()  # type: ignore[union-attr]  # None is caught below
        return timezone.make_aware(datetime(*(int(part) for part in parts)))  # type: ignore[arg-type]  # noqa: DTZ001
    except (AttributeError, ValueError) as error:
        raise RosterRefused(
            _("Line %(line)s: “%(text)s” is no time. Write 2026-12-01 09:00."), line=number, text=text
        ) from error


def _kinds() -> dict[str, str]:
    """The duties by code and by their name in every language."""
    known = {"": str(Shift.Kind.DESK)}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            known |= {str(one.label).lower(): str(one.value) for one in Shift.Kind}
    return known | {str(one.value): str(one.value) for one in Shift.Kind}
