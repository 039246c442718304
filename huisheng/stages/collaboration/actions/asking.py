"""Ask a department: problem + need + deadline, and the customer's own deadline where there is one (requirements S0)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Contact, Staff, Team
from huisheng.core.tickets.actions import grant_access, lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.kit.text import fold
from huisheng.stages.collaboration.errors import RequestIncomplete, TicketClosed
from huisheng.stages.collaboration.models import CollabRequest, CollabStep
from huisheng.stages.sla.actions import heed, start_given
from huisheng.stages.sla.calendars import house_calendar
from huisheng.stages.sla.match import promises_for
from huisheng.stages.sla.models import ClockKind
from huisheng.stages.sla.occasions import Occasion

from .shared import Files, add_step, follow_requests, take_lead

DOUBLE_CLICK = timedelta(seconds=30)
FARTHEST = timedelta(days=90)
LINK_LIVES = timedelta(days=7)  # after the deadline: a late answer is better than none
LONGEST_WHY = 120  # characters
_VAGUE = re.compile(
    r"^(请|麻烦)?(尽快|尽早|马上|抓紧|帮忙|asap|soon|urgent|please)*"
    r"(处理|解决|回复|答复|看看|看一下|查一下|跟进|handle|help|check)?(一下|下)?[。.!！]?$"
)


@dataclass(frozen=True, slots=True)
class Elements:
    """What every request says (requirements S0): problem, need, deadline; the customer's own deadline, and why then."""

    problem: str
    need: str
    due: datetime | None
    customer_due: datetime | None = None
    customer_due_why: str = ""


@transaction.atomic
def ask_department(
    ticket: Ticket,
    *,
    team: Team,
    problem: str,
    need: str,
    due: datetime | None,
    by: Party,
    contact: Contact | None = None,
    staff: Staff | None = None,
    customer_due: datetime | None = None,
    customer_due_why: str = "",
    lead: bool = False,
    files: Files = (),
    at: datetime | None = None,
) -> CollabRequest:
    """Ask a team, or one person of it, for an answer by `due`. The owner stays the owner (首问负责, requirements S0).

    The team may see the ticket from now on; the ticket waits for it; a clock rings at `due`, or earlier where a policy
    promises an answer sooner. The first department asked leads, until another one is asked to (`lead`). The same words
    of the same person to the same team within half a minute are a double click.
    Raises TicketClosed, RequestIncomplete (an element missing, vague, past, or later than the customer's own deadline).
    """
    ticket = lock_ticket(ticket)
    if ticket.is_closed:
        raise TicketClosed
    at = at or timezone.now()
    elements = Elements(problem, need, due, customer_due, customer_due_why)
    _check(elements, at)
    _check_people(team, contact, staff)
    if asked := _just_asked(ticket, team, problem, need, by=by, at=at):
        return asked
    assert due is not None  # noqa: S101 - checked above
    request = CollabRequest.objects.create(
        ticket=ticket,
        seq=CollabRequest.objects.filter(ticket=ticket).count() + 1,
        team=team,
        contact=contact,
        staff=staff or (contact.staff if contact else None),
        problem=problem.strip(),
        need=need.strip(),
        due_at=due,
        customer_due_at=customer_due,
        customer_due_why=customer_due_why.strip() if customer_due else "",
        asked_at=at,
        link_until=due + LINK_LIVES,
        by_kind=by.kind,
        by_id=by.id,
    )
    _choose_lead(request, wished=lead)
    step = add_step(request, CollabStep.Kind.ASKED, by=by, at=at, until=due, files=files)
    grant_access(ticket, by=by, team=team, at=at)
    follow_requests(ticket, by=by, at=at)
    _start_clock(request, by=by, at=at)
    record_event(
        ticket, "department_asked", by=by, at=at, request=request.pk, step=step.pk, team=team.pk, until=due.isoformat()
    )
    return request


def _check(elements: Elements, at: datetime) -> None:
    """Every element that is missing or says nothing, at once."""
    wrong = {**_wrong_words(elements), **_wrong_times(elements, at)}
    if wrong:
        raise RequestIncomplete(_("A request says what the problem is, what is needed, and by when."), **wrong)


def _wrong_words(said: Elements) -> dict[str, str | Promise]:
    wrong: dict[str, str | Promise] = {}
    if not said.problem.strip():
        wrong["problem"] = _("What has happened? The department knows nothing of it yet.")
    if _VAGUE.match(fold(said.need.strip())):
        wrong["need"] = _("What exactly do you need to know, or to have done?")
    if said.customer_due and not said.customer_due_why.strip():
        wrong["customer_due_why"] = _("Why then? It tells the department what hangs on it.")
    if len(said.customer_due_why.strip()) > LONGEST_WHY:
        wrong["customer_due_why"] = str(_("At most %(max_length)s characters.")) % {"max_length": LONGEST_WHY}
    return wrong


def _wrong_times(said: Elements, at: datetime) -> dict[str, str | Promise]:
    wrong: dict[str, str | Promise] = {}
    if said.due is None:
        wrong["due"] = _("Name a day and an hour: “as soon as possible” is when somebody feels like it.")
    elif not at < said.due <= at + FARTHEST:
        wrong["due"] = _("The deadline lies ahead, at most 90 days.")
    elif said.customer_due and said.due > said.customer_due:
        wrong["due"] = _("The customer needs it before that. Ask for the answer earlier.")
    if said.customer_due and said.customer_due <= at:
        wrong["customer_due"] = _("The customer's own deadline is past.")
    return wrong


def _check_people(team: Team, contact: Contact | None, staff: Staff | None) -> None:
    wrong: dict[str, str | Promise] = {}
    if not team.active:
        wrong["team"] = _("This team is not at work any more.")
    if contact and (contact.team_id != team.pk or not contact.active):
        wrong["contact"] = _("This person does not answer for that department.")
    if staff and (not staff.is_active or team.pk not in staff.team_ids):
        wrong["staff"] = _("This person does not answer for that department.")
    if wrong:
        raise RequestIncomplete(_("Please choose whom to ask."), **wrong)


def _just_asked(
    ticket: Ticket, team: Team, problem: str, need: str, *, by: Party, at: datetime
) -> CollabRequest | None:
    same = CollabRequest.objects.filter(ticket=ticket, team=team, problem=problem.strip(), need=need.strip())
    return same.filter(by_kind=by.kind, by_id=by.id, asked_at__range=(at - DOUBLE_CLICK, at)).first()


def _choose_lead(request: CollabRequest, *, wished: bool) -> None:
    """Of several departments one leads: the first, or the one that is wished; one that gave up does not."""
    leading = CollabRequest.objects.filter(ticket=request.ticket_id, lead=True).first()
    gave_up = {CollabRequest.State.DECLINED, CollabRequest.State.WITHDRAWN}
    if wished or leading is None or leading.state in gave_up:
        take_lead(request)


def _start_clock(request: CollabRequest, *, by: Party, at: datetime) -> None:
    """The house's own promise where it is sooner, else what was asked for: never later than the owner said."""
    promised = promises_for(request.ticket, start=at, on=[Occasion.DEPARTMENT_ASKED]).get(ClockKind.COLLAB_REPLY)
    if promised is None or promised.due > request.due_at:
        start_given(
            request.ticket,
            kind=ClockKind.COLLAB_REPLY,
            subject=request.subject,
            calendar=house_calendar(),
            due=request.due_at,
            by=by,
            at=at,
        )
    heed(request.ticket, Occasion.DEPARTMENT_ASKED, subject=request.subject, by=by, at=at)
