"""A ticket and its parts: what one asks. Links of the kind `part` lead from the whole to the part."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.models import Link, Ticket
from huisheng.kit.errors import Refused

DEEPEST = 20  # generations; the house builds no deeper trees, and a walk ends


class PartsOpen(Refused):
    """The whole does not end before its parts."""

    code = "parts_open"
    status = 409
    message = _("Parts of it are still open: %(numbers)s. Please finish them first.")


def whole_of(ticket: Ticket) -> Ticket | None:
    """What it is a part of. One query."""
    link = Link.objects.filter(other=ticket, kind=Link.Kind.PART).select_related("ticket").first()
    return link.ticket if link else None


def parts_of(ticket: Ticket) -> list[Ticket]:
    """Its own parts, oldest first. One query."""
    links = Link.objects.filter(ticket=ticket, kind=Link.Kind.PART)
    return [
        link.other for link in links.select_related("other__assignee", "other__grade", "other__team").order_by("id")
    ]


def is_part_of(ticket: Ticket, whole: Ticket) -> bool:
    """Whether `ticket` lies anywhere below `whole`. A query a generation."""
    above: Ticket | None = ticket
    for _generation in range(DEEPEST):
        above = whole_of(above) if above else None
        if above is None or above.pk == whole.pk:
            return above is not None
    return True  # too deep to be true: better no further part


def refuse_open_parts(ticket: Ticket) -> None:
    """Raises PartsOpen, with their numbers, while a part of it is open. One query."""
    if numbers := open_parts(ticket):
        raise PartsOpen(numbers=_listed(numbers))


def open_parts(ticket: Ticket) -> list[str]:
    """The numbers of its parts that are open. One query."""
    links = Link.objects.filter(ticket=ticket, kind=Link.Kind.PART).exclude(other__status="closed")
    return list(links.order_by("other_id").values_list("other__number", flat=True))


def _listed(numbers: Iterable[str]) -> str:
    return ", ".join(numbers)
