"""Tickets that somebody put off, what the customer has read, and several deeds with one click."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import Named
from huisheng.core.knowledge.models import Shared
from huisheng.core.tickets.models import Message, Ticket


class Snooze(models.Model):
    """A ticket that somebody put off from the own desk, until an instant or (None) until the customer writes.

    The ticket and its clocks know nothing of it.
    """

    class End(models.TextChoices):
        DUE = "due", _("its time came")
        CUSTOMER_WROTE = "customer_wrote", _("the customer wrote")
        BY_HAND = "by_hand", _("taken up by hand")
        MOVED = "moved", _("it went to another desk, or ended")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=16, choices=End.choices, blank=True, default="")
    seen_at = models.DateTimeField(null=True, blank=True)  # after it came back: when it was looked at

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket"], name="snooze_once", condition=Q(ended_at=None))]
        indexes = [
            # asked every second by the bell: whose time came
            models.Index(fields=["until"], name="snooze_due", condition=Q(ended_at=None, until__isnull=False)),
            # the own desk leaves out what its owner put off: a handful of rows, whatever the house's size
            models.Index(fields=["staff", "ticket"], name="snooze_of_person", condition=Q(ended_at=None)),
            # the own desk shows on top what came back and was not looked at
            models.Index(
                fields=["staff", "ticket"], name="snooze_back", condition=Q(ended_at__isnull=False, seen_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"snooze of {self.ticket_id}"


class Reading(models.Model):
    """The customer had the progress page before the eyes, and `message` was the newest of our words on it.

    One row for each newest message, kept as it was: what is older was read at the first row that is not older.
    Nothing is known of who looked, from where or with what.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id} read"


class Macro(Named, Shared):
    """Several deeds with one click: steps of `trips/deeds.py` in order. One person's, one team's, or the house's."""

    steps = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="macro_of_one")]

    def __str__(self) -> str:
        return self.name
