"""What the customer answered; how it ended; why it came back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import DoneBy
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.models import Solution


class Confirmation(DoneBy):
    """The customer's answer to one offered solution: solved? satisfied?"""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    solution = models.OneToOneField(Solution, on_delete=models.PROTECT, related_name="+")
    solved = models.BooleanField()
    stars = models.PositiveSmallIntegerField(null=True, blank=True)  # 1-5, the CSAT; may be missing with a no
    word = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(stars=None) | models.Q(stars__range=(1, 5)), name="stars_1_to_5")
        ]
        indexes = [models.Index(fields=["at"], name="confirmation_by_time")]  # praise of a day

    def __str__(self) -> str:
        return f"confirmation {self.pk}"

    @property
    def is_yes(self) -> bool:
        return self.solved and (self.stars is None or self.stars >= 3)  # 1-2 goes back (requirements S4)


class Closure(DoneBy):
    """How a ticket ended. A reopened ticket keeps the row; the latest one without reopened_at is in force."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed by the customer")
        ANSWERED = "answered", _("praise or suggestion answered")
        MERGED = "merged", _("merged into another one")
        SPAM = "spam", _("spam")
        WITHDRAWN = "withdrawn", _("withdrawn by the customer")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    confirmation = models.OneToOneField(Confirmation, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["at"], name="closure_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ticket_id}"


class Reopening(DoneBy):
    """Why a ticket was opened again."""

    class Why(models.TextChoices):
        MESSAGE = "message", _("the customer wrote again")
        STAFF = "staff", _("a colleague opened it again")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reopening {self.pk}"
