"""The ticket, what was said, what came with it, who may see it, and the ledger.

Columns of the ticket that belong to a higher room are named in `WRITTEN_BY`; a syntax-tree test holds everybody to it.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, File
from huisheng.core.base.vault import vault
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.models import Channel, Inbound
from huisheng.core.customers.models import Customer, Identity

from .kinds import REACTING
from .status import PUBLIC, PublicState, Status

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # next_due_at when no clock runs: sorts last without NULL handling
IS_OPEN = ~Q(status="closed")
IS_CLOSED = Q(status="closed")

WRITTEN_BY = {  # ticket column -> the only room that writes it
    "number": "core.tickets", "customer": "core.tickets", "subject": "core.tickets", "status": "core.tickets",
    "closed_at": "core.tickets", "last_message_at": "core.tickets", "channel": "core.tickets",
    "reply_by": "core.tickets",
    "order_number": "core.tickets", "occurred_at": "core.tickets", "link_version": "core.tickets",
    "category": "stages.triage", "grade": "stages.triage", "severity": "stages.triage",
    "team": "stages.routing", "assignee": "stages.routing", "first_owner": "stages.routing",
    "next_due_at": "stages.sla",
    "urged": "stages.handling",
    "merged_into": "trips",
}  # fmt: skip


def reply_window_end(channel: Channel, at: datetime) -> datetime:
    """Until when the channel lets us answer words of this instant; NEVER where it sets no limit."""
    return NEVER if channel.reply_hours is None else at + timedelta(hours=channel.reply_hours)


class Bigrams(Func):
    """The SQL function of core/base/migrations: overlapping character pairs, ASCII runs whole."""

    function = "bigrams"


class Ticket(models.Model):
    """One piece of feedback on its way from the customer's hand to the customer's yes."""

    number = models.CharField(max_length=30, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.NEW)
    order_number = models.CharField(max_length=60, blank=True, default="")
    occurred_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    last_message_at = models.DateTimeField()
    reply_by = models.DateTimeField(
        default=NEVER, db_default=NEVER
    )  # until when the channel lets us answer the customer's last words; NEVER once we did, or where it has no limit
    link_version = models.PositiveSmallIntegerField(default=1)  # raise it to make every secret link of the ticket void

    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, null=True, on_delete=models.PROTECT, related_name="+")
    severity = models.SmallIntegerField(default=0)  # the grade's, kept here so that "red first" is one index

    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    first_owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    next_due_at = models.DateTimeField(default=NEVER)
    urged = models.PositiveSmallIntegerField(default=0)  # how often the customer urged since our last answer (催办)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            # desks: red first, then what is due first; open tickets only
            models.Index(fields=["assignee", "-severity", "next_due_at", "id"], name="desk_mine", condition=IS_OPEN),
            models.Index(fields=["team", "-severity", "next_due_at", "id"], name="desk_team", condition=IS_OPEN),
            models.Index(fields=["-severity", "next_due_at", "id"], name="desk_all", condition=IS_OPEN),
            models.Index(fields=["next_due_at", "id"], name="desk_due_soon", condition=IS_OPEN),
            # the other orders a desk may be read in: the earlier of promise and reply window, as it came in, last word
            models.Index(Least("next_due_at", "reply_by"), "id", name="desk_act_by", condition=IS_OPEN),
            models.Index(fields=["-id"], name="desk_newest", condition=IS_OPEN),
            # what one has to look after once more when it is closed: the findings to be filed
            models.Index(fields=["assignee", "-closed_at", "-id"], name="closed_of_assignee", condition=IS_CLOSED),
            models.Index(fields=["-last_message_at", "-id"], name="desk_last_word", condition=IS_OPEN),
            models.Index(  # the pools: nobody's yet
                fields=["team", "-severity", "next_due_at", "id"],
                name="desk_pool",
                condition=IS_OPEN & Q(assignee=None),
            ),
            models.Index(fields=["customer", "-id"], name="ticket_of_customer"),  # the customer's timeline
            models.Index(fields=["-id"], name="ticket_latest"),  # API listing, newest first
            models.Index(fields=["order_number"], name="ticket_by_order", condition=~Q(order_number="")),
            GinIndex(Bigrams(F("subject")), name="ticket_subject_bigrams"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    @property
    def due_at(self) -> datetime | None:
        return None if self.next_due_at >= NEVER else self.next_due_at

    @property
    def public_state(self) -> PublicState:
        return PUBLIC[self.status]

    @property
    def secret(self) -> str:
        """The unguessable half of the customer's link; derived from the house key, so no table can leak it."""
        return vault().sign("ticket-link", f"{self.number}:{self.link_version}", length=32)

    @property
    def public_path(self) -> str:
        """The customer's page, to be put behind the house's public address."""
        return f"/f/{self.number}/{self.secret}/"


class Message(DoneBy):
    """Something said, in order. Only `PUBLIC_KINDS` are ever shown to the customer."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("from the customer")
        REPLY = "reply", _("reply")
        RECEIPT = "receipt", _("automatic receipt")
        NOTE = "note", _("internal note")

    PUBLIC_KINDS = (Kind.CUSTOMER, Kind.REPLY, Kind.RECEIPT)

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="messages", db_index=False
    )  # see `indexes`
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    inbound = models.OneToOneField(Inbound, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    quoted = models.TextField(blank=True, default="")  # what a mail carried along below the new words; shown folded
    written_from = models.CharField(max_length=120, blank=True, default="")  # masked: an address the ticket knew not
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            # of a ticket, in order; who spoke is in it, so that the numbers of a period read no message
            models.Index(fields=["ticket", "at", "id"], name="message_of_ticket", include=["kind"]),
            GinIndex(Bigrams(F("text")), name="message_text_bigrams"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attachment(models.Model):
    """A file that came with a message, under the name it came with."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """An address given for this ticket: where notices go, and what a lookup is checked against."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="participants")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "identity"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id}:{self.identity_id}"


class Link(DoneBy):
    """Two tickets that belong together."""

    class Kind(models.TextChoices):
        RELATED = "related", _("related")
        FOLLOWS = "follows", _("follows a closed one")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split off from it")
        CALLED = "called", _("told in a callback about it")  # we rang: the customer did not come back
        REPEAT = "repeat", _("the customer wrote about it again")
        PART = "part", _("a part of it")  # the ticket is the whole, the other one the part

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_once"),
            models.UniqueConstraint(fields=["other"], name="link_one_whole", condition=Q(kind="part")),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}→{self.other_id}"


class Grant(DoneBy):
    """A person or a team that may see one ticket beyond what the role allows."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="grants")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "staff"], name="grant_staff_once", condition=Q(team=None)),
            models.UniqueConstraint(fields=["ticket", "team"], name="grant_team_once", condition=Q(staff=None)),
        ]
        indexes = [
            models.Index(fields=["staff", "ticket"], name="grant_of_staff"),
            models.Index(fields=["team", "ticket"], name="grant_of_team"),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Event(DoneBy):
    """One line of the ledger. Written once, never changed; read by the timeline, notices, webhooks and reports."""

    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="events")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(ticket__isnull=False) | Q(customer__isnull=False), name="event_has_home")
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="event_of_ticket"),
            # what happened to a customer apart from any ticket
            models.Index(fields=["customer", "id"], name="event_of_customer", condition=Q(customer__isnull=False)),
            models.Index(
                fields=["by_id", "at"], name="event_by_staff", condition=Q(by_kind="staff")
            ),  # what one did on a day
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def reacts(self) -> bool:
        return self.kind in REACTING


class Ear(models.Model):
    """A kind of event that rules of the house listen for; without one, a kind that nothing else follows queues no job."""

    kind = models.CharField(max_length=30, unique=True)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.kind
