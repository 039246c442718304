"""Improvements and the cases behind each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.models import RootCause


class Improvement(DoneBy):
    """An action against a cause. Whether it worked is looked at on `check_on`, by somebody else than its owner."""

    class Kind(models.TextChoices):
        CORRECTIVE = "corrective", _("corrective: it happened")
        PREVENTIVE = "preventive", _("preventive: it might happen")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("improvement", "open")
        DONE = "done", pgettext_lazy("improvement", "done, to be checked")
        WORKED = "worked", pgettext_lazy("improvement", "it worked")
        FAILED = "failed", pgettext_lazy("improvement", "it did not work")
        DROPPED = "dropped", pgettext_lazy("improvement", "dropped")

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CORRECTIVE)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    cause = models.ForeignKey(RootCause, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True, default="")
    action = models.TextField()
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_words = models.TextField(blank=True, default="")
    check_on = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    check_words = models.TextField(blank=True, default="")
    before = models.PositiveIntegerField(null=True, blank=True)  # cases of the cause in as many days before it was done
    after = models.PositiveIntegerField(null=True, blank=True)  # ... and since
    tickets = models.ManyToManyField(Ticket, related_name="+", blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "due_on"], name="improvement_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.title
