"""Wall screens, lists of what is stuck, whose time closed tickets took, targets with their months."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.models import Ticket


class Wall(models.Model):
    """A link for one screen on the wall: read-only, numbers and masked names. Only a fingerprint of its secret is kept."""

    class Kind(models.TextChoices):
        LIVE = "live", _("the live board")
        PROGRESS = "progress", _("the progress board across departments")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LIVE)
    digest = models.CharField(max_length=64, unique=True)  # sha256 of the secret
    hint = models.CharField(max_length=8)  # first characters, to tell links apart
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # None: the house
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)  # None: until it is revoked
    seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def opens(self, at: datetime) -> bool:
        """Whether it shows anything at this moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class StuckList(models.Model):
    """One list of what is stuck between departments: written once for its slot, with all the tellings of it."""

    slot = models.DateTimeField(unique=True)
    at = models.DateTimeField()
    stuck = models.PositiveSmallIntegerField(default=0)
    told = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.slot}"


class Charged(models.Model):
    """Whose time a ticket took until it was closed last, in seconds by the clock; the parts are its whole open life."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    customer_s = models.FloatField()
    department_s = models.FloatField()
    desk_s = models.FloatField()
    queue_s = models.FloatField()

    def __str__(self) -> str:
        return f"time of {self.ticket_id}"


class Target(models.Model):
    """Where one number is to be, and by when (requirements A14). Baseline and goal are in the unit of the number: shares 0 to
    1, times in seconds, money in fen."""

    class Kind(models.TextChoices):
        VALUE = "value", pgettext_lazy("target", "a number to reach")
        CHANGE = "change", pgettext_lazy("target", "a change of the baseline, in per cent")

    code = models.SlugField(unique=True)
    metric = models.CharField(max_length=40)  # a key of metrics.BY_KEY
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # None: the house
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.VALUE)
    baseline = models.FloatField(null=True, blank=True)  # None: the month before the first day, as it was measured
    measured = models.FloatField(null=True, blank=True)  # that month, once it was counted
    goal = models.FloatField()  # of CHANGE: per cent, -20
    first = models.DateField(null=True, blank=True)  # None: never switched on
    months = models.PositiveSmallIntegerField(default=0)  # from baseline to goal; 0: the goal holds from the first day
    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=False)
    source = models.CharField(max_length=20, blank=True, default="")  # of the shipped numbers
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["metric"], name="target_of_house_once", condition=Q(team=None)),
            models.UniqueConstraint(fields=["metric", "team"], name="target_of_team_once"),
        ]

    def __str__(self) -> str:
        return self.code


class TargetMonth(models.Model):
    """What the number of a target was in a closed month, kept as it was counted after the month's end. `value` is None
    where there was nothing to count."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="kept_months")
    month = models.DateField()  # its first day
    value = models.FloatField(null=True)
    count = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(null=True)
    version = models.PositiveSmallIntegerField(default=1)  # of the definition it was counted by
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["target", "month"], name="target_month_once")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.month:%Y-%m}"
