"""What a customer wrote in a survey becomes feedback, a suggestion or praise, each once (requirements S2)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.channels.models import Source
from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Link, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.ideas.actions import keep_suggestion
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.praise.actions import keep_praise
from huisheng.stages.praise.models import Praise
from huisheng.stages.survey.models import Answer, Question, Response
from huisheng.trips.convert import Told, open_told


class NothingWritten(Refused):
    code = "nothing_written"
    message = _("The customer gave scores and wrote no words; there is nothing to pass on.")


@transaction.atomic
def answer_to_ticket(response: Response, *, by: Party, at: datetime | None = None) -> Ticket:
    """New feedback in the customer's words, tied to the matter the survey was about. Twice is once. Raises
    NothingWritten.
    """
    response, at = _lock(response), at or timezone.now()
    matter = response.ticket
    order = matter.order_number if matter else ""
    told = Told(response.customer, words_of(response), Source.SURVEY, _origin(response), order)
    ticket = open_told(told, by=by, at=at)
    if matter is not None and not Link.objects.filter(ticket=ticket, other=matter).exists():
        link_tickets(ticket, other=matter, kind=Link.Kind.FOLLOWS, by=by, at=at)
    return ticket


@transaction.atomic
def answer_to_suggestion(response: Response, *, by: Party, at: datetime | None = None) -> Suggestion:
    """A wish for the library. Twice is once. Raises NothingWritten."""
    response = _lock(response)
    return keep_suggestion(
        title="", words=words_of(response), source=Proposal.Source.SURVEY, by=by, customer=response.customer,
        ticket=response.ticket, origin=_origin(response), at=at,
    )  # fmt: skip


@transaction.atomic
def answer_to_praise(response: Response, *, by: Party, at: datetime | None = None) -> Praise:
    """Kind words for the wall, about whom they name, else who had the matter. Twice is once. Raises NothingWritten."""
    response = _lock(response)
    return keep_praise(
        words=words_of(response), source=Praise.Source.SURVEY, origin=_origin(response), by=by,
        customer=response.customer, ticket=response.ticket, at=response.at, kept_at=at or timezone.now(),
    )  # fmt: skip


def words_of(response: Response) -> str:
    """The customer's own words, in the order of the questions. Raises NothingWritten."""
    said = Answer.objects.filter(response=response, question__kind=Question.Kind.WORDS).exclude(words="")
    words = "\n".join(said.order_by("question__rank", "question_id").values_list("words", flat=True)).strip()
    if not words:
        raise NothingWritten
    return words


def _lock(response: Response) -> Response:
    found = Response.objects.select_for_update(of=("self",)).select_related("customer", "ticket__customer")
    return found.get(pk=response.pk)


def _origin(response: Response) -> str:
    return f"response:{response.pk}"
