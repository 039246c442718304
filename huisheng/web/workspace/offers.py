"""What the composer offers: reply templates filled from the ticket, single facts, macros."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, Sum
from django.utils.functional import Promise

from huisheng.core.accounts.models import Staff
from huisheng.core.knowledge.fill import fill, open_places
from huisheng.core.knowledge.folders import folder_rank
from huisheng.core.knowledge.models import ReplyTemplate, TemplateUse
from huisheng.core.knowledge.queries import shared_with
from huisheng.core.tickets.models import Ticket
from huisheng.kit.pinyin import spelled
from huisheng.stages.handling.models import Macro
from huisheng.stages.handling.speech import MEANINGS, Speech, speech_of

FACTS = ("customer", "number", "order", "problem", "expected", "link")


@dataclass(frozen=True, slots=True)
class Offer:
    """A template as the picker shows it: `text` filled for this ticket, `missing` and `places` what is still to write,
    `words` by which it is found (pinyin too), how often it was used, when last and by whom."""

    template: ReplyTemplate
    text: str
    missing: list[str]
    places: list[str]
    words: str
    used: int = 0
    last_at: datetime | None = None
    last_by: str = ""

    @property
    def folder(self) -> tuple[int, str]:
        return folder_rank(self.template.folder)


def offers_for(ticket: Ticket, staff: Staff, *, most_used_first: bool = False) -> list[Offer]:
    """Templates this person may use, in the customer's language. Four queries, however many there are."""
    rows = list(ReplyTemplate.objects.filter(shared_with(staff), active=True).select_related("team"))
    speech, uses = speech_of(ticket, by=staff.party), _uses(rows)
    offers = [_offer(row, speech, uses.get(row.pk)) for row in rows]
    if most_used_first:
        return sorted(offers, key=lambda one: (-one.used, one.folder))
    return sorted(offers, key=lambda one: one.folder)


def plain_offers(staff: Staff, words: str, *, most: int = 12) -> list[ReplyTemplate]:
    """Templates whose name or words hold what is looked for, the house's order; all of them for nothing. One query."""
    rows = ReplyTemplate.objects.filter(shared_with(staff), active=True)
    for part in words.split():
        rows = rows.filter(Q(name__icontains=part) | Q(name_en__icontains=part) | Q(body__icontains=part))
    return list(rows.order_by("rank", "id")[:most])


def facts_for(ticket: Ticket, staff: Staff) -> list[tuple[str | Promise, str]]:
    """Single facts of the ticket to put into an answer: what it is, and its value. Empty ones are left out."""
    speech = speech_of(ticket, by=staff.party)
    return [(MEANINGS[name], speech[name]) for name in FACTS if speech[name]]


def macros_for(staff: Staff) -> list[Macro]:
    """The macros this person may run, the most used first. One query."""
    return list(
        Macro.objects.filter(shared_with(staff), active=True).select_related("team").order_by("-used", "rank", "id")
    )


def _offer(row: ReplyTemplate, speech: Speech, use: "tuple[int, datetime, str] | None") -> Offer:
    english = speech.language.startswith("en") and row.body_en
    text, missing = fill(row.body_en if english else row.body, speech)
    places = [place for place in open_places(text) if place[1:-1] not in missing]
    words = f"{row.name} {row.name_en} {row.folder_label} {spelled(row.name)}".lower()
    return Offer(row, text, missing, places, words, *(use or (0, None, "")))


def _uses(rows: Iterable[ReplyTemplate]) -> dict[int, tuple[int, datetime, str]]:
    """Of each template how often it was used, when last, and by whom."""
    ids = [row.pk for row in rows]
    sums = TemplateUse.objects.filter(template__in=ids).values("template").annotate(n=Sum("count"), last=Max("last_at"))
    last = TemplateUse.objects.filter(template__in=ids).order_by("template", "-last_at").distinct("template")
    names = dict(last.values_list("template", "staff__name"))
    return {one["template"]: (one["n"], one["last"], names[one["template"]]) for one in sums}
