"""Deliver the alarms that waited: alone, or as one digest when there are many or the quiet hours end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house_all
from huisheng.core.base.news import push
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event
from huisheng.watch.notify.items import Item, Told, items_of, listed
from huisheng.watch.notify.models import DIGEST, Notice, NoticeTemplate, Robot, RobotMessage, Telling
from huisheng.watch.notify.variables import public_base
from huisheng.watch.notify.wording import body_of, subject_of

from .colleagues import into_digest, template_for, write_to_staff
from .deliveries import DEFAULT_LANGUAGE
from .robots import queue_message

READERS = 50
AT_ONCE = 500  # alarms in one digest; more make another
LOADED = ("ticket__grade", "ticket__customer", "ticket__assignee", "ticket__team")
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7301))"
Reader = tuple[int | None, int | None, str]  # staff, robot, way


def tell_waiting(*, now: datetime | None = None) -> int:
    """Deliver what has waited long enough and return how many alarms that were. Any number of workers may, at once."""
    now = now or timezone.now()
    due = Telling.objects.filter(told_at=None, due_at__lte=now).order_by("staff", "robot", "way")
    readers = list(due.values_list("staff", "robot", "way").distinct()[:READERS])
    return sum(_tell_reader(reader, now) for reader in readers)


@transaction.atomic
def _tell_reader(reader: Reader, now: datetime) -> int:
    if not _is_ours(reader):
        return 0
    due = _of(reader).filter(told_at=None, due_at__lte=now).select_related("staff", "robot").order_by("event_id")
    rows = list(due[:AT_ONCE])
    if not rows:
        return 0
    settings = house_all()
    window, most = timedelta(seconds=settings["notices.digest_seconds"]), settings["notices.digest_above"]
    recent = _of(reader).filter(told_at__gt=now - window)
    if recent and len(rows) + recent.count() > most:
        return _wait_longer(rows, recent, window)
    told = _told(rows)
    is_digest = len(rows) > most or (len(rows) > 1 and any(row.quiet for row in rows))
    (_as_digest if is_digest else _one_by_one)(rows, told, now)
    for row in rows:
        row.told_at = now
    Telling.objects.bulk_update(rows, ["told_at", "letter", "message"])
    return len(rows)


def _is_ours(reader: Reader) -> bool:
    """Only one of several workers speaks to a reader at a time: half a digest each would be two."""
    with connection.cursor() as cursor:
        cursor.execute(TRY_LOCK, [str(reader)])
        return bool((cursor.fetchone() or (False,))[0])


def _of(reader: Reader) -> QuerySet[Telling]:
    staff, robot, way = reader
    return Telling.objects.filter(staff=staff, robot=robot, way=way)


def _wait_longer(rows: Sequence[Telling], recent: QuerySet[Telling], window: timedelta) -> int:
    """The storm goes on: what came after the last message is gathered until its window is over."""
    last = recent.aggregate(last=Max("told_at"))["last"]
    Telling.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=last + window)
    return 0


def _told(rows: Sequence[Telling]) -> list[Told]:
    events = Event.objects.select_related(*LOADED).in_bulk([row.event_id for row in rows])
    return [(events[row.event_id], row.code) for row in rows]


def _one_by_one(rows: Sequence[Telling], told: Sequence[Told], now: datetime) -> None:
    for row, (event, code) in zip(rows, told, strict=True):
        if row.robot:
            row.message = _say(row.robot, [(event, code)])
        elif row.staff and row.way == Telling.Way.APP:
            push(f"staff:{row.staff.pk}", kind="notice", ident=row.pk)
        elif row.staff and row.staff.is_active and (template := template_for(code, row.audience)):
            row.letter = write_to_staff(event, template, row.staff)


def _as_digest(rows: Sequence[Telling], told: Sequence[Told], now: datetime) -> None:
    robot, staff = rows[0].robot, rows[0].staff
    if robot:
        message = _say(robot, told)
        for row in rows:
            row.message = message
    elif staff and rows[0].way == Telling.Way.APP:
        _fold(staff, [event for event, _code in told], now)
    elif staff and staff.is_active:
        letter = _write(staff, told)
        for row in rows:
            row.letter = letter


def _say(robot: Robot, told: Sequence[Told]) -> RobotMessage:
    with translation.override(robot.language or DEFAULT_LANGUAGE):
        return queue_message(robot, items_of(told), code=DIGEST if len(told) > 1 else told[0][1])


def _fold(staff: Staff, events: Sequence[Event], now: datetime) -> None:
    """The quiet hours are over: what nobody has read yet is one line, and now it may make a sound."""
    silent = Notice.objects.filter(staff=staff, event__in=events, read_at=None, digest=None).exclude(code=DIGEST)
    notices = list(silent.order_by("id"))
    if len(notices) > 1:
        into_digest(staff, notices, under=events[0], at=now)
    push(f"staff:{staff.pk}", kind="notice", ident=staff.pk)


def _write(staff: Staff, told: Sequence[Told]) -> Outbound:
    with translation.override(staff.language or DEFAULT_LANGUAGE):
        items = items_of(told)
        worded = template_for(DIGEST, NoticeTemplate.Audience.ASSIGNEE)
        template = worded if worded and worded.enabled else _plain()
        variables = digest_variables(items)
        text = body_of(template, variables)
        return queue_out(to=staff.email, subject=subject_of(template, variables), text=text, link=variables["link"])


def digest_variables(items: Sequence[Item]) -> dict[str, str]:
    """What the wording of a digest is filled with."""
    link = f"{public_base()}/desk/notices/"
    return {"count": str(len(items)), "list": listed(items), "link": link, "number": ""}


def _plain() -> NoticeTemplate:
    """Where a house has no wording for a digest: the bare facts."""
    return NoticeTemplate(subject="{count}", subject_en="{count}", body="{list}\n{link}", body_en="{list}\n{link}")
