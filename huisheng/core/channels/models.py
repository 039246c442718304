"""Channels, what came in, what goes out."""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import DoneBy, File, Named
from huisheng.core.base.vault import vault


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
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class Inbound(DoneBy):
    """One item that came in, sealed as it came. `key` makes a repeated delivery one item."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="inbound_once")]
        indexes = [  # the worker picks up what a crash left lying
            models.Index(fields=["received_at"], name="inbound_waiting", condition=models.Q(state="waiting")),
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

    MAX_TRIES = 8

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

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="outbound_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["-id"], name="outbound_latest"),  # the outbox page
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def to(self) -> str:
        return vault().open(bytes(self.sealed_to))

    @property
    def letter(self) -> dict[str, str]:
        """{"subject", "text"}"""
        loaded: dict[str, str] = json.loads(vault().open(bytes(self.sealed)))
        return loaded
