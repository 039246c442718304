"""Who may give how much: the limits of roles by grade, and who is near enough to say yes to more."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Sum

from huisheng.core.accounts.models import Absence, Membership, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.remembered import Remembered
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.models import Compensation, CompensationLimit

State = Compensation.State
Limits = dict[tuple[int, bool, int | None], int]  # (role, its seniors, grade) → fen


def _load() -> Limits:
    return {(row.role_id, row.senior, row.grade_id): row.fen for row in CompensationLimit.objects.all()}


limits: Remembered[Limits] = Remembered(_load, CompensationLimit)


def limit_of(staff: Staff, ticket: Ticket) -> int:
    """Up to how many fen this person may allow on this ticket; 0 where nobody said so.

    What is said of a role's seniors goes before what is said of the role, a grade's own amount before that of any other.
    """
    rows = limits()
    lines = (True, False) if staff.senior else (False,)
    said = (rows.get((staff.role_id, senior, grade)) for senior in lines for grade in (ticket.grade_id, None))
    return next((fen for fen in said if fen is not None), 0)


def left_for(staff: Staff, ticket: Ticket) -> int:
    """What is left of the own limit: what this person allowed on this ticket without asking counts, so that many small
    amounts are not one large one. One query.
    """
    own = Compensation.objects.filter(ticket=ticket, by_kind="staff", by_id=staff.pk, decided_by=None)
    used = own.filter(state__in=[State.APPROVED, State.GIVEN]).aggregate(fen=Sum("fen"))["fen"] or 0
    return max(limit_of(staff, ticket) - used, 0)


def may_decide(staff: Staff, one: Compensation, ticket: Ticket) -> bool:
    """Whether this person, who sees the ticket, may say yes or no: never to the own proposal. No query."""
    is_own = (one.by_kind, one.by_id) == ("staff", staff.pk)
    return one.is_asked and not is_own and limit_of(staff, ticket) >= one.fen


def approvers(ticket: Ticket, fen: int, *, besides: int, at: datetime) -> list[Staff]:
    """Whose limit reaches so far and who sees the ticket, the nearest only: who leads the team, else others of the team,
    else who sees everything. Who is away is asked only where nobody else is left. Two queries.
    """
    seats = Membership.objects.filter(staff=OuterRef("pk"), team=ticket.team_id)
    here = Staff.objects.filter(is_active=True).exclude(pk=besides).select_related("role").order_by("pk")
    people = here.annotate(sits=Exists(seats), leads=Exists(seats.filter(leads=True)))
    able = [one for one in people if limit_of(one, ticket) >= fen and _sees(one)]
    away = set(Absence.objects.filter(since__lte=at, until__gt=at).values_list("staff", flat=True))
    present = [one for one in able if one.pk not in away]
    head = ticket.team.head_id if ticket.team else None
    return _nearest(present, head) or _nearest(able, head)


def _sees(staff: Staff) -> bool:
    return staff.allows(Right.SEE_ALL) or (staff.allows(Right.SEE_TEAMS) and vars(staff)["sits"])


def _nearest(people: Iterable[Staff], head: int | None) -> list[Staff]:
    circles: tuple[list[Staff], ...] = ([], [], [])
    for one in people:
        circles[0 if vars(one)["leads"] or one.pk == head else 1 if vars(one)["sits"] else 2].append(one)
    return next((circle for circle in circles if circle), [])
