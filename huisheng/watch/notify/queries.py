"""What the bell and the outbox show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.asked import Asked
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.handling.speech import moment
from huisheng.watch.notify.models import ALARMS, DIGEST, Notice, NoticeTemplate, Robot, RobotMessage
from huisheng.watch.notify.variables import deadline_of, level_word, promise_word, rule_word
from huisheng.watch.notify.wishes import occasion_of
from huisheng.watch.notify.wording import subject_of

Audience = NoticeTemplate.Audience
NEWEST_FIRST: Order = (("id", "desc"),)
MOST_SHOWN = 100  # the bell says 99+


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the bell. `text` is the template's subject, filled with the ticket as it is now.

    `about` says what the ticket is about, so that nobody has to know numbers by heart.
    """

    id: int
    code: str
    number: str
    text: str
    about: str
    at: datetime
    is_read: bool
    request: int = 0  # what a department is led to
    path: str = ""  # what a line about the house itself opens
    count: int = 0  # of a digest: how many lines stand behind it


def unread_count(staff: Staff) -> int:
    """Unread notices, 100 at most (one index-only query)."""
    return len(_UNREAD(staff.pk))


def _unread(staff: int) -> QuerySet[Notice, tuple[int]]:
    return Notice.objects.filter(staff=staff, read_at=None, digest=None).order_by().values_list("pk")[:MOST_SHOWN]


_UNREAD: Asked[tuple[int]] = Asked(_unread, int)


def notices_of(staff: Staff, cursor: str | None = None, *, size: int = 30) -> Page[NoticeRow]:
    """A page of the colleague's notices, newest first; three queries. Raises BadCursor.

    A notice of a ticket that went to others tells its number only: the gate counts when it is read, not when it rang.
    """
    return _page_of(staff, Notice.objects.filter(staff=staff, digest=None), cursor, size)


def notices_behind(staff: Staff, digest_id: int, cursor: str | None = None, *, size: int = 50) -> Page[NoticeRow]:
    """What stands behind one digest of this colleague, newest first; three queries. Raises BadCursor."""
    return _page_of(staff, Notice.objects.filter(staff=staff, digest=digest_id), cursor, size)


def digest_of(staff: Staff, notice_id: int) -> Notice | None:
    """One digest of this colleague's own bell."""
    return Notice.objects.filter(staff=staff, pk=notice_id, code=DIGEST).first()


def _page_of(staff: Staff, notices: QuerySet[Notice], cursor: str | None, size: int) -> Page[NoticeRow]:
    seen = Exists(tickets_for(staff).filter(pk=OuterRef("ticket")))
    behind = Notice.objects.filter(digest=OuterRef("pk")).order_by().values("digest").annotate(n=Count("pk"))
    counted = Case(When(code=DIGEST, then=Subquery(behind.values("n"))), default=Value(0))
    notices = notices.annotate(is_seen=seen, behind=counted)
    notices = notices.select_related("event", "ticket__customer", "ticket__assignee", "ticket__team")
    found: Page[Notice] = page(notices, NEWEST_FIRST, cursor, size)
    wording, teams = _wording_of(found.rows), _teams_of(found.rows)
    return Page([_row(notice, wording, teams) for notice in found.rows], found.next_cursor)


def letters(cursor: str | None = None, *, state: str = "", size: int = 50) -> Page[Outbound]:
    """A page of the outbox, newest first; `state` empty = all. Raises BadCursor."""
    found = Outbound.objects.filter(state=state) if state else Outbound.objects.all()
    return page(found, NEWEST_FIRST, cursor, size)


def robot_rows() -> QuerySet[Robot]:
    """Every robot with its team and how many messages were given up. One query."""
    failed = Count("messages", filter=Q(messages__state=RobotMessage.State.FAILED))
    return Robot.objects.select_related("team").annotate(failed=failed)


def robot_messages(robot: Robot, *, most: int = 20) -> list[RobotMessage]:
    """What this robot was told last, newest first. One query."""
    return list(RobotMessage.objects.filter(robot=robot).order_by("-id")[:most])


def _wording_of(notices: Sequence[Notice]) -> dict[tuple[str, str], NoticeTemplate]:
    templates = NoticeTemplate.objects.filter(code__in={notice.code for notice in notices}) if notices else ()
    return {(template.code, template.audience): template for template in templates}


def _teams_of(notices: Sequence[Notice]) -> dict[int, Team]:
    """The departments that requests among them went to. A query only where there are any."""
    asked = {one.event.payload["team"] for one in notices if one.event and one.event.payload.get("request")}
    return Team.objects.in_bulk(asked) if asked else {}


def _row(notice: Notice, wording: dict[tuple[str, str], NoticeTemplate], teams: dict[int, Team]) -> NoticeRow:
    is_seen: bool = vars(notice)["is_seen"]
    event, ticket = notice.event, notice.ticket
    if event is None or ticket is None:
        return _plain_row(notice, wording.get((notice.code, notice.audience)))
    if notice.code == DIGEST:
        return _digest_row(notice, wording.get((DIGEST, notice.audience)), vars(notice)["behind"] or 0)
    return NoticeRow(
        id=notice.pk,
        code=notice.code,
        number=ticket.number,
        text=_text(event, ticket, _template_in(wording, notice), teams) if is_seen else _gone(ticket),
        about=" · ".join(filter(None, (ticket.customer.name, ticket.subject))) if is_seen else "",
        at=notice.at,
        is_read=notice.read_at is not None,
        request=event.payload.get("request", 0) if notice.audience == Audience.DEPARTMENT else 0,
    )


def _plain_row(notice: Notice, template: NoticeTemplate | None) -> NoticeRow:
    """About the house itself: its wording, filled with what was said when it rang."""
    said = {name: str(value) for name, value in notice.said.items()}
    fallback = occasion_of(notice.code)
    text = subject_of(template, {"number": fallback} | said) if template else fallback
    is_read = notice.read_at is not None
    return NoticeRow(notice.pk, notice.code, "", text, "", notice.at, is_read, path=notice.path)


def _digest_row(notice: Notice, template: NoticeTemplate | None, count: int) -> NoticeRow:
    words = {"count": str(count), "number": _("%(n)s alarms at once") % {"n": count}}
    text = subject_of(template, words) if template else words["number"]
    about = _("Open it to see which ones.")
    is_read = notice.read_at is not None
    return NoticeRow(notice.pk, DIGEST, "", text, about, notice.at, is_read, count=count)


def _template_in(wording: dict[tuple[str, str], NoticeTemplate], notice: Notice) -> NoticeTemplate | None:
    """The wording for this audience, else for alarms the supervisors'; as `template_for` finds it."""
    own = wording.get((notice.code, notice.audience))
    return own or (wording.get((notice.code, NoticeTemplate.Audience.SUPERVISOR)) if notice.code in ALARMS else None)


def _gone(ticket: Ticket) -> str:
    return _("%(number)s is with other colleagues now.") % {"number": ticket.number}


def _text(event: Event, ticket: Ticket, template: NoticeTemplate | None, teams: dict[int, Team]) -> str:
    if template is None:
        return _("News about %(number)s") % {"number": ticket.number}
    owner, said = ticket.assignee or ticket.team, event.payload
    variables = {
        "number": ticket.number,
        "subject": ticket.subject,
        "customer": ticket.customer.name or _("A customer"),
        "owner": str(owner or ""),
        "expected": moment(_due(event) or ticket.due_at),
        "promise": promise_word(event),
        "level": level_word(event),
        "deadline": moment(deadline_of(event)),
        "department": teams[said["team"]].label if said.get("request") else "",
        "rule": rule_word(event),
    }
    return subject_of(template, variables)


def _due(event: Event) -> datetime | None:
    """When the promise this notice is about was due as it rang."""
    due = event.payload.get("due")
    return datetime.fromisoformat(due) if due else None
