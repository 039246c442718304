"""Channels, what came in, what goes out."""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import DoneBy, File, Named
from huisheng.core.base.vault import vault
from huisheng.core.channels.connectors.email.faults import in_words
from huisheng.core.channels.letter import Writing


class Source(models.TextChoices):
    """Where feedback was picked up, beside the channel it came by (requirements S1, S2)."""

    CALLBACK = "callback", _("a callback")
    SURVEY = "survey", _("a survey")
    BETA = "beta", _("a trial group")
    COMMUNITY = "community", _("the community")
    PARTNER = "partner", _("a partner or shop")


class Channel(Named):
    """A way in. A closed channel says where to go instead (requirements S3: close old channels at launch)."""

    class Kind(models.TextChoices):
        WEB = "web", _("web form")
        PHONE = "phone", _("phone")
        WALK_IN = "walk_in", _("walk-in")
        EMAIL = "email", _("email")
        API = "api", _("API")
        CHAT = "chat", _("chat")
        WECHAT = "wechat", _("WeChat")
        INTERNAL = "internal", _("internal")

    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    enabled = models.BooleanField(default=True)
    closed_text = models.TextField(blank=True, default="")
    reply_hours = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # how long after the customer's last words the channel still lets us answer; empty = without end
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class Mailbox(models.Model):
    """An address we read and write with: a channel of kind `email` and the two servers behind it.

    `last_uid` empty = never connected: the first connection only remembers where the box ends, so that what lies
    there is old mail and nobody is written to. Passwords are sealed and never shown again.
    """

    class Security(models.TextChoices):
        TLS = "tls", _("TLS")
        STARTTLS = "starttls", _("STARTTLS")
        NONE = "none", _("none (only inside your own network)")

    class Auth(models.TextChoices):
        PASSWORD = "password", _("password")
        OAUTH2 = "oauth2", _("OAuth 2.0")

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="mailbox")
    address = models.EmailField(unique=True)  # lower case
    aliases = models.JSONField(default=list, blank=True)  # further addresses of our own, lower case
    enabled = models.BooleanField(default=True)
    plus_addressing = models.BooleanField(default=False)  # the server delivers name+anything@ here as well

    imap_host = models.CharField(max_length=200)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    imap_user = models.CharField(max_length=200)
    sealed_imap_password = models.BinaryField(default=b"")
    folder = models.CharField(max_length=100, default="INBOX")
    mark_seen = models.BooleanField(default=False)  # the only thing we may ever change on the server

    auth = models.CharField(max_length=10, choices=Auth.choices, default=Auth.PASSWORD)
    oauth_token_url = models.CharField(max_length=300, blank=True, default="")
    oauth_client_id = models.CharField(max_length=200, blank=True, default="")
    oauth_scope = models.CharField(max_length=300, blank=True, default="")
    sealed_oauth_secret = models.BinaryField(default=b"")
    sealed_oauth_refresh = models.BinaryField(default=b"")

    smtp_host = models.CharField(max_length=200, blank=True, default="")  # empty: the house's own server
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.STARTTLS)
    smtp_user = models.CharField(max_length=200, blank=True, default="")  # empty: as for IMAP
    sealed_smtp_password = models.BinaryField(default=b"")

    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(null=True)
    fetched_at = models.DateTimeField(null=True)  # the last time the server was asked and answered well
    failing_since = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True)  # the admins know of the trouble

    class Meta:
        ordering = ["channel__rank", "pk"]

    def __str__(self) -> str:
        return self.address

    @property
    def addresses(self) -> tuple[str, ...]:
        """All our own addresses of this box, lower case."""
        return (self.address, *self.aliases)

    @property
    def has_own_smtp(self) -> bool:
        return bool(self.smtp_host)

    def secret(self, name: str) -> str:
        """The open value of `imap_password`, `smtp_password`, `oauth_secret` or `oauth_refresh`; "" if none is set."""
        sealed = bytes(getattr(self, f"sealed_{name}"))
        return vault().open(sealed) if sealed else ""


class Inbound(DoneBy):
    """One item that came in, sealed as it came. `key` makes a repeated delivery one item."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        NOTED = "noted", _("noted")  # understood, and nothing to do: an automatic answer, a bounce, a loop
        REFUSED = "refused", _("refused")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(
        max_length=64, blank=True, default=""
    )  # blind index of the content: same key, other words? A plain hash would give the phone away to a guesser
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True, default="")
    received_at = models.DateTimeField(auto_now_add=True)
    file_count = models.PositiveSmallIntegerField(default=0)
    files = models.ManyToManyField(File, through="InboundFile", related_name="+")
    raw = models.ForeignKey(
        File, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # a mail as it came
    message_id = models.CharField(max_length=250, blank=True, default="")  # of a mail
    about = models.CharField(max_length=30, blank=True, default="")  # number of the ticket it became or is about

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="inbound_once")]
        indexes = [  # the worker picks up what a crash left lying
            models.Index(fields=["received_at"], name="inbound_waiting", condition=models.Q(state="waiting")),
            models.Index(  # which ticket an answer belongs to; is this mail here already?
                fields=["message_id"], name="inbound_message_id", condition=~models.Q(message_id="")
            ),
            models.Index(  # the list of what became no message
                fields=["-id"], name="inbound_aside", condition=models.Q(state__in=["noted", "refused"])
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def content(self) -> dict[str, Any]:
        """The item as `take_in` got it."""
        loaded: dict[str, Any] = json.loads(vault().open(bytes(self.sealed)))
        return loaded


class InboundFile(models.Model):
    """A file that came with an item, under the name the sender gave it."""

    inbound = models.ForeignKey(Inbound, on_delete=models.CASCADE, related_name="enclosed")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Outbound(models.Model):
    """One letter that goes out: waits, is tried, is sent or given up; every try leaves its trace."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("came back")

    MAX_TRIES = 8
    CONSOLE = "console"  # `via` of a house without a mail server

    kind = models.CharField(max_length=10, default="email")
    sealed_to = models.BinaryField()
    masked_to = models.CharField(max_length=120)
    sealed = models.BinaryField()  # subject and body: they hold names
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    via = models.CharField(max_length=10, blank=True, default="")  # smtp, console
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    about = models.CharField(max_length=30, blank=True, default="")  # number of the ticket it is about
    mailbox = models.ForeignKey(Mailbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    in_reply_to = models.CharField(max_length=250, blank=True, default="")
    references = models.TextField(blank=True, default="")
    files = models.ManyToManyField(File, through="OutboundFile", related_name="+")
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_kind = models.CharField(max_length=20, blank=True, default="")  # no_such_user, mailbox_full, blocked ...

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="outbound_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["-id"], name="outbound_latest"),  # the outbox page
            models.Index(  # the letters of one ticket: its thread, and what came back
                fields=["about"], name="outbound_about", condition=~models.Q(about="")
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def to(self) -> str:
        return vault().open(bytes(self.sealed_to))

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def has_left(self) -> bool:
        """A mail server took it and it did not come back; what only lies in the console outbox reached nobody."""
        return self.state == self.State.SENT and self.via != self.CONSOLE

    @property
    def trouble(self) -> str:
        """What went wrong, as a sentence; "" where nothing did or nobody knows better than the server."""
        return in_words(self.last_error)

    @property
    def writing(self) -> Writing:
        return Writing.unpacked(vault().open(bytes(self.sealed)))

    @property
    def letter(self) -> dict[str, str]:
        """{"subject", "text"}"""
        writing = self.writing
        return {"subject": writing.subject, "text": writing.text}


class OutboundFile(models.Model):
    """A file that leaves with a letter, under the name the reader sees."""

    outbound = models.ForeignKey(Outbound, on_delete=models.CASCADE, related_name="enclosed")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
