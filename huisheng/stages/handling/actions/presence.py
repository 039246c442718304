"""Who looks at a ticket, and who is writing: told to those who look at it, too, and never stored."""

from huisheng.core.accounts.models import Staff
from huisheng.core.base.news import push
from huisheng.core.tickets.models import Ticket

STATES = ("here", "writing", "gone")


def tell_around(
    ticket: Ticket, *, staff: Staff, state: str, device: str = "", asks: bool = False, order: int = 0
) -> None:
    """Tell the open pages of this ticket (the gate is `web/live/access.py`) that somebody is here, writes, or left.

    `asks`: a page that just began to listen wants to know who is here. `order`: the device's own count, because
    words may overtake each other. Pages forget whoever says nothing for three quarters of a minute.
    Raises ValueError for another state.
    """
    if state not in STATES:
        raise ValueError(state)
    push(
        f"ticket:{ticket.number}",
        kind="presence",
        ident=ticket.number,
        staff=staff.pk,
        name=staff.name,
        state=state,
        device=device[:40],
        asks=int(asks),
        order=order,
    )
