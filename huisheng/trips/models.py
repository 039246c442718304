"""What trips did that may be taken back."""

from django.db import models

from huisheng.core.base.models import DoneBy
from huisheng.core.tickets.models import Message, Ticket


class Merge(DoneBy):
    """One merge: `ticket` went into `into`. `changes` holds every row that it touched, as it was and as it is since, so
    that it can be brought back exactly (`trips/journal.py`).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.BigIntegerField(null=True, blank=True)  # the colleague's id

    class Meta:
        ordering = ["id"]
        constraints = [  # a ticket goes on in one other at a time
            models.UniqueConstraint(fields=["ticket"], name="merge_in_force", condition=models.Q(undone_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} into {self.into_id}"


class Moved(models.Model):
    """A message that was split off: the original, which stays where it was said, and its copy in the new ticket."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    copy = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.message_id} moved to {self.copy_id}"
