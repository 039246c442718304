"""Improvements for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.stages.improvement.actions import open_improvement
from huisheng.stages.improvement.models import Improvement
from tests.cast import Cast


def make_improvement(cast: Cast, *tickets: Ticket, **changes: Any) -> Improvement:
    """Lin's, to be checked by Chen who opened it, due in ten days."""
    given: dict[str, Any] = {
        "title": "出库前核对型号",
        "action": "打包台贴核对单，扫码后才能封箱",
        "owner": cast.lin,
        "checker": cast.chen,
        "due_on": timezone.localdate(changes.get("at")) + timedelta(days=10),
        "by": cast.chen,
        "tickets": tickets,
    }
    return open_improvement(**given | changes)
