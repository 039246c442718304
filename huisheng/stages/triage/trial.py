"""What the rules would say: about a sentence just typed, and which recent tickets a rule would hit."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.kit.conditions import Condition, evaluate
from huisheng.kit.text import excerpt, first_line_subject
from huisheng.stages.triage.facts import affected_count, fields_asked, mood_of
from huisheng.stages.triage.many import LOADED, facts_of_many
from huisheng.stages.triage.rulebook import Classified, Graded, RuleBook, classified, graded, rulebook, words_of

PREVIEW_DAYS = 30
PREVIEW_TICKETS = 2000  # the newest ones are read, so that a preview answers within a second or two
PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """The verdict on a sentence: category with its rule, grade with its rule; None where no rule or scheme speaks."""

    classified: Classified
    graded: Graded | None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    number: str
    subject: str
    excerpt: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Of `seen` tickets of the last 30 days the rule hits `count`; `rows` are the newest of them (20 at most)."""

    seen: int
    count: int
    rows: tuple[PreviewRow, ...]
    bounded: bool  # there were more tickets than were read


def try_text(text: str, *, channel: str = "web", book: RuleBook | None = None) -> Trial:
    """Grade a sentence as if a customer without history had sent it; nothing is written."""
    book = book or rulebook()
    facts: dict[str, object] = {
        "text": text,
        "subject": first_line_subject(text),
        "channel": channel,
        "tags": [],
        "order_number": "",
        "affected_count": affected_count(text),
        "repeat_count": 1,
        "same_kind_count": 1,
        "mass_fault": False,
        "sentiment": mood_of(text),
    }
    kind = classified(book, facts)
    facts |= {
        "category": kind.category.code if kind.category else None,
        "nature": kind.category.nature if kind.category else None,
        "tags": [tag.code for tag in kind.tags],
    }
    return Trial(kind, graded(book, facts))


def preview(condition: Condition, among: QuerySet[Ticket]) -> Preview:
    """Which of these tickets (those the reader may see) the condition would hit: of the last 30 days, the newest 2,000.

    Two queries, and one for each of: tags, source, mass faults, repetition that the condition asks for.
    """
    tickets, bounded = recent(among)
    count = 0
    rows: list[PreviewRow] = []
    for ticket, facts in zip(tickets, facts_of_many(tickets, {"text", *fields_asked(condition)}), strict=True):
        if hit := evaluate(condition, facts):
            count += 1
            if len(rows) < PREVIEW_ROWS:
                words = tuple(word for one in words_of(hit, facts) for word in one["words"])
                rows.append(PreviewRow(ticket.number, ticket.subject, excerpt(str(facts["text"]), words), words))
    return Preview(len(tickets), count, tuple(rows), bounded)


def recent(among: QuerySet[Ticket]) -> tuple[list[Ticket], bool]:
    """The newest of the last 30 days, 2,000 at most, and whether there were more. One query."""
    month = among.filter(created_at__gte=timezone.now() - timedelta(days=PREVIEW_DAYS)).order_by("-id")
    found = list(month.select_related(*LOADED)[: PREVIEW_TICKETS + 1])
    return found[:PREVIEW_TICKETS], len(found) > PREVIEW_TICKETS
