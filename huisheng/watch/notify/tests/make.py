"""Notices for tests."""

from datetime import datetime
from typing import Any

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.models import Clock
from huisheng.watch.notify.actions import save_robot, save_wish, tell_of_alarm, tell_staff
from huisheng.watch.notify.models import DIGEST, Notice, NoticeTemplate, Robot, Wish


def make_event(ticket: Ticket | None = None, kind: str = "ticket_assigned", **changes: Any) -> Event:
    return record_event(ticket or make_ticket(), kind, by=changes.pop("by", SYSTEM), **changes)


def make_notice(staff: Staff, *, event: Event | None = None, code: str = "ticket_assigned") -> Notice:
    notice = tell_staff(event or make_event(make_ticket(assignee=staff)), code, staff)
    assert notice is not None
    return notice


def make_notice_template(code: str = "ticket_assigned", audience: str = "assignee", **changes: Any) -> NoticeTemplate:
    """The shipped wording, with `changes`."""
    template, _new = NoticeTemplate.objects.get_or_create(
        code=code,
        audience=audience,
        defaults={"subject": "{number}", "subject_en": "{number}", "body": "{link}", "body_en": "{link}"},
    )
    for name, value in changes.items():
        setattr(template, name, value)
    template.save()
    return template


def make_alarm(
    ticket: Ticket | None = None, kind: str = "clock_breached", *, at: datetime | None = None, **payload: Any
) -> Event:
    """An alarm as the bell writes it: `tell`, `ways`, `level`, and the ticket's own clock where it has one."""
    ticket = ticket or make_ticket()
    clock = Clock.objects.filter(ticket=ticket).first()
    about = {"clock": clock.pk, "kind": clock.kind, "due": clock.due_at.isoformat()} if clock else {}
    said = {"alarm": 1, "tell": ["assignee"], "ways": [], "level": 0, **about, **payload}
    return record_event(ticket, kind, by=SYSTEM, at=at, **said)


def make_digest(staff: Staff, count: int = 6) -> Notice:
    """So many alarms at once that they are one line of the bell, which is returned."""
    for _ in range(count):
        tell_of_alarm(make_alarm(make_ticket(assignee=staff)))
    return Notice.objects.get(staff=staff, code=DIGEST)


def make_robot(url: str = "https://robots.example/hook?key=s3cret", **changes: Any) -> Robot:
    """A robot of the house that takes plain JSON."""
    known: dict[str, Any] = {"name": "值班群", "kind": "plain", "url": url}
    return save_robot(None, **known | changes, by=SYSTEM)


def make_wish(staff: Staff, **changes: Any) -> Wish:
    """This person's own wish; quiet hours as the house has them unless said otherwise."""
    known: dict[str, Any] = {"ways": {}, "quiet": "house", "quiet_from": "22:00", "quiet_until": "08:00"}
    return save_wish(staff, **known | changes)
