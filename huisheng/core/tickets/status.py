"""The statuses, the one table of allowed moves, and what the customer sees of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for the customer")
    WAITING_DEPARTMENT = "waiting_department", _("Waiting for a department")
    AWAITING_CONFIRMATION = "awaiting_confirmation", _("Awaiting confirmation")
    CLOSED = "closed", _("Closed")


class PublicState(models.TextChoices):
    RECEIVED = "received", _("Received")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")


_WORKING = {
    Status.OPEN,
    Status.WAITING_CUSTOMER,
    Status.WAITING_DEPARTMENT,
    Status.AWAITING_CONFIRMATION,
    Status.CLOSED,
}
MOVES: dict[str, frozenset[str]] = {
    Status.NEW: frozenset(_WORKING),
    Status.OPEN: frozenset(_WORKING - {Status.OPEN}),
    Status.WAITING_CUSTOMER: frozenset(_WORKING - {Status.WAITING_CUSTOMER}),
    Status.WAITING_DEPARTMENT: frozenset(_WORKING - {Status.WAITING_DEPARTMENT}),
    Status.AWAITING_CONFIRMATION: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN}),
}
PUBLIC: dict[str, PublicState] = {
    Status.NEW: PublicState.RECEIVED,
    Status.OPEN: PublicState.IN_PROGRESS,
    Status.WAITING_CUSTOMER: PublicState.IN_PROGRESS,
    Status.WAITING_DEPARTMENT: PublicState.IN_PROGRESS,
    Status.AWAITING_CONFIRMATION: PublicState.IN_PROGRESS,
    Status.CLOSED: PublicState.DONE,
}
