"""Somebody is away, and somebody stands in."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import RosterRefused
from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.shifts import away_in_words
from huisheng.core.base.actions import record_change
from huisheng.kit.party import Party


@transaction.atomic
def add_absence(
    staff: Staff, *, since: datetime, until: datetime, substitute: Staff | None = None, reason: str = "", by: Party
) -> Absence:
    """Somebody is away from `since` until `until`; `substitute` stands in meanwhile.

    RosterRefused where it ends before it begins, where the person is away at that time already, and where the
    substitute is the same person or has left.
    """
    _refuse_substitute(staff, substitute)
    if until <= since:
        raise RosterRefused(_("The absence ends before it begins."), last=1)
    list(Staff.objects.select_for_update(no_key=True).filter(pk=staff.pk).values_list("pk"))
    known = Absence.objects.filter(staff=staff, since__lt=until, until__gt=since).first()
    if known:
        words = away_in_words(known)
        raise RosterRefused(_("%(name)s is away then already: %(words)s."), name=staff.name, words=words, first=1)
    absence = Absence.objects.create(
        staff=staff, since=since, until=until, substitute=substitute, reason=reason.strip()[:80]
    )
    record_change(_subject(absence), before=None, after=_facts(absence), by=by)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, now: datetime | None = None, by: Party) -> None:
    """Somebody is back earlier, or is not away at all: what has not begun is taken out, what is over stays."""
    now = now or timezone.now()
    if absence.until <= now:
        raise RosterRefused(_("This absence is over already."))
    before = _facts(absence)
    if absence.since >= now:
        record_change(_subject(absence), before=before, after=None, by=by)
        absence.delete()
        return
    absence.until = now
    absence.save(update_fields=["until"])
    record_change(_subject(absence), before=before, after=_facts(absence), by=by)


def _refuse_substitute(staff: Staff, substitute: Staff | None) -> None:
    if substitute is None:
        return
    if substitute.pk == staff.pk:
        raise RosterRefused(_("Nobody stands in for themselves."), substitute=1)
    if not substitute.is_active:
        raise RosterRefused(_("%(name)s can no longer log in."), name=substitute.name, substitute=1)


def _subject(absence: Absence) -> str:
    return f"accounts.Absence:{absence.pk}"


def _facts(absence: Absence) -> dict[str, str]:
    """What the audit keeps. The reason is the person's own affair and stays out."""
    return {
        "name": absence.staff.name,
        "hours": away_in_words(absence),
        "substitute": absence.substitute.name if absence.substitute else "",
    }
