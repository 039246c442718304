"""What can wake a rule: kinds of events, as a shop owner calls them. Every door writes the same events."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from huisheng.core.tickets.models import Event, Message


@dataclass(frozen=True, slots=True)
class RuleOccasion:
    """One occasion: its code, the kind of event behind it, how it is said after “when”; `direction` of a message."""

    code: str
    kind: str
    label: str | Promise
    direction: str = ""


OCCASIONS: tuple[RuleOccasion, ...] = (
    RuleOccasion("opened", "ticket_opened", pgettext_lazy("rule", "new feedback comes in")),
    RuleOccasion(
        "customer_wrote", "message_added", pgettext_lazy("rule", "the customer writes again"), Message.Kind.CUSTOMER
    ),
    RuleOccasion("replied", "message_added", pgettext_lazy("rule", "a reply is sent"), Message.Kind.REPLY),
    RuleOccasion("noted", "note_added", pgettext_lazy("rule", "an internal note is written")),
    RuleOccasion("graded", "ticket_graded", pgettext_lazy("rule", "the grade is set or changed")),
    RuleOccasion("categorised", "category_set", pgettext_lazy("rule", "the category is set or changed")),
    RuleOccasion("tagged", "tags_changed", pgettext_lazy("rule", "tags are added or removed")),
    RuleOccasion("assigned", "ticket_assigned", pgettext_lazy("rule", "it is assigned or goes to a pool")),
    RuleOccasion("status", "status_changed", pgettext_lazy("rule", "the status changes")),
    RuleOccasion("warned", "clock_warned", pgettext_lazy("rule", "a promised time is near")),
    RuleOccasion("breached", "clock_breached", pgettext_lazy("rule", "a promised time is over")),
    RuleOccasion("offered", "solution_offered", pgettext_lazy("rule", "a solution is offered")),
    RuleOccasion("confirmed", "ticket_confirmed", pgettext_lazy("rule", "the customer confirms")),
    RuleOccasion("rejected", "ticket_rejected", pgettext_lazy("rule", "the customer says it is not solved")),
    RuleOccasion("closed", "ticket_closed", pgettext_lazy("rule", "it is closed another way")),
    RuleOccasion("reopened", "ticket_reopened", pgettext_lazy("rule", "it is opened again")),
    RuleOccasion("bounced", "letter_bounced", pgettext_lazy("rule", "a letter to the customer does not arrive")),
    RuleOccasion("urged", "customer_urged", pgettext_lazy("rule", "the customer urges")),
    RuleOccasion("again", "repeat_contact", pgettext_lazy("rule", "the customer opens another one about it")),
    RuleOccasion("asked", "department_asked", pgettext_lazy("rule", "a department is asked")),
    RuleOccasion("answered", "department_answered", pgettext_lazy("rule", "a department answers")),
    RuleOccasion("declined", "department_declined", pgettext_lazy("rule", "a department declines")),
    RuleOccasion("joined", "incident_found", pgettext_lazy("rule", "similar feedback comes in numbers")),
)
BY_CODE = {one.code: one for one in OCCASIONS}


def occasions_of(event: Event) -> frozenset[str]:
    """The codes an event stands for; none for one that no rule can hear. The opening words are no further message."""
    return frozenset(
        one.code
        for one in OCCASIONS
        if one.kind == event.kind and one.direction in ("", event.payload.get("direction", ""))
    )


def kinds_of(codes: Iterable[str]) -> set[str]:
    """The kinds of event behind these occasions."""
    return {BY_CODE[code].kind for code in codes if code in BY_CODE}
