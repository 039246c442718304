"""Opinions about this system, and the days on which admins were told of new ones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import File


class Opinion(models.Model):
    """Something a colleague says about the system, from which page, and what became of it."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("opinion", "not looked at yet")
        TAKEN = "taken", pgettext_lazy("opinion", "will be done")
        DONE = "done", pgettext_lazy("opinion", "done")
        KEPT = "kept", pgettext_lazy("opinion", "stays as it is")

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    path = models.CharField(max_length=200, blank=True, default="")
    picture = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answers = models.PositiveSmallIntegerField(default=0)  # how often it was answered: each rings once

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="opinion_of_person"),
            models.Index(fields=["at"], name="opinion_new", condition=Q(state="new")),  # the daily line
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk}"


class ToldDay(models.Model):
    """A day on which the admins were told of new opinions: written once, with all the tellings of it."""

    day = models.DateField(unique=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}"
