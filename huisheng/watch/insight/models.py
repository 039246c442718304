"""Wall screens: links that show the board to whoever stands before it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

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
