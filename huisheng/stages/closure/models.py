"""What the customer was asked and answered; how it ended and why it happened; who looks after it after a no."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.models import Solution


class Asking(models.Model):
    """The customer is asked about one offered solution, by a written protocol: so many tries, at different hours, by more
    than one way, each with its evidence. Nothing is closed as unconfirmed before it is exhausted.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("asking", "waiting for the customer")
        ANSWERED = "answered", pgettext_lazy("asking", "answered")
        EXHAUSTED = "exhausted", pgettext_lazy("asking", "every try was made")
        ENDED = "ended", pgettext_lazy("asking", "not needed any more")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    solution = models.OneToOneField(Solution, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(
        null=True, blank=True
    )  # when the next try is due, or (exhausted) silence is an answer; None = nothing to do
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # asked every second by the bell: whose next try is due, whose silence is an answer
            models.Index(fields=["next_at"], name="asking_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["ticket"], name="asking_of_ticket"),
            # the list of who waits for whose yes: few run, however many were ever asked
            models.Index(
                fields=["ticket"], name="asking_running", condition=models.Q(state__in=["waiting", "exhausted"])
            ),
        ]

    def __str__(self) -> str:
        return f"asking about {self.solution_id}"


class Try(DoneBy):
    """One try of the protocol. Evidence: the letter that left, or the call (`origin`: "call:12") that nobody took."""

    class Way(models.TextChoices):
        LETTER = "letter", _("letter")
        PHONE = "phone", _("phone")
        MESSAGE = "message", _("message on the page")

    class Result(models.TextChoices):
        DUE = "due", pgettext_lazy("try", "to be done")
        SENT = "sent", pgettext_lazy("try", "sent")
        NOT_DELIVERED = "not_delivered", pgettext_lazy("try", "did not arrive")
        NO_ANSWER = "no_answer", pgettext_lazy("try", "nobody answered")
        REACHED = "reached", pgettext_lazy("try", "reached")
        SKIPPED = "skipped", pgettext_lazy("try", "not possible")
        REFUSED = "refused", pgettext_lazy("try", "does not want to be rung up")
        CALLED_OFF = "called_off", pgettext_lazy("try", "called off, and planned anew")

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="tries")
    seq = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=Way.choices)
    result = models.CharField(max_length=14, choices=Result.choices, default=Result.DUE)
    at = models.DateTimeField()
    outbound = models.ForeignKey(Outbound, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["asking", "seq"], name="try_seq_once")]

    def __str__(self) -> str:
        return f"try {self.seq} of {self.asking_id}"

    @property
    def is_on_its_way(self) -> bool:
        """Its letter was written and no mail server has taken it yet."""
        return self.result == self.Result.SENT and self.outbound is not None and self.outbound.is_waiting

    @property
    def was_lost(self) -> bool:
        """Its letter never left this house, or came back."""
        letter = self.outbound
        return self.result == self.Result.SENT and letter is not None and not (letter.is_waiting or letter.has_left)

    @property
    def made_at(self) -> datetime:
        """When it was made: a letter that had to wait counts from when it left."""
        left = self.outbound.sent_at if self.outbound is not None else None
        return max(self.at, left) if left else self.at


class Confirmation(DoneBy):
    """The customer's answer to one offered solution: solved? satisfied?"""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    solution = models.OneToOneField(Solution, on_delete=models.PROTECT, related_name="+")
    solved = models.BooleanField()
    stars = models.PositiveSmallIntegerField(null=True, blank=True)  # 1-5, the CSAT; may be missing with a no
    word = models.TextField(blank=True, default="")
    by_handler = models.BooleanField(default=False)  # written down by who handled it: nobody else was there
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
        UNCONFIRMED = "unconfirmed", _("never answered, after every try of the protocol")
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
        ANSWER = "answer", _("the customer says that it is not solved")
        CALLBACK = "callback", _("a callback found that it is not solved")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reopening {self.pk}"


class Raised(models.Model):
    """After a no it is one level higher: besides the same owner somebody above looks after it (requirements S4)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    confirmation = models.OneToOneField(Confirmation, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()  # 1 supervisor, 2 head of the department, 3 the house
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="raised_1_to_3")]
        indexes = [
            models.Index(fields=["ticket"], name="raised_of_ticket"),
            models.Index(fields=["staff", "-at"], name="raised_of_person", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"level {self.level} of {self.ticket_id}"


class RootCause(Named):
    """Why things go wrong, in the house's words."""

    code = models.SlugField(unique=True)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class ClosingRule(models.Model):
    """What a category (None: every other) must know before it is filed: codes of `Finding` fields."""

    category = models.OneToOneField(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    needs = models.JSONField(default=list)  # cause, words, team, improve

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="one_closing_rule_for_the_rest", condition=models.Q(category=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.needs}"


class Finding(DoneBy):
    """What a ticket turned out to be: its root cause, in words, whose it was, whether something should be improved."""

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(RootCause, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True, default="")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    improve = models.BooleanField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["cause", "at"], name="findings_of_cause"),  # did it happen again?
            # which ask for an improvement, the oldest first
            models.Index(fields=["at", "id"], name="findings_to_improve", condition=models.Q(improve=True)),
        ]

    def __str__(self) -> str:
        return f"finding of {self.ticket_id}"
