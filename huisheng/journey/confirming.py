"""What follows while a customer is asked whether it is solved, and after a no: effects of the table in `reactions.py`."""

from django.utils import translation
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.family import whole_of
from huisheng.core.tickets.models import Event, Message
from huisheng.stages.closure.actions import archive_kept_yes, hold_asking, note_lost_letter, note_sent, resume_asking
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.closure.queries import open_raised
from huisheng.stages.handling.models import Solution
from huisheng.trips.asking import forget_calls, plan_call
from huisheng.watch.notify.actions import DEFAULT_LANGUAGE, tell_customer, tell_staff
from huisheng.watch.notify.models import NoticeTemplate

Audience = NoticeTemplate.Audience


def write_once_more(event: Event) -> None:
    """The letter of a try; where the offer was answered meanwhile, none leaves."""
    attempt = (
        Try.objects.select_related("asking__ticket").filter(pk=event.payload["try"], result=Try.Result.DUE).first()
    )
    if attempt is not None:
        letters = tell_customer(event, "confirmation_asked")
        note_sent(attempt, letter=letters[0] if letters else None)


def plan_the_call(event: Event) -> None:
    """A try by phone: on the list of the callback desk, not of who handled it."""
    attempt = Try.objects.select_related("asking__ticket").filter(pk=event.payload["try"]).first()
    if attempt is not None:
        plan_call(attempt, at=event.at)


def forget_the_calls(event: Event) -> None:
    """Nobody rings up to ask what is answered, or closed."""
    if event.ticket is not None:
        with translation.override(DEFAULT_LANGUAGE):
            forget_calls(event.ticket, why=_("The customer's answer is known, or the feedback is closed."))


def forget_calls_of_older_offers(asking: Asking) -> None:
    """There is a newer offer: nobody rings up about the one before."""
    with translation.override(DEFAULT_LANGUAGE):
        forget_calls(asking.ticket, why=_("There is a newer offer; the customer is asked about that one."), but=asking)


def follow_what_is_said(event: Event) -> None:
    """Who writes back is not silent: no more tries until we have answered; then they begin anew."""
    ticket, direction = event.ticket, event.payload["direction"]
    if ticket is None:
        return
    if direction == Message.Kind.CUSTOMER:
        if hold_asking(ticket):
            forget_the_calls(event)
    elif direction == Message.Kind.REPLY and not Solution.objects.filter(message=event.payload["message"]).exists():
        resume_asking(ticket)
        archive_kept_yes(ticket)  # the customer wrote after a yes; that is answered now


def archive_the_whole(event: Event) -> None:
    """A part ended: where the customer has said yes to the whole and this was the last open one, the whole ends, too."""
    whole = whole_of(event.ticket) if event.ticket is not None else None
    if whole is not None:
        archive_kept_yes(whole)


def note_the_lost_letter(event: Event) -> None:
    """A letter that asked came back: this was no try."""
    letter = Outbound.objects.filter(pk=event.payload.get("outbound") or 0).first()
    if letter is not None:
        note_lost_letter(letter)


def tell_whom_it_was_raised_to(event: Event) -> None:
    """Who looks after it from now on hears the customer's words."""
    staff = Staff.objects.filter(pk=event.payload["staff"] or 0).first()
    if staff is not None:
        tell_staff(event, "ticket_raised", staff, audience=Audience.SUPERVISOR)


def tell_who_looks_after_it(event: Event) -> None:
    """A new offer on what was raised: who looks after it sees what is said now."""
    if event.ticket is None or event.ticket.is_closed:
        return
    for raised in open_raised(event.ticket):
        if raised.staff is not None and raised.at < event.at:
            tell_staff(event, "raised_offered", raised.staff, audience=Audience.SUPERVISOR)
