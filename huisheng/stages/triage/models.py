"""Rules that say what it is and how grave; what was decided and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.base.models import DoneBy, Named
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, MatrixLevel, Tag
from huisheng.core.tickets.models import Ticket


class CategoryRule(Named):
    """If the condition holds: this category (the first rule that names one wins) and these tags (all that hit)."""

    rank = models.SmallIntegerField(default=0)
    condition = models.JSONField(default=dict)  # kit/conditions; {} = always
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    tags = models.ManyToManyField(Tag, blank=True, related_name="+")
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "id"]


class GradeRule(Named):
    """If the condition holds: this grade, by the scheme's mode."""

    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    rank = models.SmallIntegerField(default=0)
    condition = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "id"]


class LevelRule(Named):
    """If the condition holds: this impact, or this urgency; the first of an axis that holds decides."""

    level = models.ForeignKey(MatrixLevel, on_delete=models.PROTECT, related_name="+")
    rank = models.SmallIntegerField(default=0)
    condition = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "id"]


class Incident(DoneBy):
    """Many similar tickets within a short time: proposed by the machine, confirmed or dismissed by a person."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be looked at")
        CONFIRMED = "confirmed", _("mass fault")
        DISMISSED = "dismissed", _("no mass fault")
        OVER = "over", pgettext_lazy("incident", "over")

    title = models.CharField(max_length=200)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    pieces = models.JSONField(default=list)  # the character pairs its tickets share: what a later one is held against
    found_at = models.DateTimeField()
    joined_at = models.DateTimeField()  # when the latest ticket joined
    decided_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-joined_at"], name="incident_growing")  # each arrival is held against the latest few
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PROPOSED, self.State.CONFIRMED)


class IncidentTicket(models.Model):
    """A ticket of an incident; in one at most."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="members")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    likeness = models.FloatField()  # 0 to 1, to the ticket or the pieces it was found by
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.incident_id}:{self.ticket_id}"


class Grading(DoneBy):
    """One decision about the grade: by a rule (with the words that decided) or a person (with a reason)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(GradingScheme, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(GradeRule, null=True, on_delete=models.SET_NULL, related_name="+")
    impact = models.ForeignKey(MatrixLevel, null=True, on_delete=models.PROTECT, related_name="+")
    urgency = models.ForeignKey(MatrixLevel, null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.JSONField(default=list)  # what decided: [{"field": "text", "words": ["延迟5天"]}]
    reason = models.TextField(blank=True, default="")  # a person's reason
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ticket", "-id"], name="grading_latest")]

    def __str__(self) -> str:
        return f"grading {self.pk}"


class Assessment(DoneBy):
    """The initial assessment of a complaint by the criteria of GB/T 19012, as a colleague wrote it down. "" and None = not
    said: nothing is inferred from the grade.
    """

    class Degree(models.TextChoices):
        LOW = "low", pgettext_lazy("degree", "low")
        MIDDLE = "middle", pgettext_lazy("degree", "middle")
        HIGH = "high", pgettext_lazy("degree", "high")

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(max_length=6, choices=Degree.choices, blank=True, default="")
    safety = models.BooleanField(null=True)  # somebody may be hurt
    complexity = models.CharField(max_length=6, choices=Degree.choices, blank=True, default="")
    impact = models.CharField(max_length=6, choices=Degree.choices, blank=True, default="")
    at_once = models.BooleanField(null=True)  # needs action now, whatever comes later
    words = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"assessment of {self.ticket_id}"


class TicketTag(DoneBy):
    """A tag on a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", related_query_name="tagged")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tag_once_on_ticket")]
        indexes = [models.Index(fields=["tag", "ticket"], name="tickets_of_tag")]

    def __str__(self) -> str:
        return f"{self.ticket_id}#{self.tag_id}"


class CategoryChange(DoneBy):
    """Category set by hand: a machine never overwrites it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(CategoryRule, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")  # of a person, where a complaint or problem became something else
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="category_change_latest")]

    def __str__(self) -> str:
        return f"{self.ticket_id}→{self.category_id}"
