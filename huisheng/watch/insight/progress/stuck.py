"""When a request is stuck, as a condition and as an order (requirements S0: the stuck ones on top).

A request is stuck when
- its time is over without an answer (overdue); or
- nothing was heard of the department for longer than `board.silent_percent` of the time it was given; or
- it was answered, and for `board.tell_minutes` nobody has told the customer.
What stands first: overdue, then who has been silent longest beside what is allowed. Nothing else glows.
"""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Extract, Greatest

from huisheng.core.base.house import house_all
from huisheng.core.tickets.status import Status
from huisheng.kit.paging import Order
from huisheng.stages.collaboration.models import CollabRequest, CollabStep

State, Kind = CollabRequest.State, CollabStep.Kind
SIGNS = (Kind.OPENED, Kind.ACCEPTED, Kind.SAID, Kind.EXTENSION_ASKED)  # of life, by the department
WHOLE = 1000  # `silence` is in thousandths of what is allowed
SHORTEST = 60  # seconds: below it no silence is measured
STUCK_FIRST: Order = (("late", "desc"), ("silence", "desc"), ("id", "asc"))
UNTOLD = Q(state=State.ANSWERED, told_customer_at=None)
UNFINISHED = Q(ended_at=None) | (UNTOLD & ~Q(ticket__status=Status.CLOSED))


def measured(found: QuerySet[CollabRequest], at: datetime) -> QuerySet[Any]:
    """The same with `heard_at` (the last sign of the department), `late` and `silence`, all as of `at`."""
    settings = house_all()
    ours = Q(kind=Kind.SAID, by_kind="staff", by_id=OuterRef("by_id"))  # who asked said one word more
    signs = CollabStep.objects.filter(request=OuterRef("pk"), kind__in=SIGNS).exclude(ours)
    latest = signs.order_by("-id").values("at")[:1]
    found = found.annotate(
        heard_at=Case(When(UNTOLD, then=F("answered_at")), default=Coalesce(Subquery(latest), F("asked_at")))
    )
    allowed = Case(
        When(UNTOLD, then=Value(60.0 * settings["board.tell_minutes"])),
        default=_seconds(F("due_at") - F("asked_at")) * (settings["board.silent_percent"] / 100),
    )
    silent = _seconds(Value(at) - F("heard_at")) * WHOLE / Greatest(allowed, Value(float(SHORTEST)))
    return found.annotate(
        late=Case(
            When(ended_at=None, due_at__lt=at, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
        silence=Cast(Greatest(Func(silent, function="floor"), Value(0.0)), BigIntegerField()),
    )


IS_STUCK = Q(late=True) | Q(silence__gte=WHOLE)


def _seconds(span: Any) -> Any:
    return Extract(span, "epoch")


def is_stuck(late: bool, silence: int) -> bool:
    """The same condition for one row."""
    return late or silence >= WHOLE
