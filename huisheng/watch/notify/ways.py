"""How the letters with our words fare: for each message of a ticket, where its letters are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huisheng.core.base.asked import Asked
from huisheng.core.channels.connectors.email.bounces import bounce_words
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Message
from huisheng.stages.handling.models import Solution
from huisheng.watch.notify.letters import FIRST, WRITTEN
from huisheng.watch.notify.models import Delivery

State = Outbound.State
CUSTOMERS = "identity:"  # readers that are no colleagues
COLUMNS = ("ticket", "code", "event__payload", *(f"outbound__{name}" for name in (
    "masked_to", "state", "via", "created_at", "sent_at", "bounced_at", "next_try_at", "tries", "bounce_kind",
)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posted:
    """One letter to one reader. All instants UTC; `via` is smtp, or console where the house has no mail server."""

    to: str  # masked
    state: str
    via: str
    created_at: datetime
    sent_at: datetime | None
    bounced_at: datetime | None
    next_try_at: datetime | None
    tries: int
    bounce_kind: str

    @property
    def lost(self) -> str:
        """Why it did not arrive: "l***@qq.com: the mailbox is full"; "" where nothing is known to be wrong."""
        if not self.bounce_kind or self.state in {State.WAITING, State.SENT}:
            return ""
        return _("%(to)s: %(why)s") % {"to": self.to, "why": bounce_words(self.bounce_kind)}


def posted_of(
    tickets: list[int], messages: Iterable[Message], solutions: Iterable[Solution]
) -> dict[int, tuple[Posted, ...]]:
    """The letters to customers, by the message whose words they carry; a receipt is a message, too. One query."""
    offers = {one.pk: one.message_id for one in solutions}
    receipts = {one.ticket_id: one.pk for one in messages if one.kind == Message.Kind.RECEIPT}
    found: dict[int, tuple[Posted, ...]] = {}
    for ticket, code, payload, *letter in _POSTED(tickets):
        offered = offers.get(payload.get("solution", 0))
        message = receipts.get(ticket) if code == FIRST else payload.get("message") or offered
        if message is not None:
            found[message] = (*found.get(message, ()), Posted(*letter))
    return found


_POSTED = Asked(
    lambda tickets: (
        Delivery.objects.filter(
            ticket__any=tickets,
            code__in=[FIRST, *sorted(WRITTEN)],
            reader__startswith=CUSTOMERS,
            outbound__isnull=False,
        )
        .order_by("pk")
        .values_list(*COLUMNS)
    ),
    list,
)
