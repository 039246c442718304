"""What colleagues have not sent yet, and what they put off."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from huisheng.core.accounts.models import Staff
from huisheng.core.base.asked import Asked
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.models import Draft, DraftFile, Held, HeldFile, Reading, Snooze, Solution

MOST = 200  # of each sort on one page


def drafts_on(ticket: Ticket, staff: Staff) -> dict[str, Draft]:
    """The person's own drafts on a ticket, by kind. One query."""
    return {one.kind: one for one in _DRAFTS(ticket.pk, staff.pk)}


def files_of_drafts(drafts: Iterable[Draft]) -> dict[int, list[DraftFile]]:
    """The files of these drafts. One query, none without drafts."""
    found: dict[int, list[DraftFile]] = {one.pk: [] for one in drafts}
    rows = DraftFile.objects.filter(draft__in=list(found)).select_related("file").order_by("pk") if found else ()
    for one in rows:
        found[one.draft_id].append(one)
    return found


def held_on(ticket: Ticket) -> list[Held]:
    """What has not left: waiting, or stopped; by its instant. One query."""
    return _HELD(ticket.pk)


def files_of_held(held: Iterable[Held]) -> dict[int, list[HeldFile]]:
    """The files of these. One query, none where nothing waits."""
    found: dict[int, list[HeldFile]] = {one.pk: [] for one in held}
    rows = HeldFile.objects.filter(held__in=list(found)).select_related("file").order_by("pk") if found else ()
    for one in rows:
        found[one.held_id].append(one)
    return found


def snooze_on(ticket: Ticket) -> Snooze | None:
    """Whether somebody put the ticket off. One query."""
    return _SNOOZED.first(ticket.pk)


def drafts_of(staff: Staff) -> QuerySet[Draft]:
    """All drafts of one person on tickets that he or she may still see, newest first."""
    own = Draft.objects.filter(staff=staff, ticket__in=tickets_for(staff))
    return own.select_related("ticket__customer").order_by("-at", "-id")[:MOST]


def held_by(staff: Staff) -> QuerySet[Held]:
    """What of this person has not left, by its instant."""
    own = Held.objects.filter(by_kind="staff", by_id=staff.pk, state__in=Held.OPEN, ticket__in=tickets_for(staff))
    return own.select_related("ticket__customer").order_by("due_at", "id")[:MOST]


def snoozed_by(staff: Staff) -> QuerySet[Snooze]:
    """What this person put off, by the time it comes back; what waits for the customer last."""
    own = Snooze.objects.filter(staff=staff, ended_at=None, ticket__in=tickets_for(staff))
    return own.select_related("ticket__customer").order_by("until", "id")[:MOST]


def put_off(staff: int) -> Q:
    """Of tickets: those that this person put off. A handful of rows behind a partial index, so the queue keeps its own."""
    return Q(Exists(Snooze.objects.filter(staff=staff, ticket=OuterRef("pk"), ended_at=None)))


def came_back(staff: int) -> Q:
    """Of tickets: those that came back and were not looked at yet."""
    back = Snooze.objects.filter(staff=staff, ticket=OuterRef("pk"), ended_at__isnull=False, seen_at=None)
    return Q(Exists(back))


def unsent_counts(staff: Staff) -> dict[str, int]:
    """How much of this person's is not sent, or put off. Three small queries."""
    return {
        "drafts": Draft.objects.filter(staff=staff).count(),
        "held": Held.objects.filter(by_kind="staff", by_id=staff.pk, state__in=Held.OPEN).count(),
        "snoozed": Snooze.objects.filter(staff=staff, ended_at=None).count(),
    }


def readings_of(tickets: list[int]) -> list[Reading]:
    """When the customer looked at the progress pages of these tickets, oldest first. One query."""
    return _READINGS(tickets)


_DRAFTS: Asked[Draft] = Asked(lambda ticket, staff: Draft.objects.filter(ticket=ticket, staff=staff), int, int)
_HELD: Asked[Held] = Asked(
    lambda ticket: Held.objects.filter(ticket=ticket, state__in=Held.OPEN).order_by("due_at", "id"), int
)
_SNOOZED: Asked[Snooze] = Asked(
    lambda ticket: Snooze.objects.filter(ticket=ticket, ended_at=None).select_related("staff"), int
)
_READINGS: Asked[Reading] = Asked(
    lambda tickets: Reading.objects.filter(ticket__any=tickets).order_by("at", "pk"), list
)


def work_has_begun(ticket: Ticket) -> bool:
    """Whether the customer has a solution of ours, or a colleague's answer. Two small queries."""
    answers = ticket.messages.filter(kind=Message.Kind.REPLY, by_kind__in=("staff", "token"))
    return Solution.objects.filter(ticket=ticket).exists() or answers.exists()
