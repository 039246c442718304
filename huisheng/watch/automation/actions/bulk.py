"""One deed on many tickets: choose, look, do, take back. Each ticket is a transaction of its own; each call does a part.

Whoever began may close the page at any time and go on later: what is done and what waits stands in the rows.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.trips.deeds import BY_CODE, checked

from ..bulk import OFFERED, carried_out, may_be_taken_back, put_back, tried
from ..models import BulkItem, BulkRun

MOST = 200  # tickets of one run
PART = 20  # tickets of one call: what a person gladly waits for
State, Outcome = BulkRun.State, BulkItem.Outcome


class BulkRefused(Refused):
    code = "bulk_refused"


@transaction.atomic
def choose(staff: Staff, tickets: QuerySet[Ticket], *, deed: str) -> BulkRun:
    """Take these tickets, 200 at most, for one deed. Raises BulkRefused: none chosen, or no right to do it."""
    known = BY_CODE.get(deed) if deed in OFFERED else None
    if known is None or not staff.allows(known.right):
        raise BulkRefused(_("This cannot be done to many at once by you."))
    ids = list(tickets.values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise BulkRefused(_("Please choose at least one."))
    left_out = tickets.count() - MOST if len(ids) > MOST else 0
    run = BulkRun.objects.create(staff=staff, step={"deed": deed}, left_out=left_out, made_at=timezone.now())
    BulkItem.objects.bulk_create(BulkItem(run=run, ticket_id=pk) for pk in ids[:MOST])
    return run


@transaction.atomic
def decide(run: BulkRun, answers: Mapping[str, Any]) -> BulkRun:
    """Say what exactly shall be done; it is looked at anew. Raises BulkRefused (too late) and DeedRefused."""
    run = _locked(run, State.CHOSEN, State.LOOKING, State.PREVIEWED)
    run.step = checked([{**answers, "deed": run.step["deed"]}])[0]
    run.items.update(outcome=Outcome.WAITING, worked=False, before={}, after={}, why="")
    return _now(run, State.LOOKING)


@transaction.atomic
def begin_doing(run: BulkRun) -> BulkRun:
    """Do what was looked at. Raises BulkRefused when it was not, or is being done already."""
    run = _locked(run, State.PREVIEWED)
    run.items.update(worked=True)
    run.items.filter(outcome=Outcome.WOULD).update(worked=False)
    return _now(run, State.DOING)


@transaction.atomic
def begin_undoing(run: BulkRun) -> BulkRun:
    """Put back what was changed. Raises BulkRefused: too late, or nothing that can be put back."""
    run = _locked(run, State.DONE)
    if not may_be_taken_back(run.step["deed"]):
        raise BulkRefused(_("This cannot be taken back."))
    if not run.may_be_undone():
        raise BulkRefused(_("The minutes in which it could be taken back are over."))
    run.items.filter(outcome=Outcome.DONE).update(worked=False)
    return _now(run, State.UNDOING)


def work(run: BulkRun, *, part: int = PART) -> BulkRun:
    """The next tickets of the pass that is on its way; a run that waits for a person is left alone."""
    passing = PASSES.get(run.state)
    if passing is None:
        return run
    each, after = passing
    for item in run.items.filter(worked=False).select_related("ticket")[:part]:
        _work_on(run, item, each)
    if not run.items.filter(worked=False).exists():
        with transaction.atomic():
            _now(_locked(run, State(run.state)), after, done_at=timezone.now() if after == State.DONE else None)
    return run


Each = Callable[[BulkRun, BulkItem, Ticket], None]


def _work_on(run: BulkRun, item: BulkItem, each: Each) -> None:
    """One ticket, once: two open pages of the same run do not do it twice."""
    with transaction.atomic():
        item = BulkItem.objects.select_for_update().select_related("ticket").get(pk=item.pk)
        if item.worked:
            return
        try:
            with transaction.atomic():
                each(run, item, ticket_for(run.staff, item.ticket.number, lock=True))
        except Refused as refusal:
            item.outcome = Outcome.KEPT if run.state == State.UNDOING else Outcome.REFUSED
            item.why = str(refusal)
        item.worked = True
        item.save(update_fields=["outcome", "why", "before", "after", "worked"])


def _look(run: BulkRun, item: BulkItem, ticket: Ticket) -> None:
    item.before, item.after = tried(ticket, run.step, by=run.staff.party)
    same = bool(item.before) and item.before == item.after
    item.outcome = Outcome.SAME if same else Outcome.WOULD


def _do(run: BulkRun, item: BulkItem, ticket: Ticket) -> None:
    item.before, item.after = carried_out(ticket, run.step, by=run.staff.party)
    item.outcome = Outcome.DONE


def _undo(run: BulkRun, item: BulkItem, ticket: Ticket) -> None:
    put_back(ticket, run.step["deed"], before=item.before, after=item.after, by=run.staff.party)
    item.outcome = Outcome.UNDONE


PASSES: dict[str, tuple[Each, BulkRun.State]] = {
    State.LOOKING: (_look, State.PREVIEWED),
    State.DOING: (_do, State.DONE),
    State.UNDOING: (_undo, State.UNDONE),
}


def _locked(run: BulkRun, *states: BulkRun.State) -> BulkRun:
    run.refresh_from_db(from_queryset=BulkRun.objects.select_for_update(of=("self",)).select_related("staff__role"))
    if run.state not in states:
        raise BulkRefused(_("This is “%(state)s” already."), state=State(run.state).label)
    return run


def _now(run: BulkRun, state: BulkRun.State, *, done_at: datetime | None = None) -> BulkRun:
    run.state, run.done_at = state, done_at or run.done_at
    run.save(update_fields=["step", "state", "done_at"])
    return run
