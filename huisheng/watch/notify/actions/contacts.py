"""Tell people of a department who have no account: by letter, with a link of their own; and the department's group."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Contact
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event
from huisheng.kit.mask import redact
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.wording import request_text
from huisheng.watch.notify.letters import linked
from huisheng.watch.notify.models import Delivery, NoticeTemplate, Robot, RobotMessage
from huisheng.watch.notify.variables import public_base, staff_variables
from huisheng.watch.notify.wording import body_of, subject_of

from .deliveries import DEFAULT_LANGUAGE, is_too_late, note_delivery, ticket_of
from .robots import queue_words


@transaction.atomic(savepoint=False)
def tell_contacts(event: Event, request: CollabRequest) -> list[Outbound]:
    """Write to the contact that was asked, or to everybody in the department's table who has an email and no account;
    twice is once. The link opens this request and nothing else.
    """
    template = NoticeTemplate.objects.filter(
        code=event.kind, audience=NoticeTemplate.Audience.DEPARTMENT, enabled=True, by_email=True
    ).first()
    if template is None or is_too_late(event) or event.by_kind == "contact":
        return []
    told = set(Delivery.objects.filter(event=event, code=event.kind).values_list("reader", flat=True))
    fresh = [one for one in _readers(request) if f"contact:{one.pk}" not in told]
    with translation.override(DEFAULT_LANGUAGE):
        return [_write(event, request, template, one) for one in fresh]


@transaction.atomic(savepoint=False)
def tell_groups(event: Event, request: CollabRequest) -> list[RobotMessage]:
    """A message in the department's own group chats, with the link to answer by: problem, need, deadline, no customer."""
    if is_too_late(event):
        return []
    robots = Robot.objects.filter(team=request.team_id, enabled=True).order_by("pk")
    return [_say(event, request, robot) for robot in robots]


def _readers(request: CollabRequest) -> list[Contact]:
    table = Contact.objects.filter(active=True, staff=None).exclude(email="").order_by("pk")
    if request.contact_id is not None:
        return list(table.filter(pk=request.contact_id))
    return [] if request.staff_id else list(table.filter(team=request.team_id))


def _write(event: Event, request: CollabRequest, template: NoticeTemplate, contact: Contact) -> Outbound:
    variables = staff_variables(event, ticket_of(event), audience=template.audience)
    variables = variables.but(link=public_base() + request.public_path)
    subject, text = subject_of(template, variables), body_of(template, variables)
    letter = queue_out(to=contact.email, subject=subject, text=text, **linked(text, variables))
    note_delivery(event, template.code, f"contact:{contact.pk}", letter)
    return letter


def _say(event: Event, request: CollabRequest, robot: Robot) -> RobotMessage:
    ticket = ticket_of(event)
    owner = ticket.assignee.name if ticket.assignee else ""
    with translation.override(robot.language or DEFAULT_LANGUAGE):
        titles = {
            "department_asked": _("Your help, please"),
            "request_urged": _("Still waiting for your answer"),
            "request_supervised": _("A supervisor looks after this"),
            "request_withdrawn": _("No answer needed any more, thank you"),
        }
        text = redact(request_text(request, owner=owner, order_number=ticket.order_number))
        link = "" if event.kind == "request_withdrawn" else public_base() + request.public_path
        title = titles.get(event.kind, ticket.number)
        return queue_words(robot, title=title, lines=text.splitlines(), link=link, code=event.kind)
