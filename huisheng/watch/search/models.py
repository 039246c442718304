"""What a person looked for, and what a person did by the command bar: few, own, deletable."""

from django.db import models
from django.utils import timezone

from huisheng.core.accounts.models import Staff


class Recent(models.Model):
    """A search (`words` is what was typed) or a command (`words` is its name). The newest KEPT of each kind stay."""

    class Kind(models.TextChoices):
        SEARCH = "search"
        COMMAND = "command"

    KEPT = 10

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["staff", "kind", "words"], name="recent_once")]

    def __str__(self) -> str:
        return self.words
