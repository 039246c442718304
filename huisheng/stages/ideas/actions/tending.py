"""What a colleague does with a suggestion: word it, look after it, show it, move it along."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.kit.mask import redact
from huisheng.kit.party import Party
from huisheng.stages.ideas.errors import NamesSomebody, SuggestionEmpty
from huisheng.stages.ideas.models import Step, Suggestion

from .keeping import TITLE
from .shared import lock_suggestion, note_step

BODY = 4_000  # characters


@transaction.atomic
def reword_suggestion(
    suggestion: Suggestion, *, title: str, body: str, by: Party, at: datetime | None = None
) -> Suggestion:
    """Title and text as everybody reads them; the voices keep their own words. Raises SuggestionEmpty, NamesSomebody."""
    title, body, at = redact(title.strip())[:TITLE], body.strip()[:BODY], at or timezone.now()
    if not title:
        raise SuggestionEmpty
    suggestion = lock_suggestion(suggestion)
    if suggestion.public:
        refuse_names(title, body)
    if (title, body) != (suggestion.title, suggestion.body):
        suggestion.title, suggestion.body = title, body
        suggestion.save(update_fields=["title", "body"])
        note_step(suggestion, Step.Kind.REWORDED, by=by, at=at)
    return suggestion


@transaction.atomic
def own_suggestion(suggestion: Suggestion, *, owner: Staff | None, by: Party, at: datetime | None = None) -> Suggestion:
    """Somebody looks after it from now on, or (None) nobody in particular."""
    suggestion = lock_suggestion(suggestion)
    if suggestion.owner != owner:
        suggestion.owner = owner
        suggestion.save(update_fields=["owner"])
        note_step(suggestion, Step.Kind.OWNED, by=by, at=at or timezone.now(), staff=owner.pk if owner else None)
    return suggestion


@transaction.atomic
def show_suggestion(suggestion: Suggestion, *, public: bool, by: Party, at: datetime | None = None) -> Suggestion:
    """Put it on the public page, or take it off. Raises NamesSomebody where its words hold anybody's number."""
    suggestion = lock_suggestion(suggestion)
    if public:
        refuse_names(suggestion.title, suggestion.body, suggestion.answer)
    if suggestion.public != public:
        suggestion.public = public
        suggestion.save(update_fields=["public"])
        kind = Step.Kind.SHOWN if public else Step.Kind.HIDDEN
        note_step(suggestion, kind, by=by, at=at or timezone.now())
    return suggestion


@transaction.atomic
def move_suggestion(suggestion: Suggestion, *, status: str, by: Party, at: datetime | None = None) -> Suggestion:
    """How far it is. Nobody is told; `answer_suggestion` tells. The status it has already changes nothing."""
    suggestion, at = lock_suggestion(suggestion), at or timezone.now()
    move(suggestion, status, by=by, at=at)
    return suggestion


def move(suggestion: Suggestion, status: str, *, by: Party, at: datetime) -> None:
    """The same, for a locked one. An unknown status is none."""
    if status == suggestion.status or status not in Suggestion.Status.values:
        return
    before, suggestion.status, suggestion.moved_at = suggestion.status, status, at
    suggestion.save(update_fields=["status", "moved_at"])
    note_step(suggestion, Step.Kind.MOVED, by=by, at=at, before=before, after=status)


def refuse_names(*texts: str) -> None:
    """Raises NamesSomebody where a text that everybody reads holds a phone number, an email or a card."""
    if any(redact(text) != text for text in texts):
        raise NamesSomebody
