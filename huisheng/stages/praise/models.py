"""Praise with the people it is about, and teaching cases made of the best."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket


class Praise(DoneBy):
    """Kind words of one customer about somebody or something. `words` are the customer's; the wall shows no names of theirs."""

    class Source(models.TextChoices):
        TICKET = "ticket", pgettext_lazy("praise", "feedback")
        CONFIRMATION = "confirmation", pgettext_lazy("praise", "confirmation")
        CALLBACK = "callback", pgettext_lazy("praise", "callback")
        SURVEY = "survey", pgettext_lazy("praise", "survey")

    source = models.CharField(max_length=12, choices=Source.choices)
    origin = models.CharField(max_length=40)  # "message:5", "callback:3": kept once
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    people = models.ManyToManyField(Staff, related_name="+", blank=True)
    looked_at = models.DateTimeField(
        null=True, blank=True
    )  # a person said whom it is about; before, the machine guessed
    at = models.DateTimeField()
    shown = models.BooleanField(default=True)
    shared_at = models.DateTimeField(null=True, blank=True)  # told to the team

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin"], name="praise_once")]
        indexes = [models.Index(fields=["-at", "-id"], name="praise_wall", condition=Q(shown=True))]

    def __str__(self) -> str:
        return f"praise {self.pk}"


class TeachingCase(DoneBy):
    """A case worth learning from, told again without names: what happened, what was done, what it teaches."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("case", "draft")
        PUBLISHED = "published", pgettext_lazy("case", "published")
        RETIRED = "retired", pgettext_lazy("case", "retired")

    title = models.CharField(max_length=120)
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    praise = models.ForeignKey(Praise, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    situation = models.TextField()
    done = models.TextField()
    lesson = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["praise"], name="case_of_praise_once", condition=Q(praise__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title
