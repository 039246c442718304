"""What was found out about missed promises, and which days are signed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.models import Ticket
from huisheng.stages.sla.models import Clock


class Cause(models.TextChoices):
    """Why a promise was missed."""

    NOBODY = "nobody", pgettext_lazy("miss", "nobody on duty")
    OVERLOAD = "overload", pgettext_lazy("miss", "too much on the desk")
    UNNOTICED = "unnoticed", pgettext_lazy("miss", "not noticed")
    WRONG_DESK = "wrong_desk", pgettext_lazy("miss", "lay on the wrong desk")
    GRADE = "grade", pgettext_lazy("miss", "graded wrongly")
    DEPARTMENT = "department", pgettext_lazy("miss", "waited for a department")
    CUSTOMER = "customer", pgettext_lazy("miss", "customer not reached")
    SYSTEM = "system", pgettext_lazy("miss", "system or channel down")
    OTHER = "other", pgettext_lazy("miss", "something else")


class Miss(models.Model):
    """A missed promise somebody has looked at. One that nobody has looked at has no row, only its broken clock."""

    clock = models.OneToOneField(Clock, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause.choices, blank=True, default="")
    done = models.TextField(blank=True, default="")  # what was done about it
    rectify_from = models.DateTimeField(null=True, blank=True)  # since when it has to be put right
    righted_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, default="")  # of who signed
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"miss of clock {self.clock_id}"

    @property
    def is_explained(self) -> bool:
        return bool(self.cause and self.done)

    @property
    def is_being_righted(self) -> bool:
        return self.rectify_from is not None and self.righted_at is None

    @property
    def subject(self) -> str:
        """What its clock is called among those of the ticket."""
        return f"miss:{self.clock_id}"


class SignedDay(models.Model):
    """A day of one team (None: what lies with no team) that was looked through. Written once."""

    day = models.DateField()
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    misses = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True, default="")
    signed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["day", "team"], name="day_signed_once"),
            models.UniqueConstraint(fields=["day"], condition=Q(team=None), name="day_of_no_team_signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} of {self.team_id}"
