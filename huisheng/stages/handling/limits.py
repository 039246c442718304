"""Who may give how much: the limits of roles by grade, and who is near enough to say yes to more."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from huisheng.core.accounts.models import Absence, Membership, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.remembered import Remembered
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.models import Compensation, CompensationLimit

State = Compensation.State
ALLOWED = (State.APPROVED, State.GIVEN)
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
    """What is left of the own limit: what this person allowed on this ticket counts, the own and that of others, so that
    many small amounts are not one large one. One query.
    """
    return max(limit_of(staff, ticket) - used_on(ticket).get(staff.pk, 0), 0)


def used_on(ticket: Ticket) -> dict[int, int]:
    """Staff → the fen that this person allowed on this ticket, and on those merged into it. One query."""
    allowed = Compensation.objects.filter(ticket=ticket, state__in=ALLOWED).order_by()
    return used_of(allowed.only("state", "fen", "decided_by_id", "by_kind", "by_id"))


def used_of(rows: Iterable[Compensation]) -> dict[int, int]:
    """The same of rows that are there already: who decided allowed it, else who proposed it within the own limit."""
    used: dict[int, int] = {}
    for one in rows:
        who = one.decided_by_id or (one.by_id if one.by_kind == "staff" else None)
        if who is not None and one.state in ALLOWED:
            used[who] = used.get(who, 0) + one.fen
    return used


def may_decide(staff: Staff, one: Compensation, ticket: Ticket, *, used: int = 0) -> bool:
    """Whether this person, who sees the ticket, may say no; with what is `used` of the limit (fen), whether a yes. Never
    to the own proposal. No query.
    """
    is_own = (one.by_kind, one.by_id) == ("staff", staff.pk)
    return one.is_asked and not is_own and limit_of(staff, ticket) - used >= one.fen


def approvers(ticket: Ticket, fen: int, *, besides: int, at: datetime) -> list[Staff]:
    """Whose limit reaches so far, with what they allowed there before, and who sees the ticket; the nearest only: who
    leads the team, else others of the team, else who sees everything. Who is away is asked only where nobody else is left.
    Three queries.
    """
    used = used_on(ticket)
    seats = Membership.objects.filter(staff=OuterRef("pk"), team=ticket.team_id)
    here = Staff.objects.filter(is_active=True).exclude(pk=besides).select_related("role").order_by("pk")
    people = here.annotate(sits=Exists(seats), leads=Exists(seats.filter(leads=True)))
    able = [one for one in people if limit_of(one, ticket) - used.get(one.pk, 0) >= fen and _sees(one)]
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
