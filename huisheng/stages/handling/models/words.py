"""Solutions: what, by when, who (requirements S4); promises: a time, in a colleague's own words."""

from django.db import models

from huisheng.core.base.models import DoneBy
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.sla.models import Clock


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
        indexes = [models.Index(fields=["offered_at"], name="solution_by_time")]  # how many were asked in a period

    @property
    def opening(self) -> str:
        """What the colleague wrote before the three elements, "" where nothing. Needs the message."""
        lines = "\n".join([self.measure, self.timing, self.responsible]).count("\n") + 1
        return "\n".join(self.message.text.split("\n")[:-lines]).strip()

    def __str__(self) -> str:
        return f"solution {self.round} of {self.ticket_id}"


class Promise(DoneBy):
    """A time that a colleague promised the customer, in a message or on the phone. When it is due, and whether it was
    broken, its clock knows.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    clock = models.OneToOneField(Clock, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200, blank=True, default="")
    given_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"promise {self.pk} of {self.ticket_id}"

    @property
    def subject(self) -> str:
        """How its clock calls it."""
        return f"promise:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Neither kept nor taken back, and the ticket did not end before. Needs the clock."""
        return self.kept_at is None and self.withdrawn_at is None and bool(self.clock and self.clock.is_running)

    @property
    def is_broken(self) -> bool:
        """Its time passed before it was kept. Needs the clock."""
        return bool(self.clock and self.clock.breached_at)
