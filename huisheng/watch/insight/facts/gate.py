"""Rows that may have a ticket or none: whoever sees the ticket sees them; without one, those whose work it is."""

from django.db.models import OuterRef, Q, Subquery

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for


def seen_with_ticket(staff: Staff | None, without: Q) -> Q:
    """The rows of tickets the gate gives; of those without a ticket what `without` says. Everything for who sees all, and
    for nobody: the whole house, which is what its targets are about.

    The gate is asked for each row by the key of its ticket: a period has few rows, a house has all its tickets. As a
    value, for an IN or EXISTS beside an OR makes PostgreSQL read every ticket first.
    """
    if staff is None or staff.allows(Right.SEE_ALL):
        return Q()
    seen = tickets_for(staff).order_by().filter(pk=OuterRef("ticket")).values("pk")
    return Q(ticket=Subquery(seen[:1])) | (Q(ticket=None) & without)
