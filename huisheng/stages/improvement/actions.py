"""Open an improvement, say what was done, look whether it worked, drop it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import record_change
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.stages.closure.models import RootCause
from huisheng.stages.improvement.models import Check, Improvement
from huisheng.stages.improvement.queries import cases_around

Kind, State = Improvement.Kind, Improvement.State
CHECK_AFTER = 30  # days after it was done; ours
TOLD = ("title", "action", "why", "kind", "cause", "team", "owner", "checker", "due_on")  # what a change may change
LONGEST = {"title": 120, "dropped_why": 300}  # characters


class ImprovementUnclear(Refused):
    """`fields` names what is at fault."""

    code = "improvement_unclear"


class CheckedByAnother(Refused):
    code = "checked_by_another"
    status = 403
    message = _("Whether it worked is looked at by somebody else than who did it.")


class NotInThisState(Refused):
    code = "not_in_this_state"
    status = 409
    message = _("The improvement has gone on meanwhile. Have a look at it again.")


@transaction.atomic
def open_improvement(
    *,
    title: str,
    action: str,
    owner: Staff,
    checker: Staff,
    due_on: date,
    by: Staff,
    kind: str = Kind.CORRECTIVE,
    cause: RootCause | None = None,
    why: str = "",
    team: Team | None = None,
    tickets: Iterable[Ticket] = (),
    review_of: date | None = None,
    at: datetime | None = None,
) -> Improvement:
    """An action against a cause, with an owner and a day (local date), tied to the cases that showed it; `review_of`: the
    first day of the week or month whose review of callbacks it comes from.

    Raises ImprovementUnclear, CheckedByAnother (owner and checker are one).
    """
    at = at or timezone.now()
    _check(title, action, kind, due_on, today=timezone.localdate(at))
    if owner.pk == checker.pk:
        raise CheckedByAnother
    one = Improvement.objects.create(
        title=title.strip(),
        kind=kind,
        cause=cause,
        why=why.strip(),
        action=action.strip(),
        team=team,
        owner=owner,
        checker=checker,
        at=at,
        review_of=review_of,
        given_at=at,
        given_by=by,
        due_on=due_on,
        by_kind="staff",
        by_id=by.pk,
    )
    one.tickets.set(tickets)
    _record_improvement(one, "improvement_opened", by=by, at=at)
    return one


@transaction.atomic
def tie_ticket(one: Improvement, ticket: Ticket, *, by: Staff, at: datetime | None = None) -> Improvement:
    """A further case of the same. Twice is once."""
    one = _lock(one)
    if not one.tickets.filter(pk=ticket.pk).exists():
        one.tickets.add(ticket)
        record_event(ticket, "improvement_opened", by=by.party, at=at or timezone.now(), improvement=one.pk)
    return one


@transaction.atomic
def change_improvement(
    one: Improvement, *, title: str, action: str, owner: Staff, checker: Staff, due_on: date, by: Staff,
    kind: str = Kind.CORRECTIVE, cause: RootCause | None = None, why: str = "", team: Team | None = None,
    at: datetime | None = None,
) -> Improvement:  # fmt: skip
    """Put it otherwise while it is to be done: another owner (who is told), another day; what was before stands in the
    audit. Raises like `open_improvement`, NotInThisState.
    """
    one, at = _lock(one), at or timezone.now()
    if not one.is_to_do:
        raise NotInThisState
    _check(title, action, kind, due_on, today=min(timezone.localdate(at), one.due_on))
    if owner.pk == checker.pk:
        raise CheckedByAnother
    before = _told(one)
    if owner.pk != one.owner_id:
        one.given_at, one.given_by = at, by
    one.title, one.action, one.why, one.kind = title.strip(), action.strip(), why.strip(), kind
    one.cause, one.team, one.owner, one.checker, one.due_on = cause, team, owner, checker, due_on
    one.save(update_fields=[*TOLD, "given_at", "given_by"])
    if (after := _told(one)) != before:
        changed = [name for name in TOLD if before[name] != after[name]]
        was, now = ({name: told[name] for name in changed} for told in (before, after))
        record_change(f"improvement:{one.pk}", before=was, after=now, by=by.party)
    return one


@transaction.atomic
def finish_improvement(
    one: Improvement, *, words: str, by: Staff, check_on: date | None = None, at: datetime | None = None
) -> Improvement:
    """It is done: what was done, and when to look whether it worked (30 days later unless said).

    Raises ImprovementUnclear, NotInThisState.
    """
    one, at = _lock(one), at or timezone.now()
    today = timezone.localdate(at)
    check_on = check_on or today + timedelta(days=CHECK_AFTER)
    if not one.is_to_do:
        raise NotInThisState
    if not words.strip():
        raise ImprovementUnclear(_("Please write what was done."), words="")
    if check_on <= today:
        raise ImprovementUnclear(_("Whether it worked can be seen later only: choose a day ahead."), check_on="")
    one.state, one.done_at, one.done_by, one.done_words, one.check_on = State.DONE, at, by, words.strip(), check_on
    one.save(update_fields=["state", "done_at", "done_by", "done_words", "check_on"])
    _record_improvement(one, "improvement_done", by=by, at=at)
    return one


@transaction.atomic
def check_improvement(
    one: Improvement, *, worked: bool, words: str, by: Staff, due_on: date | None = None, at: datetime | None = None
) -> Check:
    """Somebody else than the owner and who did it looks whether it worked; the cases of its cause are counted, in as many days before
    as have passed since. One that failed is open again, due on `due_on` (as many days ahead as the first time, where not
    said). Raises CheckedByAnother, ImprovementUnclear, NotInThisState.
    """
    one, at = _lock(one), at or timezone.now()
    if not one.is_done or one.done_at is None:
        raise NotInThisState
    if by.pk in (one.owner_id, one.done_by_id):
        raise CheckedByAnother
    if not words.strip():
        raise ImprovementUnclear(_("Please write by what you see whether it worked."), words="")
    days, before, after = cases_around(one, at=at)
    check = Check.objects.create(
        improvement=one, worked=worked, words=words.strip(), done_at=one.done_at, done_words=one.done_words, days=days,
        before=before, after=after, at=at, by=by,
    )  # fmt: skip
    if worked:
        one.state, one.ended_at = State.WORKED, at
    else:
        span = max(one.due_on - timezone.localdate(one.at), timedelta(days=1))
        one.state, one.due_on, one.check_on = State.FAILED, due_on or timezone.localdate(at) + span, None
    one.checked_at, one.checked_by, one.check_words, one.before, one.after = at, by, check.words, before, after
    looked = ("checked_at", "checked_by", "check_words", "before", "after")
    one.save(update_fields=["state", "ended_at", "due_on", "check_on", *looked])
    _record_improvement(one, "improvement_checked", by=by, at=at, worked=worked)
    return check


@transaction.atomic
def drop_improvement(one: Improvement, *, reason: str, by: Staff, at: datetime | None = None) -> Improvement:
    """It is not pursued any more, with the reason. Raises ImprovementUnclear, NotInThisState."""
    one, at = _lock(one), at or timezone.now()
    if one.is_over:
        raise NotInThisState
    if not reason.strip():
        raise ImprovementUnclear(_("Please say why; whoever reads this later will want to know."), reason="")
    one.state, one.ended_at, one.dropped_why = State.DROPPED, at, reason.strip()[: LONGEST["dropped_why"]]
    one.save(update_fields=["state", "ended_at", "dropped_why"])
    _record_improvement(one, "improvement_dropped", by=by, at=at)
    return one


def _check(title: str, action: str, kind: str, due_on: date, *, today: date) -> None:
    wrong: dict[str, str] = {}
    if not title.strip() or len(title.strip()) > LONGEST["title"]:
        wrong["title"] = str(_("Please give it a name of at most 120 characters."))
    if not action.strip():
        wrong["action"] = str(_("Please write what is to be done."))
    if kind not in Kind.values:
        wrong["kind"] = str(_("Please choose whether it happened or might happen."))
    if due_on < today:
        wrong["due_on"] = str(_("Please choose a day that is not over."))
    if wrong:
        raise ImprovementUnclear(next(iter(wrong.values())), **wrong)


def _told(one: Improvement) -> dict[str, Any]:
    """What is said of it, for the audit: ids where it names somebody or something, days as they are written."""
    values = {name: getattr(one, name) for name in TOLD}
    return {
        name: value if isinstance(value, str | None) else getattr(value, "pk", str(value))
        for name, value in values.items()
    }


def _lock(one: Improvement) -> Improvement:
    return Improvement.objects.select_for_update().get(pk=one.pk)


def _record_improvement(one: Improvement, kind: str, *, by: Staff, at: datetime, **more: Any) -> None:
    """A line on every case it is tied to."""
    for ticket in one.tickets.order_by("pk"):
        record_event(ticket, kind, by=by.party, at=at, improvement=one.pk, **more)
