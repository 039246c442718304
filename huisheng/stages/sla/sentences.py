"""Promises as people read them, in the reader's language."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import ClockKind, Commitment, ServicePolicy


def amount_text(amount: int, unit: str) -> str:
    """ "15 minutes", "2 hours", "3 working days": as it was promised, never turned into another unit."""
    texts = {
        "minute": lambda: ngettext("%(n)d minute", "%(n)d minutes", amount),
        "hour": lambda: ngettext("%(n)d hour", "%(n)d hours", amount),
        "natural_day": lambda: ngettext("%(n)d day", "%(n)d days", amount),
        "work_day": lambda: ngettext("%(n)d working day", "%(n)d working days", amount),
    }
    return texts[unit]() % {"n": amount}


def promise_text(commitment: Commitment) -> str:
    """ "first response within 15 minutes" (15 分钟内首响)."""
    sentences = {
        ClockKind.FIRST_RESPONSE: _("first response within %(time)s"),
        ClockKind.GIVE_PLAN: _("a plan within %(time)s"),
        ClockKind.PROGRESS_UPDATE: _("progress every %(time)s"),
        ClockKind.RESOLVE: _("solved within %(time)s"),
        ClockKind.FORMAL_REPLY: _("formal reply within %(time)s"),
    }
    return sentences[ClockKind(commitment.kind)] % {"time": amount_text(commitment.amount, commitment.unit)}


def why_promised(commitment: Commitment) -> str:
    """ "红色 · 15 分钟内首响 · 7×24": for whom, what, on which hours. Needs policy and its calendar loaded."""
    policy = commitment.policy
    return " · ".join([for_whom(policy), promise_text(commitment), hours_text(policy)])


def for_whom(policy: ServicePolicy) -> str:
    """The head of a policy's name: “红色” of “红色：15 分钟响应，2 小时给方案”."""
    return re.split(r"[：:]", policy.label, maxsplit=1)[0].strip()


def hours_text(policy: ServicePolicy) -> str:
    """The hours a promise counts: 7×24, or the calendar's name."""
    return "7×24" if never_closes(policy.calendar.weekly) else policy.calendar.label


def never_closes(weekly: dict[str, list[list[str]]]) -> bool:
    """Whether a week of a calendar is open all day, every day."""
    return all(["00:00", "00:00"] in weekly.get(str(day), []) for day in range(7))
