"""Keep what a customer wishes, once; count who else wants it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Team
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.kit.text import first_line_subject
from huisheng.stages.ideas.errors import SuggestionEmpty
from huisheng.stages.ideas.models import Proposal, Step, Suggestion

from .shared import count_votes, lock_end, note_step

TITLE = 120  # characters
LONGEST = 4_000  # characters of one voice's words


@transaction.atomic
def keep_suggestion(
    *, title: str, words: str, source: str, by: Party, customer: Customer | None = None, ticket: Ticket | None = None,
    origin: str = "", into: Suggestion | None = None, at: datetime | None = None,
) -> Suggestion:  # fmt: skip
    """Put a wish into the library: a new suggestion, or one more voice for `into` (or what that became).

    `words` are the customer's own; without a title their first sentence is it. The same `origin` ("callback:3") twice is
    once; a customer has one voice for a suggestion, further words are added to it. On a ticket the ledger says so.
    Raises SuggestionEmpty without title and words.
    """
    title, words, at = title.strip() or first_line_subject(words), words.strip()[:LONGEST], at or timezone.now()
    if not title:
        raise SuggestionEmpty
    if known := _known(origin):
        return known
    suggestion = lock_end(into) if into else _new(title[:TITLE], ticket, by=by, at=at)
    customer = customer or (ticket.customer if ticket else None)
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
