"""Compensation on the ticket page: what was proposed, how far it is, who may say yes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.money import AmountError, fen_of
from huisheng.stages.handling.actions import CompensationUnclear
from huisheng.stages.handling.limits import may_decide, used_of
from huisheng.stages.handling.models import Compensation
from huisheng.web.workspace.timeline import Names

MARK = "compensation_"  # of the kinds of events
TOOK_IN = "ticket_took_in"  # what was merged brought its own


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal, with its proposer's name and what this person may do to it."""

    one: Compensation
    who: str
    may_decide: bool
    may_approve: bool  # the limit reaches, and is not used up here
    may_give: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Amends:
    rows: Sequence[Row] = ()
    after_no: bool = False  # the customer said no: a further benefit is offered beside a new solution (requirements S4)
    may_propose: bool = False

    @property
    def offers(self) -> list[Compensation]:
        """What the customer may be told: approved, or given."""
        return [row.one for row in self.rows if row.one.is_approved or row.one.given_at]


def amends_of(staff: Staff, ticket: Ticket, events: Collection[Event], names: Names) -> Amends:
    """One query where the ledger knows of any, own or merged, one more for names not on the page; none elsewhere."""
    kinds = {event.kind for event in events}
    known = any(one.kind.startswith(MARK) or (one.kind == TOOK_IN and one.payload.get("amends")) for one in events)
    rows = list(_ROWS(ticket.pk)) if known else []
    answers, used, people = staff.allows(Right.ANSWER), used_of(rows).get(staff.pk, 0), _people(rows, names)
    return Amends(
        [_row(one, staff, ticket, people, answers=answers, used=used) for one in rows],
        after_no="ticket_rejected" in kinds and not ticket.is_closed,
        may_propose=answers and not ticket.is_closed,
    )


def proposed_by(sent: Mapping[str, str]) -> dict[str, Any]:
    """What the small form proposes. Raises CompensationUnclear for what is no amount."""
    try:
        fen = fen_of(sent.get("amount", ""))
    except AmountError as error:
        wrong = str(_("Please write what it costs us, in yuan.")) if error.code == "missing" else error.words
        raise CompensationUnclear(wrong, amount=wrong) from error
    return {"kind": sent.get("what", ""), "fen": fen, "words": sent.get("words", ""), "why": sent.get("why", "")}


def _people(rows: Iterable[Compensation], names: Names) -> dict[int, str]:
    """Who proposed them; who proposed on a ticket that was merged need not be on this page."""
    away = {one.by_id for one in rows if one.by_id} - names.staff.keys()
    return names.staff | (dict(Staff.objects.filter(pk__in=away).values_list("pk", "name")) if away else {})


def _row(
    one: Compensation, staff: Staff, ticket: Ticket, people: Mapping[int, str], *, answers: bool, used: int
) -> Row:
    return Row(
        one,
        people.get(one.by_id or 0, ""),
        may_decide=may_decide(staff, one, ticket),
        may_approve=may_decide(staff, one, ticket, used=used),
        may_give=answers and one.is_approved,
        may_withdraw=answers and (one.is_asked or one.is_approved),
    )


def _rows(ticket: int) -> QuerySet[Compensation]:
    return Compensation.objects.filter(ticket=ticket).select_related("decided_by", "given_by").order_by("id")


_ROWS: Asked[Compensation] = Asked(_rows, int)
