"""When time itself wakes a rule: so long after something, or every day at an hour. Open feedback only."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from huisheng.core.tickets.models import IS_OPEN, Message, Ticket
from huisheng.kit.worktime import is_work_day
from huisheng.stages.sla.calendars import house_calendar, work_calendar
from huisheng.watch.automation.fields import tickets_matching
from huisheng.watch.automation.judge import asked_part
from huisheng.watch.automation.lengths import length_words
from huisheng.watch.automation.models import Rule, Run

MOST_MINUTES = 60 * 24 * 90
SINCE: dict[str, str | Promise] = {
    "opened": pgettext_lazy("rule", "it came in"),
    "customer": pgettext_lazy("rule", "the customer's last words, while nobody answered"),
    "reply": pgettext_lazy("rule", "our last reply, while the customer is silent"),
    "quiet": pgettext_lazy("rule", "anything was last written"),
}
SAID = Message.objects.filter(ticket=OuterRef("pk"), kind__in=[Message.Kind.CUSTOMER, Message.Kind.REPLY])
LAST_WORD = SAID.order_by("-at", "-id")
BEGINS: dict[str, Any] = {
    "opened": F("created_at"),
    "quiet": F("last_message_at"),
    "customer": Subquery(LAST_WORD.values("at")[:1], output_field=DateTimeField()),
    "reply": Subquery(LAST_WORD.values("at")[:1], output_field=DateTimeField()),
}


def timing_faults(timing: Mapping[str, Any]) -> list[str]:
    """What is wrong with it, as sentences; {} is right, it means events only."""
    if not timing:
        return []
    if "daily" in timing:
        return [] if _hour(timing["daily"]) else [_("Please give an hour, for example 09:00.")]
    minutes = timing.get("minutes")
    if timing.get("since") not in SINCE:
        return [_("Please choose since when the time counts.")]
    if not isinstance(minutes, int) or not 0 < minutes <= MOST_MINUTES:
        return [_("Between one minute and 90 days, please.")]
    return []


def timing_words(timing: Mapping[str, Any]) -> str:
    """ "2 hours after the customer's last words, while nobody answered"; "every working day at 09:00"."""
    if "daily" in timing:
        words = _("every working day at %(hour)s") if timing.get("workdays") else _("every day at %(hour)s")
        return words % {"hour": timing["daily"]}
    since = SINCE.get(str(timing.get("since")), "")
    return _("%(long)s have passed since %(since)s") % {
        "long": length_words(int(timing.get("minutes") or 0)),
        "since": since,
    }


def round_at(timing: Mapping[str, Any], now: datetime) -> datetime | None:
    """The instant of today's round of a daily rule, None before it or on a day that has none."""
    hour, today = _hour(timing.get("daily")), timezone.localdate(now)
    if hour is None or (timing.get("workdays") and not _works(today)):
        return None
    at = timezone.make_aware(datetime.combine(today, hour))
    return at if at <= now else None


def due_tickets(rule: Rule, now: datetime, *, fresh: bool = True) -> "QuerySet[Ticket, Ticket]":
    """The open tickets that time hands to this rule now, oldest first, each with `begins`: the instant it counts from.

    Not those this rule answered for the same instant already; with `fresh`, not those that waited long enough before it
    was switched on. What only `Judge` can ask is still to be asked. Index `desk_newest`, last words by `message_in_ticket`.
    """
    tickets = tickets_matching(None, asked_part(rule.condition), now).filter(IS_OPEN)
    if "daily" in rule.timing:
        begins = round_at(rule.timing, now)
        if begins is None:
            return tickets.none()
        answered = Run.objects.filter(rule=rule.pk or 0, ticket=OuterRef("pk"), period_at=begins, dry=False)
        return tickets.filter(~Exists(answered)).order_by("id")
    long = timedelta(minutes=rule.timing["minutes"])
    since = rule.timing["since"]
    tickets = tickets.filter(created_at__lte=now - long).annotate(begins=BEGINS[since]).filter(begins__lte=now - long)
    if since in ("customer", "reply"):
        tickets = tickets.annotate(last_kind=Subquery(LAST_WORD.values("kind")[:1])).filter(last_kind=since)
    if fresh and rule.enabled_at:
        tickets = tickets.filter(begins__gt=rule.enabled_at - long)
    answered = Run.objects.filter(rule=rule.pk or 0, ticket=OuterRef("pk"), period_at=OuterRef("begins"), dry=False)
    return tickets.filter(~Exists(answered)).order_by("id")


def _hour(text: Any) -> time | None:
    try:
        return time.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _works(day: date) -> bool:
    try:
        return is_work_day(day, work_calendar(house_calendar()))
    except LookupError:
        return True
