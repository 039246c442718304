"""Switch a whole preset at once."""

from django.db import transaction

from huisheng.kit.party import Party
from huisheng.stages.sla.models import ServicePolicy

from .policies import switch_policy


@transaction.atomic
def switch_family(family: str, *, enabled: bool, by: Party) -> list[ServicePolicy]:
    """All policies of a preset promise, or all rest; returns those that changed.

    One that names no time yet cannot promise and is left as it is. Tickets that have its clocks keep them.
    """
    rows = ServicePolicy.objects.filter(family=family, retired_at=None).exclude(enabled=enabled).order_by("rank", "id")
    if enabled:
        rows = rows.filter(commitments__isnull=False).distinct()
    return [switch_policy(row, enabled=enabled, by=by) for row in rows]
