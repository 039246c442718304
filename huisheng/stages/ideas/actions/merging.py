"""Duplicates become one, voters carried over; and back again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.kit.mask import redact
from huisheng.kit.party import Party
from huisheng.stages.ideas.errors import CannotMerge, LastVoice, MergedAway, NothingToTakeBack, SuggestionEmpty
from huisheng.stages.ideas.models import Proposal, Step, Suggestion

from .keeping import TITLE
from .shared import count_votes, lock_suggestion, note_step


@transaction.atomic
def merge_suggestions(suggestion: Suggestion, *, into: Suggestion, by: Party, at: datetime | None = None) -> Suggestion:
    """`suggestion` says the same as `into`: its voices go there, each customer and browser counted once; it leaves the
    lists. Who has a voice there already keeps the words here. Raises CannotMerge, MergedAway.
    """
    if suggestion.pk == into.pk:
        raise CannotMerge
    at = at or timezone.now()
    away, stays = _lock_both(suggestion, into)
    moved = _carry(away, stays)
    away.merged_into, away.public = stays, False
    away.save(update_fields=["merged_into", "public"])
    count_votes(away)
    count_votes(stays)
    note_step(stays, Step.Kind.MERGED, by=by, at=at, other=away.pk, proposals=moved)
    return stays


@transaction.atomic
def undo_suggestion_merge(suggestion: Suggestion, *, by: Party, at: datetime | None = None) -> Suggestion:
    """The merged one is itself again, with the voices it brought along; later ones stay where they were given.

    Raises NothingToTakeBack, also where the other went on into a third.
    """
    at = at or timezone.now()
    stays = Suggestion.objects.filter(pk=suggestion.merged_into_id or 0, merged_into=None).first()
    if stays is None:
        raise NothingToTakeBack
    away = lock_suggestion(suggestion, alive=False)
    lock_suggestion(stays)
    step = Step.objects.filter(suggestion=stays, kind=Step.Kind.MERGED, payload__other=away.pk).latest("pk")
    brought = Proposal.objects.filter(pk__in=step.payload["proposals"], suggestion=stays)
    brought.update(suggestion=away)
    away.merged_into = None
    away.save(update_fields=["merged_into"])
    count_votes(away)
    count_votes(stays)
    note_step(stays, Step.Kind.UNMERGED, by=by, at=at, other=away.pk)
    return away


@transaction.atomic
def split_off(proposal: Proposal, *, title: str, by: Party, at: datetime | None = None) -> Suggestion:
    """This voice meant something else: it becomes a suggestion of its own; one that went on already stays where it is.

    Raises LastVoice, SuggestionEmpty, MergedAway.
    """
    title, at = redact(title.strip())[:TITLE], at or timezone.now()
    if not title:
        raise SuggestionEmpty
    source = lock_suggestion(proposal.suggestion)
    proposal.refresh_from_db()  # two clicks at once: the second finds where the first put it
    if proposal.suggestion_id != source.pk:
        return proposal.suggestion
    if not Proposal.objects.filter(suggestion=source).exclude(pk=proposal.pk).exists():
        raise LastVoice
    own = Suggestion.objects.create(
        title=title, category=source.category, team=source.team, at=at, moved_at=at, by_kind=by.kind, by_id=by.id
    )
    proposal.suggestion, proposal.came_from = own, source
    proposal.save(update_fields=["suggestion", "came_from"])
    count_votes(source)
    count_votes(own)
    note_step(own, Step.Kind.KEPT, by=by, at=at)
    note_step(source, Step.Kind.SPLIT, by=by, at=at, other=own.pk)
    return own


def _lock_both(suggestion: Suggestion, into: Suggestion) -> tuple[Suggestion, Suggestion]:
    """Always in the order of their ids, so that two merges never wait for each other."""
    for one in sorted((suggestion, into), key=lambda one: one.pk):
        lock_suggestion(one)
    if into.merged_into_id:
        raise MergedAway
    return suggestion, into


def _carry(away: Suggestion, stays: Suggestion) -> list[int]:
    """Move the voices that are not there yet; their ids."""
    there = Proposal.objects.filter(suggestion=stays)
    customers = there.exclude(customer=None).values("customer")
    voters = there.exclude(voter="").values("voter")
    moving = Proposal.objects.filter(suggestion=away).exclude(customer__in=customers).exclude(voter__in=voters)
    ids = list(moving.order_by("pk").values_list("pk", flat=True))
    Proposal.objects.filter(pk__in=ids).update(suggestion=stays, came_from=away)
    return ids
