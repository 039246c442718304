"""Which after-effect of which event is done."""

from django.db import models

from huisheng.core.tickets.models import Event


class Reaction(models.Model):
    """One after-effect of one event. `done_at` empty = it failed so far and will be tried again."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    effect = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "effect"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.effect} of {self.event_id}"
