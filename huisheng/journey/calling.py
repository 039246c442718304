"""What follows when a callback is passed on, or ends with a no: effects of the table in `reactions.py`."""

from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.tickets.models import Event
from huisheng.kit.mask import mask_name
from huisheng.stages.closure.queries import open_raised
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.speech import moment
from huisheng.stages.winback.actions import note_asked
from huisheng.trips.convert import LOW_STARS
from huisheng.watch.notify.actions import tell_plainly, tell_staff
from huisheng.watch.notify.audience import supervisors_of
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


def tell_leaders_of_the_low_call(event: Event) -> None:
    """One or two stars on the phone: who leads hears it at once. Where they were the answer to an offer, or it was raised
    to somebody, the no has rung.
    """
    stars = event.payload["stars"]
    if stars is None or stars > LOW_STARS or event.payload["answered"]:
        return
    callback = Callback.objects.select_related("scenario", "customer", "team").get(record=event.payload["record"])
    if callback.ticket is not None and any(one.at >= event.at for one in open_raised(callback.ticket)):
        return
    for leader in leaders_of_call(callback):
        tell_plainly(
            leader,
            "callback_low",
            key=f"callback_low:{event.pk}",
            path=f"/desk/callbacks/{callback.pk}/",
            words=lambda: {"text": f"{callback.scenario.label} · {mask_name(callback.customer.name)}"},
            audience=NoticeTemplate.Audience.SUPERVISOR,
            at=event.at,
        )


def leaders_of_call(callback: Callback) -> list[Staff]:
    """The supervisors of the matter; about none, who leads the callback's team."""
    if callback.ticket is not None:
        return list(supervisors_of(callback.ticket))
    leads = Membership.objects.filter(team=callback.team_id, leads=True, staff__is_active=True)
    return [one.staff for one in leads.select_related("staff__role").order_by("staff")]


def note_who_was_asked_back(event: Event) -> None:
    """A talk of the win-back is written down: the customer counts as asked."""
    note_asked(Callback.objects.get(pk=event.payload["callback"]), at=event.at)
