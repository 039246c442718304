"""Solutions: what, by when, who (requirements S4)."""

from django.db import models

from huisheng.core.base.models import DoneBy
from huisheng.core.tickets.models import Message, Ticket


class Solution(DoneBy):
    """One offer. `round` counts the offers of a ticket from 1."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    measure = models.TextField()
    timing = models.CharField(max_length=200)
    responsible = models.CharField(max_length=100)
    offered_at = models.DateTimeField()

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["ticket", "round"], name="solution_round_once")]

    @property
    def opening(self) -> str:
        """What the colleague wrote before the three elements, "" where nothing. Needs the message."""
        lines = "\n".join([self.measure, self.timing, self.responsible]).count("\n") + 1
        return "\n".join(self.message.text.split("\n")[:-lines]).strip()

    def __str__(self) -> str:
        return f"solution {self.round} of {self.ticket_id}"
