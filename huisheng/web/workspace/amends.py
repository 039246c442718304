"""Compensation on the ticket page: what was proposed, how far it is, who may say yes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.money import fen_of
from huisheng.stages.handling.actions import CompensationUnclear
from huisheng.stages.handling.limits import may_decide
from huisheng.stages.handling.models import Compensation
from huisheng.web.workspace.timeline import Names

MARK = "compensation_"  # of the kinds of events


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal, with its proposer's name and what this person may do to it."""

    one: Compensation
    who: str
    may_decide: bool
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


def amends_of(staff: Staff, ticket: Ticket, events: Iterable[Event], names: Names) -> Amends:
    """One query where the ledger knows of any, none elsewhere."""
    kinds = {event.kind for event in events}
    rows = _ROWS(ticket.pk) if any(kind.startswith(MARK) for kind in kinds) else []
    answers = staff.allows(Right.ANSWER)
    return Amends(
        [_row(one, staff, ticket, names, answers=answers) for one in rows],
        after_no="ticket_rejected" in kinds and not ticket.is_closed,
        may_propose=answers and not ticket.is_closed,
    )


def proposed_by(sent: Mapping[str, str]) -> dict[str, Any]:
    """What the small form proposes. Raises CompensationUnclear for what is no amount."""
    try:
        fen = fen_of(sent.get("amount", ""))
    except ValueError as error:
        wrong = _("Please write what it costs us, in yuan.")
        raise CompensationUnclear(wrong, amount=str(wrong)) from error
    return {"kind": sent.get("what", ""), "fen": fen, "words": sent.get("words", ""), "why": sent.get("why", "")}


def _row(one: Compensation, staff: Staff, ticket: Ticket, names: Names, *, answers: bool) -> Row:
    return Row(
        one,
        names.staff.get(one.by_id or 0, ""),
        may_decide=may_decide(staff, one, ticket),
        may_give=answers and one.is_approved,
        may_withdraw=answers and (one.is_asked or one.is_approved),
    )


def _rows(ticket: int) -> QuerySet[Compensation]:
    return Compensation.objects.filter(ticket=ticket).select_related("decided_by", "given_by").order_by("id")


_ROWS: Asked[Compensation] = Asked(_rows, int)
