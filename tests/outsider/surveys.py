"""The survey that is in the outsider's world: the customer of the closed ticket was asked how it felt."""

from huisheng.core.customers.models import Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Participant, Ticket
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.survey.actions import answer, opt_out
from huisheng.stages.survey.models import Invitation, Response, Survey
from huisheng.stages.survey.tests.make import make_invitation, make_survey


def invitation_of(closed: Ticket) -> Invitation:
    """Made once."""
    found = Invitation.objects.filter(ticket=closed).first()
    return found or make_invitation(customer=closed.customer, ticket=closed)


def response_of(closed: Ticket, words: str) -> Response:
    """A bad score, with words that nobody else may read."""
    found = Response.objects.filter(ticket=closed).first()
    return found or answer(invitation_of(closed), {"satisfied": 2, "better": words}, by=closed.customer.party)


def secret_in(name: str, request: CollabRequest, closed: Ticket, ticket: Ticket) -> str:
    """The derived half of a link: a colleague's, a survey's, a customer's."""
    if "request" in name:
        return request.secret
    return invitation_of(closed).secret if "survey" in name else ticket.secret


def survey_for_move(name: str, ticket: Ticket) -> str:
    """The code of the survey that a move names, with what makes the move possible: an address to send it to, or a customer
    who had enough.
    """
    if name == "desk:survey_again":
        opt_out(ticket.customer, by=ticket.customer.party)
    if name != "desk:survey_send":
        return "csat-closed"
    email = make_customer("孙先生", email="sun@mail.example")
    Participant.objects.get_or_create(ticket=ticket, identity=Identity.objects.get(customer=email))
    return (Survey.objects.filter(code="by-hand").first() or make_survey("by-hand", moment="by_hand")).code
