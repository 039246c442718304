"""The one gate: who may see and change which ticket. Doors never query `Ticket.objects` themselves."""

import re
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import ApiToken, Role, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.core.base.vault import vault
from huisheng.core.customers.models import IdentityKind
from huisheng.core.tickets.models import Grant, Participant, Ticket
from huisheng.kit.contact import normalise_email
from huisheng.kit.crypto import same
from huisheng.kit.errors import Refused


class NotFound(Refused):
    """Missing and forbidden look alike, so that nobody can probe for numbers."""

    code = "not_found"
    status = 404


def not_found() -> NotFound:
    return NotFound(_("There is no such feedback, or it is not yours to see."))


def tickets_for(staff: Staff) -> QuerySet[Ticket]:
    """Every ticket this person may see: lists, search and counts start here."""
    if staff.allows(Right.SEE_ALL):
        return Ticket.objects.all()
    granted = Grant.objects.filter(ticket=OuterRef("pk")).filter(Q(staff=staff) | Q(team__any=staff.team_ids))
    seen = Q(assignee=staff) | Q(Exists(granted))
    if staff.allows(Right.SEE_TEAMS):
        seen |= Q(team__any=staff.team_ids)
    return Ticket.objects.filter(seen)


def tickets_for_wall(team: int | None) -> QuerySet[Ticket]:
    """What a screen on the wall may count: the tickets on a team's desk, or (None) of the house. It names nobody."""
    return Ticket.objects.all() if team is None else Ticket.objects.filter(team=team)


def has_tickets() -> bool:
    """Whether anything came in at all. Says nothing about any ticket, so nobody needs to be asked who looks."""
    return Ticket.objects.exists()


def ticket_for(staff: Staff, number: str, *, lock: bool = False) -> Ticket:
    """One ticket by its number; `lock=True` to change it (inside a transaction). Raises NotFound."""
    if lock or "\x00" in number:
        return _one(_numbered(tickets_for(staff), number), lock=lock)
    ticket = _seen_by(sight_of(staff)).first(staff.pk, staff.team_ids, number)
    if ticket is None:
        raise not_found()
    return ticket


Sight = tuple[bool, bool, bool]  # sees everything, sees the own teams' tickets, has teams


def sight_of(staff: Staff) -> Sight:
    """What decides, with id and teams, which tickets a person sees: for each sight a question's SQL is written once."""
    return staff.allows(Right.SEE_ALL), staff.allows(Right.SEE_TEAMS), bool(staff.team_ids)


def somebody(sight: Sight, pk: int, teams: list[int]) -> Staff:
    """A person with this sight, to write a question for (core/base/asked.py); no row of the house."""
    held = [right for right, has in zip((Right.SEE_ALL, Right.SEE_TEAMS), sight[:2], strict=True) if has]
    staff = Staff(pk=pk, is_active=True, role=Role(rights=held))
    staff.team_ids = teams if sight[2] else []
    return staff


@lru_cache(maxsize=8)
def _seen_by(sight: Sight) -> Asked[Ticket]:
    def build(pk: int, teams: list[int], number: str) -> QuerySet[Ticket]:
        return _with_all(tickets_for(somebody(sight, pk, teams)).filter(number=number))

    return Asked(build, int, list, str)


def tickets_for_token(token: ApiToken, scope: str) -> QuerySet[Ticket]:
    """Every ticket, when the token holds `scope` ("read" or "write"); none otherwise."""
    return Ticket.objects.all() if token.allows(scope) else Ticket.objects.none()


def ticket_for_token(token: ApiToken, number: str, scope: str, *, lock: bool = False) -> Ticket:
    """One ticket for a machine. Raises NotFound."""
    return _one(_numbered(tickets_for_token(token, scope), number), lock=lock)


def ticket_for_link(number: str, secret: str, *, lock: bool = False) -> Ticket:
    """The customer's secret link: number and the derived secret, compared in constant time. Raises NotFound."""
    ticket = _one(_numbered(Ticket.objects.all(), number), lock=lock)
    if not same(ticket.secret, secret):
        raise not_found()
    return ticket


def ticket_for_contact(number: str, contact: str) -> Ticket:
    """Lookup by number and the last four digits of the phone, or the email, given for this very ticket.

    Raises NotFound. The door counts the tries.
    """
    ticket = _one(_numbered(Ticket.objects.all(), number.strip().upper()), lock=False)
    identities = Participant.objects.filter(ticket=ticket)
    digits = re.sub(r"\D", "", contact)
    if "@" in contact:
        email = normalise_email(contact)
        found = (
            bool(email)
            and identities.filter(
                identity__kind=IdentityKind.EMAIL, identity__blind=vault().blind("email", email or "")
            ).exists()
        )
    else:
        tail = vault().blind("tail", digits[-4:])
        found = len(digits) >= 4 and identities.filter(identity__tail=tail).exists()
    if not found:
        raise not_found()
    return ticket


def may_change(staff: Staff, ticket: Ticket, right: Right) -> bool:
    """Whether this person, who can see the ticket, holds the right to do this to it."""
    return staff.allows(right)


def _numbered(tickets: QuerySet[Ticket], number: str) -> QuerySet[Ticket]:
    """The ticket of this number; a NUL byte is in nobody's, and PostgreSQL would not even look."""
    return tickets.none() if "\x00" in number else tickets.filter(number=number)


def _one(found: QuerySet[Ticket], *, lock: bool) -> Ticket:
    ticket = (found.select_for_update(of=("self",)) if lock else _with_all(found)).first()
    if ticket is None:
        raise not_found()
    return ticket


def _with_all(found: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return found.select_related(
        "customer__agent", "channel", "category", "grade__scheme", "team", "assignee", "first_owner"
    )
