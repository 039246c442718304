"""What did I do today."""

from datetime import date, datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import not_found
from huisheng.kit.durations import describe_minutes
from huisheng.stages.praise.queries import own_praise
from huisheng.watch.insight.my_day import chosen_day, day_of, may_look, people_for
from huisheng.watch.insight.period import DAY
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.confirming import raised_to

FIRST_DAY = date(2000, 1, 1)  # before it nobody looks back further


@require_safe
@staff_required()
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/day/?person=&day=: the own day; supervisors look at those of their people. Others do not exist.

    `?words`: what customers said about the person on that day, `?raised`: what was raised to oneself and goes on; both are
    fetched by the page itself.
    """
    if "raised" in request.GET:
        return render(request, "workspace/_day_raised.html", {"raised": raised_to(request.user)})
    person, day = _person(request), max(chosen_day(request.GET.get("day", "")), FIRST_DAY)
    if "words" in request.GET:
        context = {"praised": own_praise(person, *_bounds(day)), "own": person == request.user}
        return render(request, "workspace/_day_praise.html", context)
    found = day_of(request.user, person, day)
    wait = describe_minutes(found.first_wait.total_seconds() / 60) if found.first_wait else ""
    context = {
        "found": found,
        "wait": wait,
        "people": people_for(request.user),
        "today": timezone.localdate(),
        "before": day - DAY,
        "after": day + DAY,
    }
    return render(request, "workspace/day.html", context)


def _bounds(day: date) -> tuple[datetime, datetime]:
    since = timezone.make_aware(datetime.combine(day, time.min))
    return since, timezone.make_aware(datetime.combine(day + DAY, time.min))


def _person(request: StaffRequest) -> Staff:
    given = request.GET.get("person", "")
    if not given or given == str(request.user.pk):
        return request.user
    known = given.isascii() and given.isdecimal() and len(given) < 19
    person = Staff.objects.filter(pk=int(given)).first() if known else None
    if person is None or not may_look(request.user, person):
        raise not_found()
    return person
