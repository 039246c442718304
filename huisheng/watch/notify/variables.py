"""What a notice may mention, gathered from the ticket and the event it tells of."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.base.house import house
from huisheng.core.channels.connectors.email.bounces import bounce_words
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.kit.mask import redact
from huisheng.kit.text import excerpt
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.collaboration.models import CollabRequest, CollabStep
from huisheng.stages.collaboration.wording import request_text
from huisheng.stages.followup.models import CallRecord
from huisheng.stages.handling.models import Compensation, Solution
from huisheng.stages.handling.speech import moment
from huisheng.stages.routing.models import HandOver
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.queries import promise_of
from huisheng.watch.notify.models import NoticeTemplate

MEANINGS = {
    "number": gettext_lazy("feedback number"),
    "customer": gettext_lazy("what we call the customer"),
    "owner": gettext_lazy("who takes care of it"),
    "expected": gettext_lazy("the next promised time"),
    "progress": gettext_lazy("how far it is"),
    "link": gettext_lazy("the page of the feedback"),
    "text": gettext_lazy("what was said"),
    "subject": gettext_lazy("the feedback in one line"),
    "promise": gettext_lazy("what was promised"),
    "level": gettext_lazy("the level of the escalation"),
    "count": gettext_lazy("how many, in a digest"),
    "list": gettext_lazy("the lines of a digest"),
    "department": gettext_lazy("the department that is asked"),
    "deadline": gettext_lazy("by when the department answers"),
    "request": gettext_lazy("problem, need and deadline of a request"),
    "rule": gettext_lazy("the name of the rule that speaks"),
}
NAMES = tuple(MEANINGS)
LONGEST_STAFF_TEXT = 300  # a colleague reads the rest on the ticket


class Variables(Mapping[str, str]):
    """Texts by name. A source may be a function: it is asked once, and only if the wording mentions its variable."""

    def __init__(self, **sources: str | Callable[[], str]) -> None:
        self._sources: dict[str, str | Callable[[], str]] = sources

    def __getitem__(self, name: str) -> str:
        found = self._sources[name]
        if callable(found):
            found = self._sources[name] = found()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def but(self, **sources: str | Callable[[], str]) -> "Variables":
        """The same with some sources replaced."""
        return Variables(**self._sources | sources)


def customer_variables(event: Event, ticket: Ticket) -> Variables:
    """For a letter to the customer; a name or time we do not have is empty and its clause is left out."""
    shared = _shared(ticket).but(
        customer=lambda: ticket.customer.name if knows_the_name(ticket) else "",
        link=lambda: public_base() + ticket.public_path,
        text=lambda: _said(event),
        progress=lambda: _said(event) or str(ticket.public_state.label),
    )
    if not event.payload.get("solution"):
        return shared
    solution = Solution.objects.select_related("message").get(pk=event.payload["solution"])
    measure = f"\n\n{solution.opening}\n\n{solution.measure}" if solution.opening else solution.measure
    return shared.but(progress=measure, expected=solution.timing, owner=solution.responsible)


def staff_variables(event: Event, ticket: Ticket, *, audience: str = "") -> Variables:
    """For a notice to a colleague: no contact details, and the customer's words in short. A department is led to the
    request, everybody else to the ticket.
    """

    def text() -> str:
        return redact(excerpt(_said(event), length=LONGEST_STAFF_TEXT))

    found = _shared(ticket).but(
        customer=ticket.customer.name or _("A customer"),
        link=lambda: f"{public_base()}/desk/tickets/{ticket.number}/",
        text=text,
        progress=lambda: _why_undelivered(event) or text() or f"{ticket.get_status_display()} · {ticket.subject}",
        expected=lambda: moment(_due(event) or promise_of(ticket)),
        promise=promise_word(event),
        level=level_word(event),
        rule=rule_word(event),
    )
    return found.but(**_request_sources(event, ticket, audience)) if event.payload.get("request") else found


def _request_sources(event: Event, ticket: Ticket, audience: str) -> dict[str, str | Callable[[], str]]:
    request = CollabRequest.objects.select_related("team").get(pk=event.payload["request"])
    sources: dict[str, str | Callable[[], str]] = {
        "department": request.team.label,
        "deadline": moment(deadline_of(event) or request.due_at),
        "request": lambda: redact(request_text(request, owner=_owner(ticket), order_number=ticket.order_number)),
    }
    if audience == NoticeTemplate.Audience.DEPARTMENT:
        sources["link"] = lambda: f"{public_base()}/desk/requests/{request.pk}/"
    return sources


def deadline_of(event: Event) -> datetime | None:
    """The deadline that was set, asked for or decided with this event."""
    return datetime.fromisoformat(event.payload["until"]) if event.payload.get("until") else None


def promise_word(event: Event) -> str:
    """What the clock of this event promised, in the active language; "" where it is about no clock."""
    kind = event.payload.get("kind", "")
    return str(ClockKind(kind).label) if kind in ClockKind.values else ""


def level_word(event: Event) -> str:
    """The level of an escalation as a figure; "" where it is none."""
    return str(event.payload.get("level") or "")


def rule_word(event: Event) -> str:
    """What the house calls the rule behind this event; "" where it is none's."""
    return str(event.payload.get("named") or "")


def knows_the_name(ticket: Ticket) -> bool:
    """Whether the writer gave us the name: on a customer's first ticket. Later, a typed phone must not tell a stranger
    with another address whose phone it is.
    """
    return not Ticket.objects.filter(customer=ticket.customer_id, pk__lt=ticket.pk).exists()


def sample_variables(audience: str) -> Variables:
    """An invented ticket, for the preview on the settings screen."""
    number = "FB-20261121-1042"
    path = f"/f/{number}/···/" if audience == "customer" else f"/desk/tickets/{number}/"
    return Variables(
        number=number,
        customer=_("Ms Liu"),
        owner=_("Lin"),
        expected=moment(datetime.fromisoformat("2026-11-21T18:30:00+08:00")),
        progress=_("The missing part leaves the warehouse this afternoon."),
        text=_("The missing part leaves the warehouse this afternoon."),
        subject=_("A part is missing from my order"),
        promise=str(ClockKind.FIRST_RESPONSE.label),
        level="2",
        count="12",
        department=_("Warehouse"),
        deadline=moment(datetime.fromisoformat("2026-11-21T11:00:00+08:00")),
        request=_("Problem: order 1023 shows no movement for 3 days\nNeed: where it is, and when it arrives"),
        list=_sample_list(number),
        rule=_("Third urge: tell the supervisor"),
        link=public_base() + path,
    )


def _sample_list(number: str) -> str:
    kind, due = ClockKind.FIRST_RESPONSE.label, moment(datetime.fromisoformat("2026-11-21T18:30:00+08:00"))
    return "\n".join([f"{number} · {kind} · {due}", "…"])


def public_base() -> str:
    """The address customers know this house by, without a slash at the end."""
    return str(house("house.public_url") or settings.PUBLIC_URL).rstrip("/")


def _shared(ticket: Ticket) -> Variables:
    return Variables(
        number=ticket.number,
        subject=ticket.subject,
        owner=lambda: _owner(ticket),
        expected=lambda: moment(promise_of(ticket)),
    )


def _owner(ticket: Ticket) -> str:
    if ticket.assignee:
        return ticket.assignee.name
    return ticket.team.label if ticket.team else str(house("house.name"))


def _said(event: Event) -> str:
    """The words this event is about: a message, the customer's answer, the note of a hand-over; "" where none."""
    readers: dict[str, Callable[[int], str]] = {
        "message": partial(_column, Message, "text"),
        "confirmation": partial(_column, Confirmation, "word"),
        "solution": partial(_column, Solution, "measure"),
        "hand_over": partial(_column, HandOver, "note"),
        "step": partial(_column, CollabStep, "text"),
        "compensation": _compensation,
        "record": partial(_column, CallRecord, "words"),
    }
    name = next((name for name in readers if event.payload.get(name)), None)
    return readers[name](event.payload[name]) if name else ""


def _compensation(pk: int) -> str:
    """Amount and words, and why: it was proposed, or refused."""
    one = Compensation.objects.get(pk=pk)
    return " · ".join(
        filter(None, (_("%(amount)s yuan") % {"amount": one.yuan}, one.words, one.decided_why or one.why))
    )


def _why_undelivered(event: Event) -> str:
    return bounce_words(event.payload["bounce"]) if event.kind == "letter_bounced" else ""


def _column(
    table: type[Message | Confirmation | Solution | HandOver | CollabStep | CallRecord], column: str, pk: int
) -> str:
    return str(table._default_manager.filter(pk=pk).values_list(column, flat=True).first() or "")


def _due(event: Event) -> datetime | None:
    clock = event.payload.get("clock")
    return Clock.objects.filter(pk=clock).values_list("due_at", flat=True).first() if clock else None
