"""The review of callbacks of a week or a month, and the lists behind its numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Category
from huisheng.kit.mask import redact
from huisheng.stages.followup.models import Callback
from huisheng.stages.improvement.queries import of_review
from huisheng.watch.insight.metrics import BY_KEY, Thing
from huisheng.watch.insight.period import DAY, Period, chosen, own, week_of
from huisheng.watch.insight.queries import numbers_of
from huisheng.watch.insight.review.coaching import Need
from huisheng.watch.insight.review.reading import (
    LEAST_CALLERS,
    STEPS,
    behind_page,
    callers_in,
    categories_of,
    coached,
    met,
    own_talks,
    problem_words,
    problems_of,
    slow,
    slow_steps,
    to_share,
)
from huisheng.watch.insight.targets.plan import last_of, month_of, months_later
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace import figures
from huisheng.web.workspace.views.numbers import weeks

SHOWN = (
    "calls",
    "calls_reached",
    "calls_on_time",
    "calls_open",
    "record_complete",
    "call_rating",
    "warm",
    "once_calls",
)
MONTHS = 6  # offered by the picker


@require_safe
@staff_required(Right.ANSWER)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/callbacks/review/?week=2026-11-16 or ?month=2026-11: last week's, unless said."""
    period, asked = period_of(request.GET.dict())
    leads = request.user.allows(Right.NUMBERS)
    sums = leads or callers_in(request.user, period) >= LEAST_CALLERS
    counted = numbers_of(Thing.CALLS, request.user, period), numbers_of(Thing.CALLS, request.user, period.before)
    slowly = slow_steps(request.user, period) if sums else {}
    context = {
        "period": period, "asked": urlencode(asked), "of_month": "month" in asked, "weeks": weeks(), "months": months(), "leads": leads,
        "sums": sums, "least": LEAST_CALLERS, "figures": [figures.figure(*counted, BY_KEY[key]) for key in SHOWN],
        "problems": problems_of(request.user, period) if sums else [],
        "categories": categories_of(request.user, period) if sums else [],
        "steps": [(code, STEPS[code], n) for code, n in slowly.items()],
        "shared": to_share(request.user, period), "redact": redact,
        "own": own_talks(request.user, period), "needs": Need,
        "coached": coached(request.user, period) if leads else [], "own_days": int(house("warmth.own_days")),
        "actions": of_review(request.user, period.first), "first": period.first, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "workspace/callback_review.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def listed(request: StaffRequest) -> HttpResponse:
    """GET /desk/callbacks/review/list/?week=…&of=late, or of=problem&value=…: the callbacks behind a number."""
    period, asked = period_of(request.GET.dict())
    what, value = request.GET.get("of", "late"), request.GET.get("value", "")
    try:
        rows = _rows(request, period, what, value)
    except KeyError:
        raise Http404 from None
    context = {
        "period": period, "asked": urlencode(asked), "what": urlencode({"of": what, "value": value}),
        "label": STEPS.get(what) or _word(what, value), "page": behind_page(rows, request.GET.get("cursor", "")),
    }  # fmt: skip
    return render(request, "workspace/callback_review_list.html", context)


def period_of(asked: Mapping[str, str]) -> tuple[Period, dict[str, str]]:
    """The days, and the parameters that ask for them again."""
    try:
        month = date.fromisoformat(f"{asked.get('month', '')}-01")
    except ValueError:
        month = None
    if month and 2000 <= month.year < 2200:
        return own(month, last_of(month)), {"month": f"{month:%Y-%m}"}
    last = week_of(timezone.localdate() - 7 * DAY)
    period = chosen({"week": asked.get("week", "") or last.first.isoformat()})
    period = period if period.name == "week" else last
    return period, period.asked


def months() -> list[date]:
    """The last months, the running one first, by their first days."""
    return [months_later(month_of(timezone.localdate()), -n) for n in range(MONTHS)]


def _rows(request: StaffRequest, period: Period, what: str, value: str) -> QuerySet[Callback]:
    if what in STEPS:
        return slow(request.user, period, what)
    return met(request.user, period, what, value)


def _word(what: str, value: str) -> Any:
    found = Category.objects.filter(pk=int(value)).first() if what == "category" else None
    if what == "problem":
        return problem_words().get(value, value)
    return found.label if found else ""
