"""Somebody sits down at the desk, or gets up."""

from django.db import transaction

from huisheng.core.accounts.actions import set_presence
from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import hand_out_pool


@transaction.atomic
def change_presence(staff: Staff, presence: str) -> list[Ticket]:
    """Set the presence; who comes online is handed what waits in the pools of the own teams, up to the capacity."""
    set_presence(staff, presence, by=staff.party)
    return hand_out_pool(staff) if presence == Presence.ONLINE else []
