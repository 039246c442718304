"""Customers we lost, what we offer them, whether they came back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import DoneBy
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.stages.followup.models import Callback


class Lost(DoneBy):
    """One customer whom we lost, or fear to have lost, and the way back."""

    class Why(models.TextChoices):
        SAID_SO = "said_so", _("said so")
        REFUSED = "refused", _("never accepted our solution")
        SILENT = "silent", _("has not been heard of since the complaint")
        NO_ORDER = "no_order", _("has not ordered since the complaint")

    class State(models.TextChoices):
        FLAGGED = "flagged", pgettext_lazy("winback", "to be decided")
        PLANNED = "planned", pgettext_lazy("winback", "planned")
        ASKED = "asked", pgettext_lazy("winback", "asked")
        RETURNED = "returned", pgettext_lazy("winback", "came back")
        GONE = "gone", pgettext_lazy("winback", "did not come back")
        LEFT_ALONE = "left_alone", pgettext_lazy("winback", "left in peace")

    OPEN = (State.FLAGGED, State.PLANNED, State.ASKED)

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FLAGGED)
    flagged_at = models.DateTimeField()
    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    plan = models.TextField(blank=True, default="")
    due_on = models.DateField(null=True, blank=True)  # the day by which the owner wants to have done it
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=120, blank=True, default="")
    benefit_fen = models.PositiveIntegerField(default=0)  # what it costs us, in fen
    callback = models.ForeignKey(Callback, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="lost_once_at_a_time", condition=Q(state__in=["flagged", "planned", "asked"])
            )
        ]
        indexes = [
            models.Index(fields=["state", "-flagged_at"], name="lost_by_state"),
            models.Index(fields=["ticket"], name="lost_of_ticket", condition=Q(ticket__isnull=False)),  # the dossier
            models.Index(fields=["asked_at"], name="lost_asked", condition=Q(asked_at__isnull=False)),  # rate of return
        ]

    def __str__(self) -> str:
        return f"lost {self.customer_id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
