"""Words with {variables}, filled from one ticket for the customer who will read them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.knowledge.fill import fill
from huisheng.core.tickets.models import Ticket
from huisheng.kit.mirror import mirrored
from huisheng.kit.party import Party
from huisheng.kit.promises import next_deadline
from huisheng.stages.sla.calendars import house_calendar, work_calendar
from huisheng.stages.sla.queries import promise_of

MEANINGS: dict[str, str | Promise] = {
    "customer": gettext_lazy("what we call the customer"),
    "number": gettext_lazy("feedback number"),
    "order": gettext_lazy("order number"),
    "problem": gettext_lazy("the problem in the customer's own words"),
    "owner": gettext_lazy("who writes"),
    "expected": gettext_lazy("the next promised time"),
    "progress": gettext_lazy("how far it is"),
    "link": gettext_lazy("the customer's page"),
}
"""Every variable of a reply, in the order a picker shows them."""


class Speech(Mapping[str, str]):
    """The variables of one ticket, each found out when it is first asked for (`expected` and `link` cost a query)."""

    def __init__(self, ticket: Ticket, *, name: str) -> None:
        self._sources: dict[str, Callable[[], str]] = {
            "customer": lambda: ticket.customer.name,
            "number": lambda: ticket.number,
            "order": lambda: ticket.order_number,
            "problem": lambda: mirrored(ticket.subject),
            "owner": lambda: name or _owner(ticket),
            "expected": lambda: moment(promise_of(ticket)),
            "progress": lambda: str(ticket.public_state.label),
            "link": lambda: str(house("house.public_url") or settings.PUBLIC_URL).rstrip("/") + ticket.public_path,
        }
        self._found: dict[str, str] = {}
        self.language = language_of(ticket)

    def __getitem__(self, name: str) -> str:
        if name not in self._found:
            with override(self.language):
                self._found[name] = self._sources[name]()
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def speech_of(ticket: Ticket, *, by: Party) -> Speech:
    """The variables as `by` would say them: a colleague's own name, else the owner's."""
    if by.kind != "staff":
        return Speech(ticket, name="")
    return Speech(ticket, name=by.name or Staff.objects.values_list("name", flat=True).get(pk=by.id or 0))


def speak(text: str, ticket: Ticket, *, by: Party) -> str:
    """The text with its variables filled in; what has no value stays as {name}, and a reply refuses it."""
    return fill(text, speech_of(ticket, by=by))[0]


def language_of(ticket: Ticket) -> str:
    """The language the customer reads: theirs, else the house's as it is spoken now."""
    return ticket.customer.language or get_language() or settings.LANGUAGE_CODE


def moment(at: datetime | None) -> str:
    """A time that stays true when it is read tomorrow: 11月21日 18:30; "" for None."""
    if at is None:
        return ""
    # Translators: Django's date format of a moment in letters; in Chinese n月j日 H:i
    return format_date(timezone.localtime(at), _("j M, H:i"))


def deadline_words(now: datetime) -> str:
    """The next closing time of the house that leaves time to keep it: 今天 18:00 前, late in the day 明天 18:00 前."""
    calendar = work_calendar(house_calendar())
    due = next_deadline(now, calendar)
    ahead = (due.date() - now.astimezone(calendar.tz).date()).days
    if ahead > 1:
        return _("by %(moment)s") % {"moment": moment(due)}
    words = _("tomorrow by %(time)s") if ahead else _("today by %(time)s")
    return words % {"time": f"{due:%H:%M}"}


def _owner(ticket: Ticket) -> str:
    if ticket.assignee:
        return ticket.assignee.name
    return ticket.team.label if ticket.team else str(house("house.name"))
