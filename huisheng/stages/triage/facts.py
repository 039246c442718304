"""What rules may ask about a ticket."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.breath import write_gathered
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Nature, Tag
from huisheng.core.channels.models import Channel, Source
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.conditions import Condition, FieldSpec
from huisheng.kit.conditions.shapes import group_of
from huisheng.kit.sentiment import feeling
from huisheng.kit.text import chinese_number
from huisheng.stages.triage.models import Incident, IncidentTicket, TicketTag

MOST_COUNTED = 100  # tickets of one customer that are counted
PEOPLE = re.compile(
    r"(\d+|[一二两三四五六七八九十百千]+)[多几来余]?\s*"
    r"(?:个|位|名)?(?:人|户|家|业主|邻居|同事|同学|客户|顾客|门店|people|persons|customers|families)",
    re.IGNORECASE,
)

_SPECS = (
    FieldSpec("text", "text", _("Text")),
    FieldSpec("subject", "text", _("Subject"), lookup="subject"),
    FieldSpec("category", "choice", _("Category"), lookup="category__code"),
    FieldSpec("nature", "choice", _("Nature"), choices=dict(Nature.choices), lookup="category__nature"),
    FieldSpec("tags", "list", _("Tags"), lookup="tagged__tag__code"),
    FieldSpec("channel", "choice", _("Channel"), lookup="channel__code"),
    FieldSpec("tier", "choice", _("Customer tier"), lookup="customer__tier__code"),
    FieldSpec("source", "choice", _("Picked up in"), choices=dict(Source.choices)),
    FieldSpec("order_number", "text", _("Order number"), lookup="order_number"),
    FieldSpec("yearly_spend", "number", _("Customer's spend in a year, yuan"), lookup="customer__yearly_spend"),
    FieldSpec("tenure_days", "number", _("Days since the customer's first order")),
    FieldSpec("affected_count", "number", _("People affected, as said or as counted")),
    FieldSpec("mass_fault", "bool", _("Belongs to a mass fault")),
    FieldSpec("repeat_count", "number", _("Feedback of this customer lately, this one included")),
    FieldSpec("same_kind_count", "number", _("Of the same category by this customer lately, this one included")),
    FieldSpec("sentiment", "number", _("Mood of the text, −1 upset to 1 glad")),
)
_GRADED_SPECS = (
    FieldSpec("grade", "choice", _("Grade"), lookup="grade__code"),
    FieldSpec("scheme", "choice", _("Grading scheme"), lookup="grade__scheme__code"),
    FieldSpec("severity", "number", _("Severity of the grade (red 30, yellow 20, green 10)"), lookup="severity"),
)
FIELDS: dict[str, FieldSpec] = {spec.name: spec for spec in _SPECS}
GRADED_FIELDS: dict[str, FieldSpec] = FIELDS | {spec.name: spec for spec in _GRADED_SPECS}  # for rules after grading


class Facts(Mapping[str, object]):
    """Facts that are looked up when a rule asks for them, once each."""

    def __init__(self, read: Mapping[str, Callable[[], object]]) -> None:
        self.read = read
        self.known: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self.known:
            self.known[name] = self.read[name]()
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read)

    def __len__(self) -> int:
        return len(self.read)


def facts_of(
    ticket: Ticket, text: str, wanted: Collection[str] = tuple(GRADED_FIELDS), *, counted: int | None = None
) -> Facts:
    """The facts of a ticket that `wanted` names (all of GRADED_FIELDS by default), for kit/conditions.

    `text` is the customer's message; a subject that says more stands before it. Codes, not labels. A rule that asks
    for tags, source, repeat_count or same_kind_count costs one small query each, and one per relation that is not
    loaded yet. `counted`: how many feedback items its mass fault has, 0 for none; None = ask when a rule asks.
    """
    group = {} if counted is None else {"count": counted}

    def in_group() -> int:
        if "count" not in group:
            group["count"] = counted_in([ticket.pk]).get(ticket.pk, 0)
        return group["count"]

    read: dict[str, Callable[[], object]] = {
        "text": lambda: full_text(ticket.subject, text),
        "subject": lambda: ticket.subject,
        "category": lambda: ticket.category.code if ticket.category else None,
        "nature": lambda: ticket.category.nature if ticket.category else None,
        "tags": lambda: list(TicketTag.objects.filter(ticket=ticket).values_list("tag__code", flat=True)),
        "channel": lambda: ticket.channel.code,
        "tier": lambda: ticket.customer.tier.code if ticket.customer.tier else None,
        "source": lambda: source_of(ticket),
        "order_number": lambda: ticket.order_number,
        "yearly_spend": lambda: ticket.customer.yearly_spend,
        "tenure_days": lambda: tenure_days(ticket),
        "affected_count": lambda: max(affected_count(text), in_group()),
        "mass_fault": lambda: in_group() > 0,
        "repeat_count": lambda: repeat_count(ticket),
        "same_kind_count": lambda: repeat_count(ticket, same_kind=True),
        "sentiment": lambda: mood_of(full_text(ticket.subject, text)),
        "grade": lambda: ticket.grade.code if ticket.grade else None,
        "scheme": lambda: ticket.grade.scheme.code if ticket.grade else None,
        "severity": lambda: ticket.severity,
    }
    return Facts({name: read[name] for name in read if name in wanted})


def full_text(subject: str, text: str) -> str:
    """The text, with the subject before it when the subject is not merely its beginning."""
    said = subject.rstrip("…").strip()
    return text if not said or said in " ".join(text.split()) else f"{subject}\n{text}"


def affected_count(text: str) -> int:
    """The largest number of people, households or shops the text speaks of: 二十多户 → 20. One if it names none."""
    numbers = [chinese_number(hit[1]) for hit in PEOPLE.finditer(text[:10_000])]
    return int(max([number for number in numbers if number], default=1))


def counted_in(tickets: Iterable[int]) -> dict[int, int]:
    """For those that belong to a confirmed mass fault: how many feedback items it has. One query."""
    rows = IncidentTicket.objects.filter(ticket__in=list(tickets), incident__state=Incident.State.CONFIRMED)
    return dict(rows.annotate(n=Count("incident__members")).values_list("ticket_id", "n"))


class Mood(float):
    """−1 to 1, with the words that decided, for the sentence beside the grade."""

    words: tuple[str, ...]


def mood_of(text: str) -> Mood:
    """How glad or upset a text sounds (kit/sentiment)."""
    felt = feeling(text)
    mood = Mood(felt.score)
    mood.words = felt.deciding[:5]
    return mood


def tenure_days(ticket: Ticket) -> int | None:
    """Days from the customer's first order, where the shop told us, to this ticket; None = not known."""
    since = ticket.customer.customer_since
    return None if since is None else (timezone.localdate(ticket.created_at) - since).days


def source_of(ticket: Ticket) -> str | None:
    """Where it was picked up, if whoever entered it said so."""
    write_gathered()
    said = Message.objects.filter(ticket=ticket, inbound__isnull=False).order_by("at", "id")
    first = said.select_related("inbound").first()
    return str(first.inbound.content.get("source") or "") or None if first and first.inbound else None


def repeat_days() -> int:
    """How far back a customer who comes back comes back about the same thing: a month, unless the house says else."""
    return int(house("triage.repeat_days"))


def repeat_count(ticket: Ticket, *, same_kind: bool = False) -> int:
    """How many tickets the customer opened in the `repeat_days` up to this one, this one included (at most 100)."""
    write_gathered()  # this one may be so new that it is not written yet
    window = (ticket.created_at - timedelta(days=repeat_days()), ticket.created_at)
    near = Ticket.objects.filter(customer=ticket.customer_id, created_at__range=window)
    if same_kind:
        near = near.filter(category=ticket.category_id)
    return near.order_by("-id")[:MOST_COUNTED].count()


def fields_with_choices(fields: Mapping[str, FieldSpec] = FIELDS) -> dict[str, FieldSpec]:
    """The fields with what the house can choose from just now, for forms, checks and descriptions."""
    sources: dict[str, type[Category | Tag | Channel | Tier | GradingScheme | Grade]] = {
        "category": Category,
        "tags": Tag,
        "channel": Channel,
        "tier": Tier,
        "scheme": GradingScheme,
        "grade": Grade,
    }
    return {
        name: replace(spec, choices=_labels(sources[name])) if name in sources else spec
        for name, spec in fields.items()
    }


def _labels(rows: type[Category | Tag | Channel | Tier | GradingScheme | Grade]) -> dict[str, str]:
    return {row.code: str(row.label) for row in rows._default_manager.all()}


def fields_asked(condition: Condition) -> set[str]:
    """The names of the fields a condition asks about."""
    group = group_of(condition)
    if group is None:
        return {condition["field"]} if "field" in condition else set()
    parts = [condition[group]] if group == "not" else condition[group]
    return set().union(*map(fields_asked, parts))
