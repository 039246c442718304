"""Which survey speaks, who was asked lately, what was answered, and the customer's link."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.house import house
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.access import NotFound
from huisheng.core.tickets.models import Ticket
from huisheng.kit.crypto import same
from huisheng.kit.errors import Refused
from huisheng.stages.survey.models import Answer, Invitation, OptOut, Question, Response, Survey
from huisheng.stages.survey.scales import SOLVED

LOADED = ("survey", "customer", "ticket")
SENT_WITHIN = timedelta(days=3)  # a letter that did not leave by then never does (`watch/notify`: TOO_LATE)


class SurveyOver(Refused):
    """The link was right, but its time is over, or the questions are not asked any more."""

    code = "survey_over"
    status = 410
    message = _("This survey is closed. Thank you all the same.")


def asking_surveys() -> QuerySet[Survey]:
    """Those in use that ask something."""
    return Survey.objects.filter(Exists(Question.objects.filter(survey=OuterRef("pk"), active=True)), active=True)


def sent_by_hand() -> QuerySet[Survey]:
    """Those that colleagues send."""
    return asking_surveys().filter(moment=Survey.Moment.BY_HAND)


def survey_for(moment: str, *, channel: int | None = None, closing: str = "", rated: bool = False) -> Survey | None:
    """The one survey of this moment: the channel's own before the general one, then by place. One query.

    `closing` is a kind of closure: only surveys that ask after it. Where the stars were given already (`rated`), what
    would ask for them again gives way to what does not.
    """
    found = asking_surveys().filter(Q(channel=None) | Q(channel=channel), moment=moment)
    rows = [one for one in found.annotate(stars=Exists(stars_asked())) if not closing or closing in one.closings]
    return min(rows, key=lambda one: (rated and one.stars, one.channel_id is None, one.rank, one.pk), default=None)


def stars_asked() -> QuerySet[Question]:
    """Of an outer survey: the questions that ask for stars (CSAT)."""
    return Question.objects.filter(survey=OuterRef("pk"), active=True, kind=Question.Kind.CSAT)


def questions_of(survey: Survey) -> list[Question]:
    """What it asks now, in order. One query."""
    return list(Question.objects.filter(survey=survey, active=True))


def opted_out(customer: Customer) -> bool:
    """Whether this customer wants no surveys. One query."""
    return OptOut.objects.filter(customer=customer, ended_at=None).exists()


def was_asked(at: datetime) -> Q:
    """Invitations that reached somebody, or may still do: held back by nothing, and sent or still to be sent at `at`."""
    return Q(held_why="") & (Q(sent_at__isnull=False) | Q(made_at__gt=at - SENT_WITHIN))


def is_tired(survey: Survey, customer: Customer, *, at: datetime) -> bool:
    """Whether the customer was asked too lately: by this survey (`rest_days`), or by any (`survey.rest_days`)."""
    asked = Invitation.objects.filter(was_asked(at), customer=customer)
    by_it = asked.filter(survey=survey, made_at__gt=at - timedelta(days=survey.rest_days))
    by_any = asked.filter(made_at__gt=at - timedelta(days=int(house("survey.rest_days"))))
    return by_it.exists() or by_any.exists()


def invitation_for_link(pk: int, secret: str, *, now: datetime | None = None) -> Invitation:
    """The customer's link: the derived secret, compared in constant time. Raises NotFound, SurveyOver."""
    invitation = Invitation.objects.select_related(*LOADED).filter(pk=pk).first() if pk < 2**63 else None
    if invitation is None or not same(invitation.secret, secret):
        raise NotFound(_("This link does not lead anywhere. Please take the whole address from our message."))
    if invitation.is_over(now):
        raise SurveyOver
    return invitation


def answers_of(response: Response | None) -> dict[str, Any]:
    """Question code -> what was answered, as it was given, to the questions that are still asked. One query."""
    if response is None:
        return {}
    rows = Answer.objects.filter(response=response, question__active=True).select_related("question")
    return {row.question.code: row.value for row in rows}


def response_to(invitation: Invitation) -> Response | None:
    """What was answered so far, None while nothing was. One query."""
    return Response.objects.filter(invitation=invitation).first()


def says_unsolved(response: Response) -> bool:
    """Whether the customer says No to "is it solved?". One query."""
    rows = Answer.objects.filter(response=response, question__code=SOLVED, question__active=True)
    return rows.filter(question__kind=Question.Kind.YES_NO, raw=0).exists()


def open_invitation(ticket: Ticket, *, now: datetime | None = None) -> Invitation | None:
    """The survey that waits on the customer's page of this ticket: asked, in time, not finished, and not unwanted by the
    customer. One query.
    """
    found = Invitation.objects.select_related("survey").filter(ticket=ticket, expires_at__gt=now or timezone.now())
    shown = found.filter(held_why__in=["", Invitation.Held.UNREACHABLE])
    done = Response.objects.filter(ticket=ticket, finished_at__isnull=False).values("invitation")
    unwanted = OptOut.objects.filter(ended_at=None).values("customer")
    waiting = shown.exclude(pk__in=done.filter(invitation__isnull=False)).exclude(customer__in=unwanted)
    return waiting.order_by("-id").first()


def low_limits() -> dict[str, int]:
    """Per kind of question the highest answer after which somebody rings up; −1 = never. From the house's settings."""
    return {kind: int(house(f"survey.low_{kind}")) for kind in ("csat", "nps", "ces")}


def responses_of(tickets: Iterable[int]) -> QuerySet[Response]:
    """What was answered about these tickets, oldest first."""
    return Response.objects.filter(ticket__in=list(tickets)).select_related("survey").order_by("id")
