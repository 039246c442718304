"""Suggestions, who proposed or wants each, the steps of each, the monthly packs."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy
from huisheng.core.catalogue.models import Category
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Bigrams, Ticket


class Suggestion(DoneBy):
    """One wish, whoever had it. A merged one points to where it went on; its voters went with it."""

    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("suggestion", "new")
        CONSIDERED = "considered", pgettext_lazy("suggestion", "being considered")
        PLANNED = "planned", pgettext_lazy("suggestion", "planned")
        DONE = "done", pgettext_lazy("suggestion", "done")
        DECLINED = "declined", pgettext_lazy("suggestion", "not for now")

    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, default="")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    answer = models.TextField(blank=True, default="")  # what the house says to everybody who wants it
    answered_at = models.DateTimeField(null=True, blank=True)  # of the last answer: who was told before hears it again
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    public = models.BooleanField(default=False)  # shown on the public page, after somebody looked at it
    votes = models.PositiveIntegerField(default=0)  # who wants it, each once; kept equal to the proposals
    at = models.DateTimeField()
    moved_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-votes", "-id"], name="ideas_most_wanted", condition=Q(merged_into=None)),
            models.Index(fields=["status", "-votes", "-id"], name="ideas_by_status", condition=Q(merged_into=None)),
            models.Index(fields=["-id"], name="ideas_newest", condition=Q(merged_into=None)),
            models.Index(fields=["-votes", "-id"], name="ideas_shown", condition=Q(merged_into=None, public=True)),
            models.Index(fields=["owner"], name="ideas_of_owner", condition=Q(merged_into=None, owner__isnull=False)),
            models.Index(fields=["at"], name="ideas_by_time"),  # the monthly pack
            GinIndex(Bigrams(F("title")), name="ideas_title_bigrams"),  # similar ones, while typing
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(DoneBy):
    """Somebody proposed it or wants it too: where from, in which words."""

    class Source(models.TextChoices):
        TICKET = "ticket", pgettext_lazy("proposal", "feedback")
        CALLBACK = "callback", pgettext_lazy("proposal", "callback")
        SURVEY = "survey", pgettext_lazy("proposal", "survey")
        PAGE = "page", pgettext_lazy("proposal", "public page")
        STAFF = "staff", pgettext_lazy("proposal", "a colleague")

    class Told(models.TextChoices):
        TICKET = "ticket", pgettext_lazy("told", "on the feedback")
        LETTER = "letter", pgettext_lazy("told", "by letter")
        CALL = "call", pgettext_lazy("told", "a call was planned")
        NOBODY = "nobody", pgettext_lazy("told", "no way to reach them")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="proposals")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices)
    origin = models.CharField(max_length=40, blank=True, default="")  # "callback:3", "response:9": kept once
    voter = models.CharField(max_length=32, blank=True, default="")  # a browser on the public page, by blind index
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    came_from = models.ForeignKey(Suggestion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)  # the house's last answer went to this person
    told_how = models.CharField(max_length=8, choices=Told.choices, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggestion", "customer"], name="proposes_once", condition=Q(customer__isnull=False)
            ),
            models.UniqueConstraint(fields=["suggestion", "voter"], name="browser_votes_once", condition=~Q(voter="")),
            models.UniqueConstraint(fields=["origin"], name="proposal_origin_once", condition=~Q(origin="")),
        ]
        indexes = [
            models.Index(fields=["ticket"], name="proposals_of_ticket", condition=Q(ticket__isnull=False)),
            # what this browser voted for, on the public page
            models.Index(fields=["voter"], name="votes_of_browser", condition=~Q(voter="")),
            models.Index(fields=["at"], name="proposals_by_time"),  # new voices of a month, for its pack
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class Step(DoneBy):
    """What happened to a suggestion, in order: its own small ledger."""

    class Kind(models.TextChoices):
        KEPT = "kept", _("kept in the library")
        MOVED = "moved", _("status changed")
        ANSWERED = "answered", _("answered to everybody who wants it")
        MERGED = "merged", _("another one was merged into it")
        UNMERGED = "unmerged", _("a merge was taken back")
        SPLIT = "split", _("a voice became a suggestion of its own")
        REWORDED = "reworded", _("worded anew")
        OWNED = "owned", _("somebody looks after it")
        SHOWN = "shown", _("shown on the public page")
        HIDDEN = "hidden", _("taken off the public page")
        PACKED = "packed", _("handed to the department")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    payload = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.suggestion_id}"


class Pack(DoneBy):
    """What was handed to the product department for one month."""

    month = models.DateField(unique=True)  # its first day
    at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month}"
