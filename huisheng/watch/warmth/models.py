"""The marks of warmth, which a house edits, and what each reply weighed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import Named
from huisheng.core.tickets.models import Message


class WarmthMark(Named):
    """One thing that makes a reply warm (`points` above 0) or cold, how it is found, and what to do about it."""

    class How(models.TextChoices):
        PATTERNS = "patterns", _("one of these wordings stands in it")
        NAME = "name", _("it calls the customer by name")
        CASE = "case", _("it takes up the customer's own words or order")
        TIME = "time", _("it names a day or an hour")
        STEPS = "steps", _("other marks, all of them")
        SHORT = "short", _("it is very short")
        WORDING = "wording", _("wording to avoid stands in it")

    class When(models.TextChoices):
        FIRST = "first", _("in our first answer")
        LATER = "later", _("in later answers")
        UPSET = "upset", _("to somebody upset, or who complains")
        QUALITY = "quality", _("about quality")
        SERVICE = "service", _("about service")
        DELAY = "delay", _("about delay")

    code = models.SlugField(unique=True)
    how = models.CharField(max_length=10, choices=How.choices, default=How.PATTERNS)
    points = models.SmallIntegerField()
    patterns = models.JSONField(default=list, blank=True)  # as kit/wording reads them
    needs = models.JSONField(default=list, blank=True)  # codes of other marks, or kinds of wording to avoid
    when = models.JSONField(default=list, blank=True)  # all of these; empty = always
    ordered = models.BooleanField(default=False)
    least = models.PositiveSmallIntegerField(default=0)  # characters
    tip = models.CharField(max_length=200, blank=True, default="")
    tip_en = models.CharField(max_length=200, blank=True, default="")
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]

    @property
    def tip_label(self) -> str:
        """What to do, in the reader's language."""
        return self.tip_en if (get_language() or "").startswith("en") and self.tip_en else self.tip


class Weighed(models.Model):
    """What one reply of a colleague weighed when it left. Codes and places only: the words stay in the message."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")  # of the ticket, then
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    gained = models.JSONField(default=list)  # [[code, points, start, end]]
    lost = models.JSONField(default=list)
    missing = models.JSONField(default=list)  # [code]
    phrases = models.JSONField(default=list)  # ids of the wording rules that were hit

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__range=(0, 100)), name="warmth_0_to_100")]
        indexes = [
            models.Index(fields=["staff", "-at"], name="warmth_of_person"),
            models.Index(fields=["team", "-at"], name="warmth_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.score} {self.message_id}"


class Reached(models.Model):
    """How far the replies are weighed: one row."""

    upto = models.BigIntegerField(default=0)  # id of a message

    def __str__(self) -> str:
        return f"{self.upto}"
