"""The message a department reads, composed from the elements (requirements S0: 问题 + 需求 + 时限). Pure."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from huisheng.stages.collaboration.models import CollabRequest


def request_text(
    request: CollabRequest, *, owner: str = "", order_number: str = "", now: datetime | None = None
) -> str:
    """Problem, need, deadline, the customer's own time, and who asks, one a line, in the active language.

    「问题：订单 1023，物流 3 天没有更新…时限：今天 11:00 前答复」. It names no customer; the order number is added
    where the problem does not say it already.
    """
    order = order_number if order_number and order_number not in request.problem else ""
    problem = _("order %(order)s: %(problem)s") % {"order": order, "problem": request.problem} if order else ""
    lines = [
        _("Problem: %(text)s") % {"text": problem or request.problem},
        _("Need: %(text)s") % {"text": request.need},
        _("Deadline: please answer by %(time)s") % {"time": moment_of(request.due_at, now)},
    ]
    if request.customer_due_at:
        own = {"time": moment_of(request.customer_due_at, now), "why": request.customer_due_why}
        lines.append(_("The customer's own time: %(time)s, %(why)s") % own)
    if owner:
        lines.append(_("Who asks: %(owner)s") % {"owner": owner})
    return "\n".join(lines)


def moment_of(at: datetime, now: datetime | None = None) -> str:
    """A time with its day, true also when it is read tomorrow: "today (29 Nov) 11:00", "1 Dec 09:00"."""
    local, today = timezone.localtime(at), timezone.localtime(now)
    # Translators: Django's date format of a day; in Chinese n月j日
    day, clock = format_date(local, _("j M")), f"{local:%H:%M}"
    if local.date() == today.date():
        return _("today (%(day)s) %(time)s") % {"day": day, "time": clock}
    return _("%(day)s %(time)s") % {"day": day, "time": clock}
