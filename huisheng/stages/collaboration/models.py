"""What departments are asked, the steps of each request with their times; who watches a ticket and who was called to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Contact, Staff, Team
from huisheng.core.base.models import DoneBy, File
from huisheng.core.base.vault import vault
from huisheng.core.tickets.models import Message, Ticket


class CollabRequest(DoneBy):
    """Problem, need and deadline, put to one department; `seq` counts the requests of a ticket from 1.

    Of several departments on one ticket one has the `lead`. The times are those of the steps on the progress board.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request", "asked")
        ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
        ANSWERED = "answered", pgettext_lazy("request", "answered")
        DECLINED = "declined", pgettext_lazy("request", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    OPEN = (State.ASKED, State.ACCEPTED)

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    problem = models.TextField()
    need = models.TextField()
    due_at = models.DateTimeField()
    customer_due_at = models.DateTimeField(null=True, blank=True)  # the customer's own: "meets at 14:00"
    customer_due_why = models.CharField(max_length=120, blank=True, default="")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # answered, declined or withdrawn
    told_customer_at = models.DateTimeField(null=True, blank=True)  # the first words to the customer after the answer
    answer = models.TextField(blank=True, default="")
    urged = models.PositiveSmallIntegerField(default=0)
    supervised = models.PositiveSmallIntegerField(default=0)
    extension_until = models.DateTimeField(null=True, blank=True)  # the time asked for, while nobody has decided
    link_version = models.PositiveSmallIntegerField(default=1)  # raise it to make the colleague's links void
    link_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ticket", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="request_seq_once"),
            models.UniqueConstraint(fields=["ticket"], name="request_one_lead", condition=Q(lead=True)),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted"], ended_at=None)
                | (~Q(state__in=["asked", "accepted"]) & Q(ended_at__isnull=False)),
                name="request_ends_once",
            ),
        ]
        indexes = [
            # a department's desk and the progress board: what falls due first, open ones only
            models.Index(fields=["team", "due_at", "id"], name="request_desk", condition=Q(ended_at=None)),
            models.Index(fields=["due_at", "id"], name="request_open", condition=Q(ended_at=None)),
            models.Index(fields=["-asked_at", "-id"], name="request_latest"),  # the board of a day
            # the progress board: what was answered and the customer does not know, and what is done, the latest first
            models.Index(
                fields=["answered_at"], name="request_to_tell", condition=Q(state="answered", told_customer_at=None)
            ),
            models.Index(fields=["-ended_at", "-id"], name="request_done", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"request {self.seq} of {self.ticket_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def subject(self) -> str:
        """How its clock calls it."""
        return f"request:{self.pk}"

    @property
    def secret(self) -> str:
        """The unguessable half of the colleague's link; derived from the house key, so no table can leak it."""
        return vault().sign("request-link", f"{self.pk}:{self.link_version}", length=32)

    @property
    def public_path(self) -> str:
        """The page of a colleague without an account, to be put behind the house's public address."""
        return f"/c/{self.pk}/{self.secret}/"


class CollabStep(DoneBy):
    """Something that happened to a request. Written once; the board and the ticket page read it."""

    class Kind(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request", "asked")
        OPENED = "opened", pgettext_lazy("request", "seen")
        ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
        DECLINED = "declined", pgettext_lazy("request", "declined")
        ANSWERED = "answered", pgettext_lazy("request", "answered")
        SAID = "said", pgettext_lazy("request", "said")
        EXTENSION_ASKED = "extension_asked", pgettext_lazy("request", "asked for more time")
        EXTENSION_GRANTED = "extension_granted", pgettext_lazy("request", "more time granted")
        EXTENSION_REFUSED = "extension_refused", pgettext_lazy("request", "more time refused")
        URGED = "urged", pgettext_lazy("request", "urged")
        SUPERVISED = "supervised", pgettext_lazy("request", "supervised")
        TOLD_CUSTOMER = "told_customer", pgettext_lazy("request", "customer told")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    request = models.ForeignKey(CollabRequest, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, default="")
    until = models.DateTimeField(null=True, blank=True)  # the deadline asked for, granted, or set
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["request", "id"], name="step_of_request")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CollabFile(models.Model):
    """A photo or paper that went with a question or an answer."""

    step = models.ForeignKey(CollabStep, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Watcher(DoneBy):
    """Somebody who hears what happens to a ticket without being its owner."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "staff"], name="watcher_once")]
        indexes = [models.Index(fields=["staff", "-id"], name="watched_by")]

    def __str__(self) -> str:
        return f"{self.staff_id} watches {self.ticket_id}"


class Mention(models.Model):
    """A person or a department called to a ticket by name in an internal note."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "staff"], name="mention_staff_once", condition=Q(team=None)),
            models.UniqueConstraint(fields=["message", "team"], name="mention_team_once", condition=Q(staff=None)),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"
