"""Surveys on their way to customers, and low scores on their way to who leads."""

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.models import Event
from huisheng.stages.survey.actions import note_sent
from huisheng.stages.survey.models import Invitation
from huisheng.watch.notify.audience import supervisors_of
from huisheng.watch.notify.letters import ROBOT, linked
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.variables import Variables, customer_variables, public_base
from huisheng.watch.notify.wording import body_of, subject_of

from .colleagues import tell_staff
from .customers import tell_customer
from .deliveries import DEFAULT_LANGUAGE, is_too_late
from .plain import tell_plainly

BY_LETTER = "email"
Audience = NoticeTemplate.Audience


@transaction.atomic(savepoint=False)
def send_survey(event: Event) -> list[Outbound]:
    """Write the invitation of this event to its customer; twice is once. Nothing leaves where the wording is switched
    off, the time to answer is over, or the event is older than three days."""
    found = Invitation.objects.select_related("survey", "customer").filter(pk=event.payload["invitation"], sent_at=None)
    invitation = found.select_for_update(of=("self",)).first()
    if invitation is None or invitation.held_why or invitation.is_over() or is_too_late(event):
        return []
    link = public_base() + invitation.public_path
    if event.ticket is not None:
        variables = customer_variables(event, event.ticket).but(link=link)
        letters = tell_customer(event, "survey_invited", variables=variables)
    else:
        letters = _write_plainly(invitation, link)
    if letters:
        note_sent(invitation, way=BY_LETTER)
    return letters


def tell_of_low_score(event: Event) -> None:
    """Ring the bells of who leads: the ticket's supervisors, or, where there is no ticket, who reads all the numbers and
    the customer's own agent."""
    if event.ticket is not None:
        for supervisor in supervisors_of(event.ticket):
            tell_staff(event, "survey_low", supervisor, audience=Audience.SUPERVISOR)
        return
    response = event.payload["response"]
    numbers = Staff.objects.filter(is_active=True, role__rights__contains=[Right.NUMBERS])
    leads = Q(role__rights__contains=[Right.BE_TOLD, Right.SEE_ALL])
    own = Q(pk=event.customer.agent_id) if event.customer and event.customer.agent_id else Q(pk=None)
    for leader in numbers.filter(leads | own).order_by("pk"):
        path = f"/desk/surveys/answers/{response}/"
        tell_plainly(leader, "survey_low_regular", key=f"survey_low:{response}", path=path, words=dict, at=event.at)


def _write_plainly(invitation: Invitation, link: str) -> list[Outbound]:
    """About no ticket: to the customer's own address, a vouched one first."""
    template = NoticeTemplate.objects.filter(code="survey_regular", audience=Audience.CUSTOMER, enabled=True).first()
    emails = Identity.objects.filter(customer=invitation.customer_id, kind=IdentityKind.EMAIL)
    identity = emails.order_by("-verified", "id").first()
    if template is None or not template.by_email or identity is None or ROBOT.match(identity.value):
        return []
    customer = invitation.customer
    with translation.override(customer.language or DEFAULT_LANGUAGE):
        variables = Variables(number="", customer=customer.name if identity.verified else "", link=link)
        subject, text = subject_of(template, variables), body_of(template, variables)
        return [queue_out(to=identity.value, subject=subject, text=text, **linked(text, variables))]
