"""What follows when a callback is passed on, or ends with a no: effects of the table in `reactions.py`."""

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Event
from huisheng.kit.mask import mask_name
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.speech import moment
from huisheng.stages.winback.actions import note_asked
from huisheng.watch.notify.actions import tell_plainly, tell_staff
from huisheng.watch.notify.models import NoticeTemplate


def tell_who_shall_ring_up(event: Event) -> None:
    """The colleague whom a callback was passed on to."""
    callback = Callback.objects.select_related("scenario", "customer", "assignee__role").get(
        pk=event.payload["callback"]
    )
    person = Staff.objects.select_related("role").filter(pk=event.payload["staff"] or 0).first()
    if person is None or callback.assignee_id != person.pk or event.by == person.party:
        return  # it waits on the team's list, went on meanwhile, or was taken
    tell_plainly(
        person,
        "callback_passed_on",
        key=f"callback:{event.pk}",
        path=f"/desk/callbacks/{callback.pk}/",
        words=lambda: {
            "text": f"{callback.scenario.label} · {mask_name(callback.customer.name)}",
            "expected": moment(callback.due_at),
        },
        audience=NoticeTemplate.Audience.ASSIGNEE,
        at=event.at,
    )


def tell_the_owner_of_the_no(event: Event) -> None:
    """The customer said on the phone that it is not solved: the owner goes on. Where the no was the answer to an offer,
    the offer's own bell has rung.
    """
    ticket = event.ticket
    if ticket is None or ticket.assignee is None or event.payload["solved"] is not False or event.payload["answered"]:
        return
    tell_staff(event, "callback_unsolved", ticket.assignee)


def note_who_was_asked_back(event: Event) -> None:
    """A talk of the win-back is written down: the customer counts as asked."""
    note_asked(Callback.objects.get(pk=event.payload["callback"]), at=event.at)
