"""The grading handbook: so that levels do not drift (requirements S4)."""

from django.http import HttpResponse
from django.shortcuts import render

from huisheng.core.accounts.gate import StaffRequest, staff_required
from huisheng.core.accounts.models import Role
from huisheng.core.catalogue.models import GradingScheme
from huisheng.stages.triage.queries import rules_by_grade


@staff_required
def handbook(request: StaffRequest) -> HttpResponse:
    """Every grade in use with its criteria, its examples and the rules that give it."""
    schemes = GradingScheme.objects.filter(enabled=True).prefetch_related("grades")
    roles = {role.code: role.label for role in Role.objects.all()}
    return render(request, "triage/handbook.html", {"schemes": schemes, "rules": rules_by_grade(), "roles": roles})
