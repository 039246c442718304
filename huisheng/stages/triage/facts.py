"""What rules may ask about a ticket."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from huisheng.core.base.breath import write_gathered
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Nature, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.models import Ticket
from huisheng.kit.conditions import Condition, FieldSpec
from huisheng.kit.conditions.shapes import group_of
from huisheng.kit.text import chinese_number
from huisheng.stages.triage.models import TicketTag

REPEAT_DAYS = 30  # a customer who comes back within a month comes back about the same thing
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
    FieldSpec("order_number", "text", _("Order number"), lookup="order_number"),
    FieldSpec("affected_count", "number", _("People affected, as the text says")),
    FieldSpec("repeat_count", "number", _("Feedback of this customer in 30 days, this one included")),
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


def facts_of(ticket: Ticket, text: str, wanted: Collection[str] = tuple(GRADED_FIELDS)) -> Facts:
    """The facts of a ticket that `wanted` names (all of GRADED_FIELDS by default), for kit/conditions.

    `text` is the customer's message; a subject that says more stands before it. Codes, not labels. A rule that asks
    for tags or repeat_count costs one small query each, and one per relation that is not loaded yet.
    """
    read: dict[str, Callable[[], object]] = {
        "text": lambda: full_text(ticket.subject, text),
        "subject": lambda: ticket.subject,
        "category": lambda: ticket.category.code if ticket.category else None,
        "nature": lambda: ticket.category.nature if ticket.category else None,
        "tags": lambda: list(TicketTag.objects.filter(ticket=ticket).values_list("tag__code", flat=True)),
        "channel": lambda: ticket.channel.code,
        "tier": lambda: ticket.customer.tier.code if ticket.customer.tier else None,
        "order_number": lambda: ticket.order_number,
        "affected_count": lambda: affected_count(text),
        "repeat_count": lambda: repeat_count(ticket),
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


def repeat_count(ticket: Ticket) -> int:
    """How many tickets the customer opened in the 30 days up to this one, this one included (at most 100)."""
    write_gathered()  # this one may be so new that it is not written yet
    window = (ticket.created_at - timedelta(days=REPEAT_DAYS), ticket.created_at)
    near = Ticket.objects.filter(customer=ticket.customer_id, created_at__range=window)
    return near.order_by("-id")[:100].count()


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
