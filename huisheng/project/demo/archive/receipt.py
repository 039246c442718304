"""The automatic receipt as the reaction would write it in the instant of arrival."""

from collections.abc import Mapping
from datetime import datetime

from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.speech import moment
from huisheng.stages.sla.models import ClockKind
from huisheng.stages.sla.queries import TOLD_NEXT
from huisheng.watch.notify.receipt import worded_receipt
from huisheng.watch.notify.variables import Variables

from .house import Shop


def receipt_for(ticket: Ticket, promised: Mapping[str, datetime], *, words: str, shop: Shop, with_name: bool) -> str:
    """`promised` = kind → due time of the running clocks; the name only where the writer gave it to us."""
    return worded_receipt(
        shop.receipt,
        Variables(
            number=ticket.number,
            subject=ticket.subject,
            owner=lambda: _owner(ticket, shop),
            expected=moment(_next(promised)),
            customer=ticket.customer.name if with_name else "",
            link="",
            text=words,
            progress=words,
        ),
    )


def _next(promised: Mapping[str, datetime]) -> datetime | None:
    later = min((promised[kind] for kind in TOLD_NEXT if kind in promised), default=None)
    return promised.get(ClockKind.FIRST_RESPONSE) or later


def _owner(ticket: Ticket, shop: Shop) -> str:
    if ticket.assignee:
        return ticket.assignee.name
    return ticket.team.label if ticket.team else shop.name
