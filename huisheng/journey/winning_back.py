"""Bells of win-back: one is yours, its day has come, the customer is back."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.utils import timezone

from huisheng.journey.improving import HOUR
from huisheng.kit.mask import mask_name
from huisheng.stages.winback.models import Lost
from huisheng.stages.winback.queries import owners_due, owners_given, owners_of_returned
from huisheng.watch.notify.actions import tell_plainly
from huisheng.watch.notify.models import NoticeTemplate


def tell_of_winbacks(*, now: datetime | None = None) -> int:
    """Owners hear that a plan was made for them, that its day has come (from nine on), and that the customer came back.
    Twice is once. Returns how many bells rang.
    """
    at = now or timezone.now()
    local = timezone.localtime(at)
    rung = _tell(((one, f"given:{one.owner_id}") for one in owners_given(at)), "winback_given", at)
    if local.hour >= HOUR:
        due = ((one, f"due:{one.due_on}") for one in owners_due(local.date()))
        rung += _tell(due, "winback_due", at)
    return rung + _tell(((one, "returned") for one in owners_of_returned(at)), "winback_returned", at)


def _tell(rows: Iterable[tuple[Lost, str]], code: str, at: datetime) -> int:
    rung = 0
    for one, what in rows:
        assert one.owner is not None  # noqa: S101 - the queries ask for those with one
        told = tell_plainly(
            one.owner, code, key=f"winback:{one.pk}:{what}", path=f"/desk/winback/{one.pk}/",
            words=partial(_words, one),
            at=at, audience=NoticeTemplate.Audience.ASSIGNEE,
        )  # fmt: skip
        rung += told is not None
    return rung


def _words(one: Lost) -> dict[str, str]:
    return {"text": f"{mask_name(one.customer.name)} · {one.plan[:40]}".strip(" ·")}
