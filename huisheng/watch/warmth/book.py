"""The marks in force, read once, and what is known of a case."""

from collections.abc import Iterable

from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Nature
from huisheng.core.tickets.models import Ticket
from huisheng.kit.sentiment import feeling
from huisheng.kit.warmth import Case, Mark, own_words
from huisheng.watch.warmth.models import WarmthMark

UPSET = -0.5  # of −1 (furious) to 1, as the guide of three steps takes it
GRAVE = {Nature.COMPLAINT, Nature.REPAIR}
SCENARIOS = ("quality", "service", "delay")  # requirements S4; a category belongs to the one that its code names
READ = 6  # of the customer's latest messages


def _load() -> tuple[Mark, ...]:
    return tuple(mark_of(one) for one in WarmthMark.objects.filter(active=True))


marks: Remembered[tuple[Mark, ...]] = Remembered(_load, WarmthMark)
"""All marks in use. One small query."""


def mark_of(row: WarmthMark) -> Mark:
    """The pure value that `kit/warmth` weighs with."""
    return Mark(
        row.code,
        row.how,
        row.points,
        tuple(row.patterns),
        tuple(row.needs),
        frozenset(row.when),
        row.ordered,
        row.least,
    )


def case_of(ticket: Ticket, *, said: Iterable[str], first: bool) -> Case:
    """`said`: the customer's words so far, oldest first. No query; needs the ticket's customer and category."""
    words = list(said)[-READ:]
    nature = ticket.category.nature if ticket.category else ""
    upset = nature in GRAVE or bool(words and feeling(words[-1]).score <= UPSET)
    code = ticket.category.code if ticket.category else ""
    when = {"first" if first else "later", *(name for name in SCENARIOS if name in code)}
    return Case(
        ticket.customer.name,
        own_words([ticket.subject, *words], ticket.order_number, ticket.number),
        frozenset(when | {"upset"} if upset else when),
    )
