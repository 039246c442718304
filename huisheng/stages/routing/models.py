"""Routing rules, assignments with their why, hand-overs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.tickets.models import Ticket


class RoutingRule(Named):
    """If the condition holds: this team (before the category's own team)."""

    rank = models.SmallIntegerField(default=0)
    condition = models.JSONField(default=dict)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "id"]


class Assignment(DoneBy):
    """One decision about whose desk it is; assignee empty = the team's pool."""

    class How(models.TextChoices):
        SENIOR = "senior", _("urgent: a senior colleague with the least work")
        LOAD = "load", _("the present colleague with the least work")
        POOL = "pool", _("nobody free: waits in the team's pool")
        FREED = "freed", _("taken from the pool when somebody became free")
        MANUAL = "manual", _("chosen by a person")
        TOOK = "took", _("took it")
        HAND_OVER = "hand_over", _("hand-over accepted")
        ESCALATION = "escalation", _("escalation")

    BY_HAND = (How.MANUAL, How.TOOK, How.HAND_OVER, How.ESCALATION)

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ticket", "-id"], name="assignment_latest")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class HandOver(DoneBy):
    """The owner asks a colleague to take over; nothing moves before the answer."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(answered_at=None), name="one_open_hand_over_per_ticket"
            )
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
