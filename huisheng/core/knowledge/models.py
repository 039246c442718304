"""How we speak: reply templates of the house, of a team, of one person, how often each is used; wording we avoid."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import Named

from .folders import folder_label


class Shared(models.Model):
    """Whose it is: one person's, one team's, or (neither) the house's."""

    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def whose(self) -> str:
        """mine, team or house, as the one who may read it sees it."""
        return "mine" if self.owner_id else "team" if self.team_id else "house"


class ReplyTemplate(Named, Shared):
    """Wording for a reply, with variables (`stages/handling/speech.py` fills them) and 【places】 that a person fills."""

    code = models.SlugField(unique=True)
    folder = models.CharField(max_length=40, blank=True, default="")
    body = models.TextField()
    body_en = models.TextField(blank=True, default="")
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["folder", "rank", "id"]
        constraints = [models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="template_of_one")]

    def __str__(self) -> str:
        return self.code

    @property
    def folder_label(self) -> str:
        """The folder's name in the reader's language."""
        return folder_label(self.folder)


class TemplateUse(models.Model):
    """How often somebody put a template into an answer, and when last."""

    template = models.ForeignKey(ReplyTemplate, on_delete=models.PROTECT, related_name="uses")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "staff"], name="template_use_once")]

    def __str__(self) -> str:
        return f"{self.template_id}×{self.count}"


class Phrase(models.Model):
    """Wording that the house avoids, why, and what to say instead (requirements A9)."""

    class Kind(models.TextChoices):
        FORBIDDEN = "forbidden", pgettext_lazy("wording", "forbidden")
        ROBOTIC = "robotic", pgettext_lazy("wording", "robotic")
        VAGUE = "vague", pgettext_lazy("wording", "vague")
        REPEATED = "repeated", pgettext_lazy("wording", "said before, word for word")

    class Severity(models.TextChoices):
        HINT = "hint", _("shows a hint")
        ASK = "ask", _("asks once before sending")
        BLOCK = "block", _("is not sent")

    class Language(models.TextChoices):
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")

    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    patterns = models.JSONField(default=list, blank=True)  # simple patterns of kit/wording; none where kind is repeated
    why = models.CharField(max_length=200)
    why_en = models.CharField(max_length=200, blank=True, default="")
    better = models.JSONField(default=list, blank=True)  # what to say instead, best first
    severity = models.CharField(max_length=5, choices=Severity.choices, default=Severity.HINT)
    unless_time = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.CHINESE)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], name="one_rule_for_repeats", condition=Q(kind="repeated"))
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown(self) -> str:
        """The wording itself, on one line."""
        return " · ".join(self.patterns) or str(self.get_kind_display())
