"""Notices for tests."""

from typing import Any

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import tell_staff
from huisheng.watch.notify.models import Notice, NoticeTemplate


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
