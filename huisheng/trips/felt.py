"""What a customer answers in a survey, and what a No to "is it solved?" does to a ticket that was closed in silence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import AnswerTooLate
from huisheng.stages.closure.queries import unconfirmed_offer
from huisheng.stages.survey import actions as survey_room
from huisheng.stages.survey.models import Invitation, Response, Survey
from huisheng.stages.survey.queries import says_unsolved
from huisheng.stages.survey.scales import SOLVED
from huisheng.trips.late import answer as answer_late


@transaction.atomic
def answer_survey(
    invitation: Invitation, given: Mapping[str, Any], *, finish: bool = False, by: Party, at: datetime | None = None
) -> Response:
    """On the customer's page. Raises like `survey.actions.answer`."""
    response = survey_room.answer(invitation, given, finish=finish, by=by, at=at)
    _heed_the_no(response, given, by=by, at=at)
    return response


@transaction.atomic
def answer_survey_by_phone(
    survey: Survey,
    customer: Customer,
    given: Mapping[str, Any],
    *,
    ticket: Ticket | None = None,
    known: Mapping[str, Any] | None = None,
    by: Party,
    at: datetime | None = None,
) -> Response:
    """Told to a colleague. Raises like `survey.actions.answer_by_phone`."""
    response = survey_room.answer_by_phone(survey, customer, given, ticket=ticket, known=known, by=by, at=at)
    _heed_the_no(response, given, by=by, at=at)
    return response


def _heed_the_no(response: Response, given: Mapping[str, Any], *, by: Party, at: datetime | None) -> None:
    """Closed as unconfirmed, and now the customer says that it is not solved: that is the late no, wherever it is said.

    The offer of long ago (`closure.answer_days`) opens nothing by it; the low score rings up all the same.
    """
    ticket = response.ticket
    if ticket is None or SOLVED not in given or not says_unsolved(response) or unconfirmed_offer(ticket) is None:
        return
    try:
        answer_late(ticket, solved=False, stars=None, by=by, at=at)
    except AnswerTooLate:
        return
