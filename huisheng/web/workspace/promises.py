"""Promises while one writes: what the words promise, what the small form says, what is promised already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.models import Ticket
from huisheng.kit.promises import Spoken, due_of_spoken, find_promises
from huisheng.kit.worktime import WorkCalendar
from huisheng.stages.handling.actions import Given, PromiseUnclear
from huisheng.stages.handling.models import Promise
from huisheng.stages.sla.calendars import house_calendar, work_calendar
from huisheng.stages.sla.models import ClockKind, Unit
from huisheng.stages.sla.queries import ClockRow

UNITS = [(Unit.WORK_DAY, _("working days")), (Unit.HOUR, _("working hours")), (Unit.MINUTE, _("working minutes"))]
UNITS += [(Unit.NATURAL_DAY, _("days")), (Unit.END_OF_DAY, _("days later, by 24:00"))]


@dataclass(frozen=True, slots=True)
class Found:
    """A time that the words promise; `words` is how the form names it."""

    words: str
    due: datetime
    spoken: Spoken

    @property
    def given(self) -> Given:
        if self.spoken.unit is None:
            return Given(words=self.words, due=self.due)
        return Given(words=self.words, amount=self.spoken.amount, unit=self.spoken.unit)


def found_in(text: str, *, now: datetime | None = None) -> list[Found]:
    """What a text promises that still lies ahead, each wording once."""
    spoken = find_promises(text)
    if not spoken:
        return []
    now, hours = now or timezone.now(), work_calendar(house_calendar())
    dated = [(text[one.start : one.end], due_of_spoken(one, now, hours), one) for one in spoken]
    return list({words: Found(words, due, one) for words, due, one in dated if due}.values())


def promised_by(sent: QueryDict, text: str) -> list[Given]:
    """The promises a form gives: what is ticked of its words, and what the small form says. Raises PromiseUnclear."""
    ticked = set(sent.getlist("promised"))
    given = [one.given for one in found_in(text) if one.words in ticked] if ticked else []
    return given + written_down(sent)


def written_down(sent: Mapping[str, str]) -> list[Given]:
    """The small form "I promise …": empty, a span, or a day and an hour. Raises PromiseUnclear."""
    words, amount, due = (sent.get(f"promise_{name}", "").strip() for name in ("words", "amount", "due"))
    if not amount and not due:
        return []
    if amount and not (amount.isdecimal() and len(amount) < 6):
        raise PromiseUnclear(_("Say by when: so many hours or days, or a day and an hour."), amount=amount)
    moment = _local(due, work_calendar(house_calendar())) if due else None
    if due and moment is None:
        raise PromiseUnclear(_("Say by when: so many hours or days, or a day and an hour."), due=due)
    return [Given(words, int(amount) if amount else None, sent.get("promise_unit", "") if amount else "", moment)]


def not_asked_yet(sent: QueryDict, text: str) -> list[Found]:
    """What the words promise without a clock, as far as nobody was asked about it; nothing once a clock is wanted."""
    if sent.getlist("promised") or sent.get("promise_amount") or sent.get("promise_due"):
        return []
    asked = set(sent.getlist("asked"))
    found = found_in(text)
    return found if any(one.words not in asked for one in found) else []


def open_promises(ticket: Ticket, clocks: Iterable[ClockRow]) -> dict[str, Promise]:
    """Of the clocks on a page the colleagues' promises that run: subject → promise. No query where none runs."""
    subjects = [one.subject for one in clocks if one.kind == ClockKind.PROMISE and one.is_running]
    ids = [int(one.partition(":")[2]) for one in subjects]
    return {one.subject: one for one in Promise.objects.filter(ticket=ticket, pk__in=ids)} if ids else {}


def kept_with(sent: QueryDict) -> Sequence[int]:
    """The promises that a reply keeps, as ticked."""
    return [int(one) for one in sent.getlist("keeps") if one.isdecimal() and len(one) < 19]


def _local(text: str, hours: WorkCalendar) -> datetime | None:
    """A moment as the browser sends it, without a zone: it is the house's."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=hours.tz) if moment and moment.tzinfo is None else moment
