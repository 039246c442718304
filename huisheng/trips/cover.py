"""The customer wrote, and whoever has the ticket is not there: it does not wait for somebody who is away."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.accounts.duty import absences_at, next_presence, substitute_for
from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import hand_out_pools, pass_on
from huisheng.stages.routing.desks import why_off
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.queries import latest_assignment


def cover_for_the_absent(ticket: Ticket, *, at: datetime | None = None) -> Assignment | None:
    """Pass a locked ticket on where its owner is not there to answer in time; returns what was decided, or None.

    Somebody on leave: to the substitute, without one to the pool and whoever is there. Somebody off duty or offline:
    to the pool, unless nothing is due before they are back. A pause (away) changes nothing, and neither does it what
    a person chose knowing that the owner was not there. One statement while the owner is at the desk.
    """
    now = timezone.now()
    owner = ticket.assignee
    off = why_off(owner.pk, at=now) if owner and not ticket.is_closed else ""
    if owner is None or off not in {"absent", "off_duty", "offline"} or _chosen_knowingly(ticket, owner, off, now):
        return None
    if off != "absent" and not _needed_before_the_return(ticket, owner, now):
        return None
    substitute = substitute_for(owner, now)
    note = _("The customer wrote, and %(name)s is not here.") % {"name": owner.name}
    decided = pass_on(ticket, substitute=substitute, note=note, by=SYSTEM, at=at)
    if decided.assignee is None and ticket.team:
        hand_out_pools(teams=[ticket.team], wait=False)
    return decided


def _needed_before_the_return(ticket: Ticket, owner: Staff, now: datetime) -> bool:
    """Whether something is due before the owner is expected; a ticket without any promise is not left lying either."""
    back = next_presence(owner, now)
    return ticket.due_at is None or back is None or ticket.due_at < back


def _chosen_knowingly(ticket: Ticket, owner: Staff, off: str, now: datetime) -> bool:
    """Whether a person put it on this desk when the owner was gone already."""
    last = latest_assignment(ticket)
    if last is None or last.how not in Assignment.BY_HAND or last.assignee_id != owner.pk:
        return False
    since = owner.presence_since
    if off == "absent":
        since = absences_at(now).filter(staff=owner).order_by("since").values_list("since", flat=True).first()
    return since is not None and last.at >= since
