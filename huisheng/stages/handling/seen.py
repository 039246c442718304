"""What a writer has seen of a conversation, and what others wrote meanwhile: nobody answers past somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.handling.models import Held

SAID = (Message.Kind.CUSTOMER, Message.Kind.REPLY, Message.Kind.NOTE)  # receipts are news to nobody
LONGEST = 40  # characters of a mark that a form sends


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest message, and the newest words that wait for their instant, that a page shows. As text: "12-3"."""

    message: int = 0
    held: int = 0

    def __str__(self) -> str:
        return f"{self.message}-{self.held}"

    @classmethod
    def read(cls, text: str) -> "Seen | None":
        """The mark that a form sends back; None for what is none."""
        parts = text.split("-")
        if len(text) > LONGEST or len(parts) != 2 or not all(one.isascii() and one.isdigit() for one in parts):
            return None
        numbers = [int(one) for one in parts]
        return cls(*numbers) if max(numbers) < 2**63 else None

    @classmethod
    def of(cls, messages: Iterable[int], held: Iterable[int]) -> "Seen":
        """What a page shows that lists these rows."""
        return cls(max(messages, default=0), max(held, default=0))


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Something that was written while somebody else was writing. `kind`: customer, reply, note, or held."""

    kind: str
    by: Party
    text: str
    at: datetime
    anchor: str  # where it stands on the page


class NewsMeanwhile(Refused):
    """Somebody wrote since the writer looked; `news` says what, `mark` is what is seen once it is read."""

    code = "news_meanwhile"
    status = 409
    message = _("Somebody wrote meanwhile. Read it first, or send it all the same.")

    def __init__(self, news: list[Meanwhile], mark: Seen) -> None:
        super().__init__()
        self.news, self.mark = news, mark


def seen_now(ticket: Ticket) -> Seen:
    """Everything that is there at this moment. Two queries."""
    newest: dict[str, Any] = ticket.messages.aggregate(pk=Max("pk"))
    held = Held.objects.filter(ticket=ticket, state__in=Held.OPEN).aggregate(pk=Max("pk"))
    return Seen(newest["pk"] or 0, held["pk"] or 0)


def news_since(ticket: Ticket, seen: Seen, *, by: Party) -> list[Meanwhile]:
    """What others wrote, or are about to send, since somebody looked; oldest first. Two queries."""
    known = Held.objects.filter(ticket=ticket, pk__lte=seen.held, message__isnull=False).values("message")
    others = ~Q(by_kind=by.kind, by_id=by.id)
    said = ticket.messages.filter(others, pk__gt=seen.message, kind__in=SAID).exclude(pk__in=known)
    waiting: QuerySet[Held] = Held.objects.filter(others, ticket=ticket, pk__gt=seen.held, state=Held.State.WAITING)
    news = [Meanwhile(one.kind, one.by, one.text, one.at, f"m-{one.pk}") for one in said.order_by("pk")]
    news += [Meanwhile("held", one.by, one.excerpt, one.made_at, f"held-{one.pk}") for one in waiting.order_by("pk")]
    return news


def refuse_news(ticket: Ticket, seen: Seen | None, *, by: Party) -> None:
    """Asked with the ticket locked, so that of two who send at once the second one is told. Raises NewsMeanwhile."""
    news = news_since(ticket, seen, by=by) if seen is not None else []
    if news:
        raise NewsMeanwhile(news, seen_now(ticket))
