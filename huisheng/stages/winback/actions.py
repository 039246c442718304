"""Win a lost customer back: notice it, plan it, ask, write down what came of it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.rows import store
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.actions import lock_ticket, record_customer_event, record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.money import MOST_FEN, yuan
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.followup.actions import cancel_callback, plan_callback
from huisheng.stages.followup.errors import MayNotRing
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.actions import OverLimit
from huisheng.stages.winback.models import Lost
from huisheng.stages.winback.queries import AT_ONCE, benefit_left, came_back, given_up, silent_ones

SCENARIO = "win_back"
Why, State = Lost.Why, Lost.State
ENDS = (State.RETURNED, State.GONE, State.LEFT_ALONE)


class WinbackOver(Refused):
    code = "winback_over"
    status = 409
    message = _("What became of this customer is written down already.")


class PlanMissing(Refused):
    """`fields` names what is missing."""

    code = "winback_plan_missing"
    message = _("Say what we do to win this customer back, and who does it.")


class DueOver(Refused):
    code = "winback_due_over"
    message = _("Please choose a day that is not over.")


class NotPlanned(Refused):
    code = "winback_not_planned"
    status = 409
    message = _("Make a plan first: what we do, what we offer, who does it.")


class MayNotBeRung(Refused):
    code = "winback_may_not_be_rung"
    status = 409
    message = _(
        "This customer has no phone number here, never agreed to receive offers, or the callback “Win-back” is switched off."
    )


class NoteMissing(Refused):
    code = "winback_note_missing"
    message = _("Please write how we know, or why; whoever counts this later will want to know.")


@transaction.atomic
def flag_lost(
    customer: Customer,
    *,
    why: str,
    by: Party,
    ticket: Ticket | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Lost:
    """We lost this customer, or fear so. One at a time: while an earlier one is open, that one is returned. Said by a
    person it needs a note. Raises NoteMissing, ValueError for an unknown `why`.
    """
    if by.kind == "staff" and not note.strip():
        raise NoteMissing
    at, ticket = at or timezone.now(), lock_ticket(ticket) if ticket is not None else None
    lost = Lost(
        customer=customer, ticket=ticket, why=Why(why), flagged_at=at, note=note.strip(), by_kind=by.kind, by_id=by.id
    )
    if not store(lost, unless_there=True):
        return Lost.objects.get(customer=customer, state__in=Lost.OPEN)
    _note_down(lost, "customer_lost", by=by, at=at, lost_why=why)
    return lost


@transaction.atomic
def plan_return(
    lost: Lost,
    *,
    plan: str,
    owner: Staff,
    by: Staff,
    benefit: str = "",
    benefit_fen: int = 0,
    due_on: date | None = None,
    at: datetime | None = None,
) -> Lost:
    """What we do, what we offer (in fen, what it costs the house), who sees to it, and until when. Can be planned anew
    until it ended.

    The benefit stays within what is left of the limit of `by` on this feedback (`handling/limits.py`): what was allowed
    there as compensation counts. Raises WinbackOver, MayNotRing (who answers no customers brings none back), PlanMissing,
    DueOver (a new day that is past), OverLimit.
    """
    lost, at = _lock(lost), at or timezone.now()
    if not (owner.is_active and owner.allows(Right.ANSWER)):
        raise MayNotRing(name=owner.name)
    if not plan.strip() or not 0 <= benefit_fen <= MOST_FEN or (benefit_fen and not benefit.strip()):
        raise PlanMissing
    if due_on and due_on != lost.due_on and due_on < timezone.localdate(at):
        raise DueOver
    if benefit_fen > (left := benefit_left(by, lost)):
        raise OverLimit(amount=yuan(benefit_fen), limit=yuan(left))
    lost.plan, lost.owner, lost.benefit, lost.benefit_fen = plan.strip(), owner, benefit.strip()[:120], benefit_fen
    lost.due_on, lost.planned_at, lost.planned_by = due_on, at, by
    lost.state = State.PLANNED if lost.state == State.FLAGGED else lost.state
    lost.save(update_fields=[
        "plan", "owner", "benefit", "benefit_fen", "due_on", "planned_at", "planned_by", "state",
    ])  # fmt: skip
    _note_down(lost, "winback_planned", by=by.party, at=at, staff=owner.pk, fen=benefit_fen)
    return lost


@transaction.atomic
def ask_back(lost: Lost, *, by: Party, at: datetime | None = None) -> Lost:
    """The customer is rung up with the words of the scenario `win_back`; nobody who did not agree to offers is. Asked is
    who was talked to (`note_asked`), not who stands on a list.

    Twice is once. Raises WinbackOver, NotPlanned, MayNotBeRung.
    """
    lost, at = _lock(lost), at or timezone.now()
    if lost.state == State.ASKED:
        return lost
    if lost.state != State.PLANNED:
        raise NotPlanned
    callback = plan_callback(SCENARIO, lost.customer, reason=f"winback:{lost.pk}", ticket=lost.ticket, by=by, at=at)
    if callback is None:
        raise MayNotBeRung
    lost.callback, lost.state = callback, State.ASKED
    lost.save(update_fields=["callback", "state"])
    _note_down(lost, "winback_asked", by=by, at=at, callback=callback.pk)
    return lost


@transaction.atomic
def note_asked(callback: Callback, *, at: datetime) -> bool:
    """The talk took place: from now on the customer counts as asked; whether this call was about winning somebody back."""
    return bool(Lost.objects.filter(callback=callback, asked_at=None).update(asked_at=callback.hung_up_at or at))


@transaction.atomic
def end_winback(lost: Lost, *, state: str, note: str, by: Party, at: datetime | None = None) -> Lost:
    """Came back, did not, or is left in peace; `note` says how we know. A call that was not made yet is not made any
    more. Raises WinbackOver, NoteMissing, ValueError for another state.
    """
    if state not in ENDS:
        raise ValueError(state)
    if not note.strip():
        raise NoteMissing
    lost, at = _lock(lost), at or timezone.now()
    lost.state, lost.ended_at, lost.ended_by_id = state, at, by.id if by.kind == "staff" else None
    lost.note = "\n".join(one for one in (lost.note, note.strip()) if one)
    if lost.callback is not None and lost.callback.hung_up_at is not None:  # talked to, the record is still to come
        lost.asked_at = lost.asked_at or lost.callback.hung_up_at
    lost.save(update_fields=["state", "ended_at", "ended_by", "note", "asked_at"])
    if lost.callback is not None and lost.callback.state == Callback.State.PLANNED:
        with override(settings.LANGUAGE_CODE):  # the caller reads it, not whoever clicked
            cancel_callback(lost.callback, why=gettext("The win-back has ended."), by=by, at=at)
    _note_down(lost, "winback_ended", by=by, at=at, winback=state)
    return lost


def sweep_lost(*, at: datetime | None = None) -> int:
    """Once a day: flag complaints that ended badly after a no, and those refused twice whose customer fell silent; note
    who wrote again with something that is no complaint. Returns how many changed; 200 of each at most.
    """
    at = at or timezone.now()
    changed = 0
    for why, tickets in ((Why.REFUSED, given_up(at)), (Why.SILENT, silent_ones(at))):
        for ticket in tickets[:AT_ONCE]:
            if not Lost.objects.filter(customer=ticket.customer, state__in=Lost.OPEN).exists():
                flag_lost(ticket.customer, why=why, ticket=ticket, by=SYSTEM, at=at)
                changed += 1
    with override(settings.LANGUAGE_CODE):
        for lost, number in came_back(at):
            note = gettext("Wrote again, not to complain: %(number)s") % {"number": number}
            end_winback(lost, state=State.RETURNED, note=note, by=SYSTEM, at=at)
            changed += 1
    return changed


def _lock(lost: Lost) -> Lost:
    """Its ticket first, as everywhere. Raises WinbackOver."""
    ticket = lock_ticket(lost.ticket) if lost.ticket is not None else None
    lost.refresh_from_db(from_queryset=Lost.objects.select_for_update(of=("self",)))
    lost.ticket = ticket
    if not lost.is_open:
        raise WinbackOver
    return lost


def _note_down(lost: Lost, kind: str, /, *, by: Party, at: datetime, **payload: Any) -> Event:
    """A line of the ledger: of its ticket, or of the customer where it has none."""
    said = {"lost": lost.pk, **payload}
    if lost.ticket is not None:
        return record_event(lost.ticket, kind, by=by, at=at, **said)
    return record_customer_event(lost.customer, kind, by=by, at=at, **said)
