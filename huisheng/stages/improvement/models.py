"""Improvements, the cases behind each, and every look whether one worked."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.models import RootCause


class Improvement(DoneBy):
    """An action against a cause. Whether it worked is looked at on `check_on`, by somebody else than its owner and than who
    did it.

    One that did not work is open again: each look stays as a `Check`.
    """

    class Kind(models.TextChoices):
        CORRECTIVE = "corrective", _("corrective: it happened")
        PREVENTIVE = "preventive", _("preventive: it might happen")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("improvement", "open")
        DONE = "done", pgettext_lazy("improvement", "done, to be checked")
        WORKED = "worked", pgettext_lazy("improvement", "it worked")
        FAILED = "failed", pgettext_lazy("improvement", "it did not work, open again")
        DROPPED = "dropped", pgettext_lazy("improvement", "dropped")

    TO_DO = (State.OPEN, State.FAILED)
    OVER = (State.WORKED, State.DROPPED)

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CORRECTIVE)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    cause = models.ForeignKey(RootCause, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True, default="")
    action = models.TextField()
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # the review of callbacks that it comes from, by the first day of its week or month; None: of none
    review_of = models.DateField(null=True, blank=True)
    # when its owner got it, and from whom; another owner gets it anew
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_words = models.TextField(blank=True, default="")
    check_on = models.DateField(null=True, blank=True)
    # the last look; each one stands as a `Check`
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    check_words = models.TextField(blank=True, default="")
    before = models.PositiveIntegerField(null=True, blank=True)
    after = models.PositiveIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # it worked, or was dropped
    dropped_why = models.CharField(max_length=300, blank=True, default="")
    tickets = models.ManyToManyField(Ticket, related_name="+", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(owner=models.F("checker")), name="checked_by_another")]
        indexes = [
            # a person's list, and every minute: whose day has come
            models.Index(
                fields=["owner", "due_on"], name="improvement_to_do", condition=Q(state__in=["open", "failed"])
            ),
            models.Index(fields=["checker", "check_on"], name="improvement_to_check", condition=Q(state="done")),
            models.Index(fields=["cause"], name="improvement_of_cause"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_to_do(self) -> bool:
        return self.state in self.TO_DO

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    def is_late(self, today: date) -> bool:
        """Whether the day for what comes next has passed."""
        day = self.due_on if self.is_to_do else self.check_on if self.is_done else None
        return day is not None and day < today


class Check(models.Model):
    """One look whether it worked: what had been done, and the cases of its cause in as many days before and since."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="checks")
    worked = models.BooleanField()
    words = models.TextField()
    done_at = models.DateTimeField()
    done_words = models.TextField()
    days = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True)
    after = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"check of {self.improvement_id}"
