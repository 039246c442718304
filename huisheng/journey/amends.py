"""What follows when compensation is asked for and decided: effects of the table in `reactions.py`."""

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Event
from huisheng.stages.handling.limits import approvers
from huisheng.stages.handling.models import Compensation
from huisheng.watch.notify.actions import tell_staff
from huisheng.watch.notify.models import NoticeTemplate


def tell_who_may_approve(event: Event) -> None:
    """The nearest whose limit reaches so far; nobody, once it is decided or taken back."""
    one = Compensation.objects.get(pk=event.payload["compensation"])
    if event.ticket is None or not one.is_asked:
        return
    for leader in approvers(event.ticket, one.fen, besides=one.by_id or 0, at=event.at):
        tell_staff(event, "compensation_asked", leader, audience=NoticeTemplate.Audience.SUPERVISOR)


def tell_who_proposed(event: Event) -> None:
    """Yes or no: who proposed it goes on with the customer."""
    one = Compensation.objects.get(pk=event.payload["compensation"])
    proposer = Staff.objects.select_related("role").filter(pk=one.by_id or 0).first()
    if proposer is not None:
        tell_staff(event, event.kind, proposer)
