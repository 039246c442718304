"""What the verbs of the library share: locking, counting, the small ledger."""

from datetime import datetime
from typing import Any

from huisheng.core.base.news import push
from huisheng.kit.party import Party
from huisheng.stages.ideas.errors import MergedAway
from huisheng.stages.ideas.models import Proposal, Step, Suggestion


def lock_suggestion(suggestion: Suggestion, *, alive: bool = True) -> Suggestion:
    """Read it again, in place, and lock it. Raises MergedAway for one that went on elsewhere (unless `alive=False`)."""
    suggestion.refresh_from_db(from_queryset=Suggestion.objects.select_for_update(of=("self",)))
    if alive and suggestion.merged_into_id:
        raise MergedAway
    return suggestion


def lock_end(suggestion: Suggestion) -> Suggestion:
    """The suggestion that this one became, however often it was merged on; locked."""
    found = lock_suggestion(suggestion, alive=False)
    while found.merged_into is not None:
        found = lock_suggestion(found.merged_into, alive=False)
    return found


def count_votes(suggestion: Suggestion) -> None:
    """Keep the number beside the proposals it counts; the caller holds the lock."""
    suggestion.votes = Proposal.objects.filter(suggestion=suggestion).count()
    suggestion.save(update_fields=["votes"])
    push("ideas", kind="votes", ident=suggestion.pk)


def note_step(suggestion: Suggestion, kind: str, *, by: Party, at: datetime, **payload: Any) -> Step:
    """One line of its ledger; `payload` holds ids and codes, never names or words."""
    return Step.objects.create(suggestion=suggestion, kind=kind, payload=payload, at=at, by_kind=by.kind, by_id=by.id)
