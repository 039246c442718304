"""Solutions: what, by when, who (requirements S4); promises: a time, in a colleague's own words; and what is not said
yet: drafts, words that wait for their instant, tickets that somebody put off.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Role, Staff
from huisheng.core.base.models import DoneBy, File, Named
from huisheng.core.catalogue.models import Grade
from huisheng.core.knowledge.models import Shared
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


class Compensation(DoneBy):
    """What a customer is given for the trouble: proposed, allowed within somebody's limit, given (requirements S0, S1).

    `by` proposed it. Amounts are fen (1/100 yuan), what it costs the house.
    """

    class Kind(models.TextChoices):
        COUPON = "coupon", pgettext_lazy("compensation", "coupon")
        REFUND = "refund", pgettext_lazy("compensation", "refund")
        GIFT = "gift", pgettext_lazy("compensation", "gift")
        POINTS = "points", pgettext_lazy("compensation", "points")
        OTHER = "other", pgettext_lazy("compensation", "something else")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("compensation", "to be approved")
        APPROVED = "approved", pgettext_lazy("compensation", "approved")
        REFUSED = "refused", pgettext_lazy("compensation", "refused")
        GIVEN = "given", pgettext_lazy("compensation", "given")
        WITHDRAWN = "withdrawn", pgettext_lazy("compensation", "withdrawn")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    fen = models.PositiveIntegerField()
    words = models.CharField(max_length=120)  # "50 yuan coupon, no minimum"
    why = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_why = models.CharField(max_length=300, blank=True, default="")
    given_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True, default="")  # coupon code, payment number

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ticket"], name="compensation_of_ticket"),
            models.Index(fields=["asked_at"], name="compensation_open", condition=Q(state="asked")),
            models.Index(fields=["-given_at"], name="compensation_ledger", condition=Q(state="given")),
        ]

    def __str__(self) -> str:
        return f"compensation {self.pk}"


class CompensationLimit(models.Model):
    """Up to which amount a role may give without asking, for feedback of a grade or (None) of any other."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "grade"], name="limit_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.grade_id}: {self.fen}"


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
