"""Tell colleagues: a line in the bell, and a letter where the person or the step wants one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.base.news import push
from huisheng.core.base.rows import store
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event
from huisheng.kit.party import Party
from huisheng.watch.notify.letters import linked
from huisheng.watch.notify.models import ALARMS, DIGEST, Delivery, Notice, NoticeTemplate, Robot, Telling, Wish
from huisheng.watch.notify.variables import staff_variables
from huisheng.watch.notify.wishes import Manner, manner_of, wishes_of
from huisheng.watch.notify.wording import body_of, subject_of

from .deliveries import DEFAULT_LANGUAGE, is_too_late, note_delivery, ticket_of

Audience = NoticeTemplate.Audience
GATHER = timedelta(seconds=5)  # letters and robot messages of alarms wait so long for others that ring at the same time
ONE_BY_ONE = "SELECT pg_advisory_xact_lock(%s, %s)"
BELL_LOCK = 7_301  # our own number, so that the lock is nobody else's


@transaction.atomic(savepoint=False)
def tell_staff(
    event: Event, code: str, staff: Staff, *, audience: str = Audience.ASSIGNEE, wish: Wish | None = None
) -> Notice | None:
    """Ring one colleague's bell, and write a letter to who wants one (by default: who is not at the desk); twice is once.

    None when the template is switched off, the colleague left, was told before, did it, or wishes no bell for this.
    In the person's quiet hours the bell makes no sound and the letter waits for their end. `wish` spares looking it up.
    """
    if not staff.is_active or event.by == Party("staff", staff.pk):
        return None
    if Notice.objects.filter(staff=staff, event=event, code=code).exists():
        return None
    template = template_for(code, audience)
    if template and not template.enabled:
        return None
    manner = manner_of(event, code, staff, wish or wishes_of([staff])[staff.pk], template=template)
    notice = _ring(event, code, staff, audience, manner) if manner.bell else None
    if template and manner.letter and not is_too_late(event):
        _write_or_wait(event, template, staff, audience, manner, was_rung=notice is not None)
    return notice


def mark_read(staff: Staff, notice_ids: Iterable[int] | None = None) -> int:
    """Mark these notices of this colleague as read, with what a digest among them holds, or all of them; returns how
    many were unread."""
    unread = Notice.objects.filter(staff=staff, read_at=None)
    if notice_ids is not None:
        wanted = list(notice_ids)
        unread = unread.filter(Q(pk__in=wanted) | Q(digest__in=wanted))
    count = unread.update(read_at=timezone.now())
    if count:
        push(f"staff:{staff.pk}", kind="notices_read", ident=staff.pk)
    return count


def wait_for(
    event: Event, code: str, way: str, *, due_at: datetime, staff: Staff | None = None, robot: Robot | None = None,
    audience: str = "", quiet: bool = False,
) -> None:  # fmt: skip
    """Let an alarm (or a letter of the quiet hours) wait for its turn with one reader; twice is once."""
    row = Telling(
        event=event, code=code, way=way, due_at=due_at, staff=staff, robot=robot, audience=audience, quiet=quiet
    )
    store(row, unless_there=True)


def template_for(code: str, audience: str) -> NoticeTemplate | None:
    """The wording for this audience; who has none of its own reads what supervisors read."""
    found = NoticeTemplate.objects.filter(code=code, audience__in=[audience, Audience.SUPERVISOR])
    by_audience = {one.audience: one for one in found}
    return by_audience.get(audience) or (by_audience.get(Audience.SUPERVISOR) if code in ALARMS else None)


def write_to_staff(event: Event, template: NoticeTemplate, staff: Staff) -> Outbound:
    """One letter about one event, in the colleague's language."""
    with translation.override(staff.language or DEFAULT_LANGUAGE):
        variables = staff_variables(event, ticket_of(event), audience=template.audience)
        subject, text = subject_of(template, variables), body_of(template, variables)
        about = variables["number"]
        letter = queue_out(to=staff.email, subject=subject, text=text, about=about, **linked(text, variables))
    note_delivery(event, template.code, f"staff:{staff.pk}", letter)
    return letter


def into_digest(staff: Staff, notices: Iterable[Notice], *, under: Event, at: datetime) -> Notice:
    """Put these lines of the bell behind one, which is made for them."""
    digest = Notice.objects.create(
        staff=staff, event=under, code=DIGEST, ticket_id=under.ticket_id or 0, audience=Audience.ASSIGNEE, at=at
    )
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(digest=digest)
    return digest


def _ring(event: Event, code: str, staff: Staff, audience: str, manner: Manner) -> Notice:
    notice = Notice.objects.create(
        staff=staff, event=event, code=code, ticket_id=event.ticket_id or 0, audience=audience, at=event.at
    )
    if code in ALARMS:
        _calm(notice, event, staff)
    if manner.quiet_until is None:
        push(f"staff:{staff.pk}", kind="notice", ident=notice.pk)
    elif code in ALARMS:
        wait_for(event, code, Telling.Way.APP, due_at=manner.quiet_until, staff=staff, quiet=True)
    return notice


def _calm(notice: Notice, event: Event, staff: Staff) -> None:
    """Many alarms at once are one line: the storm's own digest takes what rang within the window."""
    with connection.cursor() as cursor:  # two reactions at once must not count past each other
        cursor.execute(ONE_BY_ONE, [BELL_LOCK, staff.pk])
    since = notice.at - timedelta(seconds=house("notices.digest_seconds"))
    recent = list(
        Notice.objects.filter(staff=staff, code__in=[*ALARMS, DIGEST], digest=None, at__gt=since, at__lte=notice.at)
    )
    digest = next((one for one in recent if one.code == DIGEST), None)
    if digest is not None:
        Notice.objects.filter(pk__in=[one.pk for one in recent if one is not digest]).update(digest=digest)
        Notice.objects.filter(pk=digest.pk).update(read_at=None)
    elif len(recent) > house("notices.digest_above"):
        into_digest(staff, recent, under=event, at=notice.at)


def _write_or_wait(
    event: Event, template: NoticeTemplate, staff: Staff, audience: str, manner: Manner, *, was_rung: bool
) -> None:
    reader = f"staff:{staff.pk}"
    if not was_rung and Delivery.objects.filter(event=event, code=template.code, reader=reader).exists():
        return
    if manner.quiet_until or template.code in ALARMS:
        due_at = manner.quiet_until or timezone.now() + GATHER
        is_quiet = manner.quiet_until is not None
        wait_for(event, template.code, Telling.Way.EMAIL, due_at=due_at, staff=staff, audience=audience, quiet=is_quiet)
    else:
        write_to_staff(event, template, staff)
