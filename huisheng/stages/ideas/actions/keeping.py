"""Keep what a customer wishes, once; count who else wants it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Team
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.anonymous import anonymous
from huisheng.kit.mask import redact
from huisheng.kit.party import Party
from huisheng.kit.text import first_line_subject
from huisheng.stages.ideas.errors import SuggestionEmpty
from huisheng.stages.ideas.models import Proposal, Step, Suggestion

from .shared import count_votes, lock_end, lock_suggestion, note_step

TITLE = 120  # characters
LONGEST = 4_000  # characters of one voice's words


@transaction.atomic
def keep_suggestion(
    *, title: str, words: str, source: str, by: Party, customer: Customer | None = None, ticket: Ticket | None = None,
    origin: str = "", into: Suggestion | None = None, at: datetime | None = None,
) -> Suggestion:  # fmt: skip
    """Put a wish into the library: a new suggestion, or one more voice for `into` (or what that became).

    `words` are the customer's own; without a title their first sentence is it, and a title holds nobody's name or number.
    The same `origin` ("callback:3") twice is once; a customer has one voice for a suggestion, further words are added to
    it. On a ticket the ledger says so. Raises SuggestionEmpty without title and words.
    """
    words, at = words.strip()[:LONGEST], at or timezone.now()
    customer = customer or (ticket.customer if ticket else None)
    title = _title(title.strip(), words, customer, by=by)
    if not title:
        raise SuggestionEmpty
    if ticket is not None:
        lock_ticket(ticket)  # two clicks at once: the second finds what the first kept
    if known := _known(origin):
        return known
    suggestion = lock_end(into) if into else _new(title, ticket, by=by, at=at)
    _add_voice(suggestion, customer, ticket, source=source, origin=origin, words=words, by=by, at=at)
    count_votes(suggestion)
    if ticket is not None:
        record_event(ticket, "suggestion_kept", by=by, at=at, suggestion=suggestion.pk)
    return suggestion


@transaction.atomic
def support_suggestion(
    suggestion: Suggestion, *, by: Party, customer: Customer | None = None, voter: str = "", source: str,
    at: datetime | None = None,
) -> bool:  # fmt: skip
    """One more who wants it: a customer (a colleague may say so for one), or a browser on the public page (`voter`, a
    blind index). Each once; whether the vote is new.
    """
    suggestion, at = lock_end(suggestion), at or timezone.now()
    mine = Proposal.objects.filter(suggestion=suggestion)
    if (customer and mine.filter(customer=customer).exists()) or (voter and mine.filter(voter=voter).exists()):
        return False
    Proposal.objects.create(
        suggestion=suggestion, customer=customer, voter=voter, source=source, at=at, by_kind=by.kind, by_id=by.id
    )
    count_votes(suggestion)
    return True


@transaction.atomic
def withdraw_vote(suggestion: Suggestion, *, voter: str) -> bool:
    """A browser takes its vote back; words that somebody wrote are never taken away. Whether there was one."""
    suggestion = lock_end(suggestion)
    gone, _rows = Proposal.objects.filter(suggestion=suggestion, voter=voter, words="").delete() if voter else (0, {})
    if gone:
        count_votes(suggestion)
    return bool(gone)


@transaction.atomic
def forget_wishes(ticket: Ticket) -> int:
    """The feedback was spam: its voices leave the library, and with the last voice the suggestion. Returns how many."""
    proposals = Proposal.objects.filter(ticket=ticket, suggestion__merged_into=None)
    suggestions = [one.suggestion for one in proposals.select_related("suggestion").order_by("suggestion")]
    for one in suggestions:
        lock_suggestion(one, alive=False)
    gone, _rows = proposals.filter(suggestion__in=suggestions).delete()
    for one in suggestions:
        count_votes(one)
        if not one.votes and not Suggestion.objects.filter(merged_into=one).exists():
            Step.objects.filter(suggestion=one).delete()
            one.delete()
    return gone


def _title(typed: str, words: str, customer: Customer | None, *, by: Party) -> str:
    """A colleague's title keeps its numbers of articles; what customers wrote goes out without people."""
    if typed and by.kind == "staff":
        return redact(typed)[:TITLE]
    names = [customer.name] if customer and customer.name else []
    return anonymous(typed or first_line_subject(words), names=names)[:TITLE]


def _known(origin: str) -> Suggestion | None:
    kept = Proposal.objects.select_related("suggestion").filter(origin=origin).first() if origin else None
    return kept.suggestion if kept else None


def _new(title: str, ticket: Ticket | None, *, by: Party, at: datetime) -> Suggestion:
    """It lies with the department that its category names, as a ticket would."""
    category = ticket.category if ticket else None
    team: Team | None = category.default_team if category else None
    suggestion = Suggestion.objects.create(
        title=title, category=category, team=team, at=at, moved_at=at, by_kind=by.kind, by_id=by.id
    )
    note_step(suggestion, Step.Kind.KEPT, by=by, at=at)
    return suggestion


def _add_voice(
    suggestion: Suggestion, customer: Customer | None, ticket: Ticket | None, *, source: str, origin: str, words: str,
    by: Party, at: datetime,
) -> None:  # fmt: skip
    mine = Proposal.objects.filter(suggestion=suggestion, customer=customer).first() if customer else None
    if mine is None:
        Proposal.objects.create(
            suggestion=suggestion, customer=customer, ticket=ticket, source=source, origin=origin, words=words, at=at,
            by_kind=by.kind, by_id=by.id,
        )  # fmt: skip
        return
    if words and words not in mine.words:
        mine.words = f"{mine.words}\n\n{words}".strip()[:LONGEST]
    mine.ticket, mine.origin = mine.ticket or ticket, mine.origin or origin
    mine.save(update_fields=["words", "ticket", "origin"])
