"""Who may see which request, and what was said on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.crypto import same
from huisheng.kit.errors import Refused
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.collaboration.models import CollabFile, CollabRequest, CollabStep

DUE_FIRST: Order = (("due_at", "asc"), ("id", "asc"))
LATEST_FIRST: Order = (("id", "desc"),)
LOADED = ("team", "contact", "staff", "ticket__assignee", "ticket__team")


class LinkOver(Refused):
    """The colleague's link has run out, or the request was withdrawn; `request` says whom to call instead."""

    code = "link_over"
    status = 410

    def __init__(self, request: CollabRequest) -> None:
        super().__init__()
        self.request = request


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a request's story, with who and what came along."""

    step: CollabStep
    who: str
    files: tuple[CollabFile, ...]


def is_of_department(staff: Staff, request: CollabRequest) -> bool:
    """Whether this person answers for it: sits in the department, or was asked by name."""
    return request.team_id in staff.team_ids or request.staff_id == staff.pk


def requests_for(staff: Staff) -> QuerySet[CollabRequest]:
    """What this person's departments are asked, and what was asked of this person by name."""
    return CollabRequest.objects.filter(Q(team__in=staff.team_ids) | Q(staff=staff)).select_related(*LOADED)


def requests_on(ticket: Ticket) -> list[CollabRequest]:
    """Everything departments were asked on this ticket, in order. One query."""
    return list(CollabRequest.objects.filter(ticket=ticket).select_related("team").order_by("seq"))


def request_for(staff: Staff, pk: int) -> CollabRequest:
    """One request, for the department it went to and for whoever may see its ticket. Raises NotFound."""
    request = CollabRequest.objects.select_related(*LOADED).filter(pk=pk).first()
    if request is None:
        raise not_found()
    if is_of_department(staff, request) or tickets_for(staff).filter(pk=request.ticket_id).exists():
        return request
    raise not_found()


def request_for_link(pk: int, secret: str, *, now: datetime | None = None) -> CollabRequest:
    """The colleague's link: the derived secret, compared in constant time. Raises NotFound, LinkOver."""
    request = CollabRequest.objects.select_related(*LOADED).filter(pk=pk).first()
    if request is None or not same(request.secret, secret):
        raise not_found()
    over = request.link_until is not None and request.link_until <= (now or timezone.now())
    if over or request.state == CollabRequest.State.WITHDRAWN:
        raise LinkOver(request)
    return request


def open_page(staff: Staff, cursor: str | None = None, *, size: int = 30) -> Page[CollabRequest]:
    """What the person's departments still owe, what falls due first on top. One query. Raises BadCursor."""
    return page(requests_for(staff).filter(ended_at=None), DUE_FIRST, cursor, size)


def ended_page(staff: Staff, cursor: str | None = None, *, size: int = 30) -> Page[CollabRequest]:
    """What they answered, declined, or need not answer any more, the latest first. One query. Raises BadCursor."""
    return page(requests_for(staff).exclude(ended_at=None), LATEST_FIRST, cursor, size)


def steps_of(requests: Iterable[CollabRequest]) -> dict[int, list[Step]]:
    """The story of each request, oldest first, by its id. Three queries; none where there are no requests."""
    ids = [one.pk for one in requests]
    if not ids:
        return {}
    steps = list(CollabStep.objects.filter(request__in=ids).select_related("contact").order_by("id"))
    staff = {one.by_id for one in steps if one.by_kind == "staff"}
    names = dict(Staff.objects.filter(pk__in=[pk for pk in staff if pk]).values_list("pk", "name"))
    files: dict[int, list[CollabFile]] = {}
    for file in CollabFile.objects.filter(step__request__in=ids).select_related("file").order_by("id"):
        files.setdefault(file.step_id, []).append(file)
    found: dict[int, list[Step]] = {pk: [] for pk in ids}
    for one in steps:
        who = one.contact.name if one.contact else names.get(one.by_id or 0, "") if one.by_kind == "staff" else ""
        found[one.request_id].append(Step(one, who, tuple(files.get(one.pk, ()))))
    return found


def file_of(request: CollabRequest, pk: int) -> CollabFile:
    """A file of this very request. Raises NotFound."""
    found = CollabFile.objects.select_related("file").filter(pk=pk, step__request=request).first()
    if found is None:
        raise not_found()
    return found
