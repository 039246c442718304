"""Whose duty somebody may see, and whose they may plan."""

from django.db.models import Q, QuerySet

from .models import Membership, Staff
from .rights import Right


def people_planned_by(staff: Staff) -> QuerySet[Staff]:
    """Who changes settings plans for everybody; a lead for the teams led; the others for nobody. One query."""
    people = Staff.objects.filter(is_active=True)
    if staff.allows(Right.SETTINGS):
        return people
    if not staff.allows(Right.ROSTER):
        return people.none()
    led = Membership.objects.filter(staff=staff, leads=True).values("team")
    return people.filter(pk__in=Membership.objects.filter(team__in=led).values("staff"))


def people_seen_by(staff: Staff) -> QuerySet[Staff]:
    """Whose duty one may look at: those one plans for, the own teams and oneself. One query."""
    own = Membership.objects.filter(team__in=Membership.objects.filter(staff=staff).values("team")).values("staff")
    seen = Q(pk__in=people_planned_by(staff).values("pk")) | Q(pk__in=own) | Q(pk=staff.pk)
    return Staff.objects.filter(seen, is_active=True)
