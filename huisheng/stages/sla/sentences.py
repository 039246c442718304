"""Promises as people read them, in the reader's language."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.core.accounts.models import Calendar

from .models import Clock, ClockKind, Commitment, ServicePolicy, Unit


def amount_text(amount: int, unit: str) -> str:
    """ "15 minutes", "2 hours", "3 working days": as it was promised, never turned into another unit."""
    texts = {
        "minute": lambda: ngettext("%(n)d minute", "%(n)d minutes", amount),
        "hour": lambda: ngettext("%(n)d hour", "%(n)d hours", amount),
        "natural_day": lambda: ngettext("%(n)d day", "%(n)d days", amount),
        "work_day": lambda: ngettext("%(n)d working day", "%(n)d working days", amount),
        "end_of_day": lambda: _midnight(amount),
    }
    return texts[unit]() % {"n": amount}


def promise_text(commitment: Commitment) -> str:
    """ "first response within 15 minutes" (15 分钟内首响), "First response by 24:00 the next day"."""
    span = amount_text(commitment.amount, commitment.unit)
    if commitment.unit == Unit.END_OF_DAY:
        return _("%(kind)s by %(time)s") % {"kind": ClockKind(commitment.kind).label, "time": span}
    return kind_text(commitment.kind, span)


def _midnight(days: int) -> str:
    """24:00 of the Nth day after the day of the start."""
    if days < 2:
        return _("24:00 the next day") if days else _("24:00 the same day")
    return _("24:00 on day %(n)d") % {"n": days}


def kind_text(kind: str, span: str) -> str:
    """What a kind promises within a span of time, as `amount_text` writes it."""
    sentences = {
        ClockKind.HUMAN_PICKUP: _("a person within %(time)s"),
        ClockKind.FIRST_RESPONSE: _("first response within %(time)s"),
        ClockKind.NEXT_REPLY: _("every further answer within %(time)s"),
        ClockKind.START_HANDLING: _("work begun within %(time)s"),
        ClockKind.GIVE_PLAN: _("a plan within %(time)s"),
        ClockKind.PROGRESS_UPDATE: _("progress every %(time)s"),
        ClockKind.RESOLVE: _("solved within %(time)s"),
        ClockKind.FORMAL_REPLY: _("formal reply within %(time)s"),
        ClockKind.COLLAB_REPLY: _("the department answers within %(time)s"),
        ClockKind.RESULT_CONFIRM: _("result confirmed within %(time)s"),
        ClockKind.CALLBACK: _("called back within %(time)s"),
        ClockKind.CALLBACK_RECORD: _("the call recorded within %(time)s"),
        ClockKind.PROMISE: _("promised within %(time)s"),
        ClockKind.DAILY_TRACKING: _("checked every working day, within %(time)s"),
        ClockKind.REGULATOR_REPLY: _("the regulator answered within %(time)s"),
        ClockKind.RECTIFY: _("put right within %(time)s"),
    }
    return sentences[ClockKind(kind)] % {"time": span}


def why_promised(clock: Clock) -> str:
    """ "红色 · 15 分钟内首响 · 7×24": for whom, what, on which hours. Needs policy and its calendar loaded."""
    if clock.commitment is not None:
        policy = clock.commitment.policy
        return " · ".join([for_whom(policy), promise_text(clock.commitment), hours_text(policy)])
    if clock.amount is None:
        asked = clock.kind == ClockKind.COLLAB_REPLY
        return _("as the department was asked") if asked else _("a colleague's word to the customer")
    span = amount_text(clock.amount, clock.unit)
    return " · ".join([_("a colleague's word to the customer"), span, calendar_text(clock.calendar)])


def for_whom(policy: ServicePolicy) -> str:
    """The head of a policy's name: “红色” of “红色：15 分钟响应，2 小时给方案”."""
    return re.split(r"[：:]", policy.label, maxsplit=1)[0].strip()


def hours_text(policy: ServicePolicy) -> str:
    """The hours a promise counts: 7×24, or the calendar's name."""
    return calendar_text(policy.calendar)


def calendar_text(calendar: Calendar) -> str:
    """7×24, or the calendar's name."""
    return "7×24" if never_closes(calendar.weekly) else calendar.label


def never_closes(weekly: dict[str, list[list[str]]]) -> bool:
    """Whether a week of a calendar is open all day, every day."""
    return all(["00:00", "00:00"] in weekly.get(str(day), []) for day in range(7))
