"""The survey that is in the outsider's world: the customer of the closed ticket was asked how it felt."""

from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.survey.actions import answer
from huisheng.stages.survey.models import Invitation, Response
from huisheng.stages.survey.tests.make import make_invitation


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
