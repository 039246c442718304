"""Absences on the desk: one's own, and those of the people one plans for."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.actions import add_absence, end_absence
from huisheng.core.accounts.gate import StaffRequest, staff_required
from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.planning import people_planned_by, people_seen_by
from huisheng.core.accounts.roster_forms import AbsenceForm
from huisheng.core.accounts.shifts import away_in_words

OVER = 20  # absences that are over, newest first


@staff_required
def absences(request: StaffRequest) -> HttpResponse:
    """Who is away now and later; the form enters an absence, one's own or of the people one plans for."""
    today = timezone.localdate()
    people = _entered_by(request.user)
    stand_ins = people_seen_by(request.user).order_by("name", "pk")
    begin = {"staff": request.user.pk, "first": today, "last": today}
    form = AbsenceForm(request.POST or None, people=people, stand_ins=stand_ins, initial=begin)
    if form.is_valid():
        staff = form.cleaned_data["staff"]
        if form.done(add_absence, staff, **form.answers(), by=request.user.party):
            messages.success(request, _("Saved: %(name)s") % {"name": staff.name})
            return redirect("desk:absences")
    now = timezone.now()
    rows = Absence.objects.filter(staff__in=people).select_related("staff", "substitute")
    coming = [(one, away_in_words(one)) for one in rows.filter(until__gt=now)]
    over = [(one, away_in_words(one)) for one in rows.filter(until__lte=now).order_by("-until")[:OVER]]
    context = {"form": form, "now": now, "coming": coming, "over": over}
    return render(request, "accounts/absences.html", context)


@require_POST
@staff_required
def absence_end(request: StaffRequest, absence_id: int) -> HttpResponse:
    """Back already, or not away at all."""
    rows = Absence.objects.select_related("staff", "substitute").filter(staff__in=_entered_by(request.user))
    one = get_object_or_404(rows, pk=absence_id)
    end_absence(one, by=request.user.party)
    messages.success(request, _("%(name)s is back.") % {"name": one.staff.name})
    return redirect("desk:absences")


def _entered_by(staff: Staff) -> QuerySet[Staff]:
    """Oneself, and everybody one plans for."""
    people = Staff.objects.filter(Q(pk__in=people_planned_by(staff).values("pk")) | Q(pk=staff.pk))
    return people.order_by("name", "pk")
