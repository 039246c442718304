"""The live numbers of the board: each is a condition over the open tickets, and opens the list of the same condition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.tickets.status import Status
from huisheng.kit.paging import Order
from huisheng.stages.routing.models import Assignment
from huisheng.watch.insight.board.scope import Look

RED_FIRST: Order = (("severity", "desc"), ("next_due_at", "asc"), ("id", "asc"))
DUE_FIRST: Order = (("next_due_at", "asc"), ("id", "asc"))
OLDEST: Order = (("created_at", "asc"), ("id", "asc"))
QUIETEST: Order = (("last_message_at", "asc"), ("id", "asc"))
OURS = (Status.NEW, Status.OPEN, Status.WAITING_DEPARTMENT)  # the house has the next word
THEIRS = (Status.WAITING_CUSTOMER, Status.AWAITING_CONFIRMATION)
SOON, SOONER = timedelta(minutes=60), timedelta(minutes=15)
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Pile:
    """One number of the board: its tickets among the open ones, and the order of its list."""

    key: str
    name: Words
    words: Words
    condition: Callable[[Look], Q]
    order: Order = RED_FIRST


def _lying(look: Look) -> Q:
    moved = Assignment.objects.filter(ticket=OuterRef("pk"), at__gte=look.ago("pool_hours"))
    return Q(Q(assignee=None, created_at__lt=look.ago("pool_hours")), ~Exists(moved))  # the cheap question first


def _quiet(look: Look) -> Q:
    return Q(status__in=OURS, last_message_at__lt=look.ago("quiet_hours"))


def _paused(look: Look) -> Q:
    return Q(status__in=THEIRS, last_message_at__lt=look.ago("paused_hours"))


PILES: tuple[Pile, ...] = (
    Pile("open", pgettext_lazy("board", "Open"), _("Not closed."), lambda look: Q()),
    Pile("waiting", _("Waiting for a first answer"), _("Open, and no person has answered yet; the receipt is no answer."), lambda look: Q(status=Status.NEW), OLDEST),
    Pile("overdue", pgettext_lazy("board", "Overdue"), _("A promised time is over and was not kept yet. Who waits for the customer is not overdue."), lambda look: Q(next_due_at__lt=look.at)),
    Pile("due_15", _("Due in 15 min"), _("The next promised time is within 15 minutes."), lambda look: Q(next_due_at__gte=look.at, next_due_at__lt=look.at + SOONER), DUE_FIRST),
    Pile("due_60", _("Due within the hour"), _("The next promised time is within 60 minutes."), lambda look: Q(next_due_at__gte=look.at, next_due_at__lt=look.at + SOON), DUE_FIRST),
    Pile("quiet", _("Nothing happens"), _("Ours to move, and nothing was said or noted for longer than the house allows."), _quiet, QUIETEST),
    Pile("lying", _("Nobody takes it"), _("Has been in a pool for longer than the house allows."), _lying, OLDEST),
    Pile("paused", _("Paused too long"), _("We have been waiting for the customer for longer than the house allows."), _paused, QUIETEST),
)  # fmt: skip
BY_KEY = {pile.key: pile for pile in PILES}
STUCK = ("quiet", "lying", "paused")
