"""Write down the initial assessment of a complaint (GB/T 19012)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.triage.models import Assessment


class NothingAssessed(Refused):
    code = "nothing_assessed"
    message = _("Please choose at least one of the criteria.")


@transaction.atomic
def assess_ticket(
    ticket: Ticket,
    *,
    by: Party,
    severity: str = "",
    safety: bool | None = None,
    complexity: str = "",
    impact: str = "",
    at_once: bool | None = None,
    words: str = "",
    at: datetime | None = None,
) -> Assessment:
    """Severity, safety, complexity, impact, need of immediate action. Written anew it replaces the one before; the
    ledger keeps that it was. Degrees are codes of `Assessment.Degree`. Raises NothingAssessed, ValueError.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    degrees = {name: value and Assessment.Degree(value).value for name, value in
               (("severity", severity), ("complexity", complexity), ("impact", impact))}  # fmt: skip
    if not any(degrees.values()) and safety is None and at_once is None:
        raise NothingAssessed
    fields = {**degrees, "safety": safety, "at_once": at_once, "words": words.strip(), "at": at}
    found, _new = Assessment.objects.update_or_create(
        ticket=ticket, defaults={**fields, "by_kind": by.kind, "by_id": by.id}
    )
    said: dict[str, Any] = {
        name: value for name, value in fields.items() if name not in ("words", "at") and value not in ("", None)
    }
    record_event(ticket, "ticket_assessed", by=by, at=at, **said)
    return found
