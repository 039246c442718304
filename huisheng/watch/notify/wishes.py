"""By which ways a person hears of what, and when it may be loud: the person's wish, else the house's. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.house import house_all
from huisheng.core.tickets.models import Event
from huisheng.watch.notify.models import OCCASIONS, NoticeTemplate, Wish

BELL, EMAIL = "bell", "email"
LETTERS = {  # when a letter comes beside the bell
    "never": _("never"),
    "away": _("while I am not at the desk"),
    "always": _("always"),
}
FOR_STAFF = (
    "ticket_assigned",
    "message_added",
    "clock_warned",
    "clock_breached",
    "clock_escalated",
    "confirmation_rejected",
    "ticket_raised",
    "raised_offered",
    "ticket_reopened",
    "letter_bounced",
    "compensation_asked",
    "compensation_allowed",
    "compensation_refused",
    "improvement_given",
    "improvement_due",
    "improvement_check",
    "target_behind",
    "callbacks_reviewed",
    "winback_given",
    "winback_due",
    "winback_returned",
    "reply_stopped",
    "reply_still_leaves",
    "ticket_woke",
    "rule_told",
    "rule_troubled",
    "customer_urged",
    "callback_due_soon",
    "callback_late",
    "callback_passed_on",
    "callback_unsolved",
    "callback_low",
    "colleague_called",
    "watched",
    "part_told",
    "repeat_contact",
    "complaint_refiled",
    "hand_over_asked",
    "hand_over_answered",
    "department_asked",
    "request_urged",
    "request_supervised",
    "extension_decided",
    "request_withdrawn",
    "department_answered",
    "department_declined",
    "extension_asked",
    "request_said",
    "requests_stuck",
    "opinion_answered",
    "opinions_new",
    "praise_shared",
    "colleague_praised",
    "ideas_packed",
    "survey_low",
    "survey_low_regular",
)
BELL_STAYS = {  # what always rings, and why
    "ticket_assigned": _("It is yours from that moment on."),
    "clock_breached": _("A broken promise must be seen."),
    "clock_escalated": _("A broken promise must be seen."),
    "confirmation_rejected": _("The customer is waiting for you."),
    "callback_late": _("A broken promise must be seen."),
    "callback_unsolved": _("The customer is waiting for you."),
    "ticket_raised": _("The customer is waiting for you."),
    "reply_stopped": _("The customer has not got your answer."),
    "compensation_asked": _("A colleague is waiting for your yes or no."),
    "hand_over_asked": _("A colleague is waiting for your yes or no."),
    "department_asked": _("A customer is waiting for your answer."),
    "request_supervised": _("A customer is waiting for your answer."),
}
LETTER_STAYS = {"clock_escalated": _("The level of the escalation says whether a letter goes out.")}


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person hears of one event."""

    bell: bool
    letter: bool
    quiet_until: datetime | None  # None: now is no quiet time, or this is too grave to wait


def wishes_of(people: Iterable[Staff]) -> dict[int, Wish]:
    """Staff id → the wish; who wrote none has the house's. One query."""
    ids = [one.pk for one in people]
    found = {wish.staff_id: wish for wish in Wish.objects.filter(staff__in=ids)}
    return {pk: found.get(pk) or Wish(staff_id=pk) for pk in ids}


def manner_of(
    event: Event, code: str, staff: Staff, wish: Wish, *, template: NoticeTemplate | None, at: datetime | None = None
) -> Manner:
    """Bell and letter for this person; what the step itself asks for (`ways`) goes before the wish where it must."""
    return _manner(code, staff, wish, template, event=event, at=at or timezone.now())


def plain_manner_of(code: str, staff: Staff, wish: Wish, *, template: NoticeTemplate | None, at: datetime) -> Manner:
    """The same for what is about no ticket."""
    return _manner(code, staff, wish, template, event=None, at=at)


def _manner(
    code: str, staff: Staff, wish: Wish, template: NoticeTemplate | None, *, event: Event | None, at: datetime
) -> Manner:
    chosen = wish.ways.get(code, {})
    bell = code in BELL_STAYS or bool(chosen.get(BELL, True))
    quiet = None if event is not None and is_loud(event) else quiet_end(wish, at)
    asked = event is not None and EMAIL in (event.payload.get("ways") or ())
    letter = bool(staff.email) and _letter(code, staff, chosen, template, asked=asked)
    return Manner(bell, letter, quiet)


def _letter(code: str, staff: Staff, chosen: dict[str, Any], template: NoticeTemplate | None, *, asked: bool) -> bool:
    wanted = "" if code in LETTER_STAYS else chosen.get(EMAIL, "")
    if asked:
        return wanted != "never"
    if not (template and template.by_email) or wanted == "never":
        return False
    return wanted == "always" or staff.presence != Presence.ONLINE


def is_loud(event: Event) -> bool:
    """Whether it breaks the quiet: a broken promise on grave feedback, or an escalation that has come far."""
    house = house_all()
    level, severity = house["notices.break_level"], house["notices.break_severity"]
    if level and int(event.payload.get("level") or 0) >= level:
        return True
    grave = event.ticket.severity if event.ticket else 0
    return bool(severity) and event.kind in {"clock_breached", "clock_escalated"} and grave >= severity


def quiet_end(wish: Wish, at: datetime) -> datetime | None:
    """When the quiet hours in which `at` lies end for this person; None outside of them."""
    house = house_all()
    if wish.quiet == Wish.Quiet.NEVER or (wish.quiet == Wish.Quiet.HOUSE and not house["notices.quiet"]):
        return None
    if wish.quiet == Wish.Quiet.OWN:
        return end_of_quiet(at, wish.quiet_from, wish.quiet_until)
    return end_of_quiet(at, house["notices.quiet_from"], house["notices.quiet_until"])


def end_of_quiet(at: datetime, begins: str, ends: str) -> datetime | None:
    """The end of the daily stretch `begins` to `ends` (local "HH:MM", over midnight too) around `at`, else None.

    Equal times are no quiet at all. Pure but for the house's time zone.
    """
    since, until = time.fromisoformat(begins), time.fromisoformat(ends)
    local = timezone.localtime(at)
    now = local.time().replace(tzinfo=None)
    today = local.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    if since < until:
        return today if since <= now < until else None
    if since > until:
        if now < until:
            return today
        return today + timedelta(days=1) if now >= since else None
    return None


def occasion_of(code: str) -> str:
    """When it is told, in words."""
    return str(OCCASIONS.get(code, code))
