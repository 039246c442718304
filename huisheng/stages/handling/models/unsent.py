"""What is not said yet: drafts, and words that wait for their instant."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import DoneBy, File
from huisheng.core.tickets.models import Message, Ticket


class Draft(models.Model):
    """What a colleague has typed and not sent: the same on every device. Open words, as messages are.

    `version` counts the saves from 1; `device` made the last one.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", pgettext_lazy("draft", "reply")
        SOLUTION = "solution", pgettext_lazy("draft", "solution")
        NOTE = "note", pgettext_lazy("draft", "internal note")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    device = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["ticket", "staff", "kind"], name="draft_once")]
        indexes = [models.Index(fields=["staff", "-at"], name="drafts_of_person")]  # "my drafts", newest first

    def __str__(self) -> str:
        return f"draft {self.kind} of {self.ticket_id}"

    @property
    def excerpt(self) -> str:
        """Its words in one line, for lists."""
        return " · ".join(" ".join(str(one).split()) for one in self.fields.values() if str(one).strip())


class DraftFile(models.Model):
    """A file that was put to a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Held(DoneBy):
    """A reply or an offer that leaves later: after the seconds in which it can be taken back, or at a chosen instant.

    `fields` are the words by name; `then` is what follows ("", wait, end); `promises` and `keeps` as in the verb.
    """

    class Why(models.TextChoices):
        SECONDS = "seconds", _("can be taken back")
        CHOSEN = "chosen", _("planned")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("held", "waiting")
        SENT = "sent", pgettext_lazy("held", "sent")
        STOPPED = "stopped", pgettext_lazy("held", "not sent")
        TAKEN_BACK = "taken_back", pgettext_lazy("held", "taken back")

    class Stop(models.TextChoices):
        CLOSED = "closed", _("the feedback was closed meanwhile")
        CUSTOMER_WROTE = "customer_wrote", _("the customer wrote meanwhile")
        WRITER_GONE = "writer_gone", _("who wrote it may not answer here any more")
        REFUSED = "refused", _("it could not be sent as it is")

    OPEN = (State.WAITING, State.STOPPED)

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Draft.Kind.choices)
    why = models.CharField(max_length=8, choices=Why.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fields = models.JSONField(default=dict)
    then = models.CharField(max_length=4, blank=True, default="")
    promises = models.JSONField(default=list)
    keeps = models.JSONField(default=list)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=16, choices=Stop.choices, blank=True, default="")
    stopped_words = models.CharField(max_length=300, blank=True, default="")  # what the verb said when it refused
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            # asked every second by the bell: what is due
            models.Index(fields=["due_at", "id"], name="held_due", condition=Q(state="waiting")),
            # the ticket page: what has not left
            models.Index(fields=["ticket"], name="held_on_ticket", condition=Q(state__in=["waiting", "stopped"])),
            # "my planned answers": one person's
            models.Index(fields=["by_id", "due_at"], name="held_by", condition=Q(state__in=["waiting", "stopped"])),
        ]

    def __str__(self) -> str:
        return f"held {self.kind} {self.pk}"

    @property
    def excerpt(self) -> str:
        """Its words in one line, for lists."""
        return " · ".join(" ".join(str(one).split()) for one in self.fields.values() if str(one).strip())

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_planned(self) -> bool:
        return self.why == self.Why.CHOSEN

    @property
    def stop_words(self) -> Any:
        """Why it did not leave, in the reader's language where the house says it."""
        return self.stopped_words or (self.Stop(self.stopped_why).label if self.stopped_why else "")


class HeldFile(models.Model):
    """A file that leaves with it."""

    held = models.ForeignKey(Held, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
