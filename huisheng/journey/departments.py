"""What follows when departments are asked, urged and answer: effects of the table in `reactions.py`."""

from huisheng.core.tickets.models import Event, Message
from huisheng.stages.collaboration.actions import note_customer_told
from huisheng.watch.notify.actions import tell_contacts, tell_groups, tell_staff
from huisheng.watch.notify.departments import department_people, is_from_department, owner_of, request_of
from huisheng.watch.notify.models import NoticeTemplate

Audience = NoticeTemplate.Audience


def tell_who_has_no_account(event: Event) -> None:
    """A letter to the contact that was asked, with a link to answer by."""
    tell_contacts(event, request_of(event))


def tell_the_groups(event: Event) -> None:
    """A message in the department's group chats."""
    tell_groups(event, request_of(event))


def tell_the_department(event: Event) -> None:
    """Ring at the department that was asked."""
    for person in department_people(request_of(event)):
        tell_staff(event, event.kind, person, audience=Audience.DEPARTMENT)


def tell_the_department_and_its_head(event: Event) -> None:
    """Somebody who leads looks after it: who leads the department hears it, too."""
    for person in department_people(request_of(event), with_head=True):
        tell_staff(event, event.kind, person, audience=Audience.DEPARTMENT)


def tell_who_asked(event: Event) -> None:
    """The owner hears at once what the department said."""
    owner = owner_of(event, request_of(event))
    if owner is not None:
        tell_staff(event, event.kind, owner, audience=Audience.ASSIGNEE)


def tell_the_other_side(event: Event) -> None:
    """A further word: from the department to the owner, from the desk to the department."""
    if is_from_department(event, request_of(event)):
        tell_who_asked(event)
    else:
        tell_the_department(event)
        tell_who_has_no_account(event)


def pass_the_answer_on(event: Event) -> None:
    """Words to the customer after a department's answer: the last step on the progress board."""
    if event.payload["direction"] == Message.Kind.REPLY and event.ticket is not None:
        note_customer_told(event.ticket, by=event.by, at=event.at)
