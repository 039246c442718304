"""Rows that may have a ticket or none: whoever sees the ticket sees them; without one, those whose work it is."""

from django.db.models import Q

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for


def seen_with_ticket(staff: Staff | None, without: Q) -> Q:
    """The rows of tickets the gate gives; of those without a ticket what `without` says. Everything for who sees all, and
    for nobody: the whole house, which is what its targets are about."""
    if staff is None or staff.allows(Right.SEE_ALL):
        return Q()
    return Q(ticket__in=tickets_for(staff).order_by().values("pk")) | (Q(ticket=None) & without)
