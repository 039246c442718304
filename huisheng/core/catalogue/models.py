"""Categories, tags, grading schemes and grades. Nothing here is an enum: a house edits it all (requirements A0, A2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Team
from huisheng.core.base.models import Named


class Nature(models.TextChoices):
    """What a category is in its heart: decides how it may end (praise and suggestions are answered, not solved)."""

    CONSULT = "consult", _("consultation")
    SUGGESTION = "suggestion", _("suggestion")
    COMPLAINT = "complaint", _("complaint")
    REPAIR = "repair", _("repair")
    PRAISE = "praise", _("praise")


class Category(Named):
    """A node of the category tree."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.SlugField(unique=True)
    nature = models.CharField(max_length=12, choices=Nature.choices, default=Nature.CONSULT)
    default_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rank = models.SmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "id"]


class TagGroup(Named):
    """A question a ticket is asked: single or several answers, required for some categories."""

    code = models.SlugField(unique=True)
    multiple = models.BooleanField(default=False)
    required_for = models.ManyToManyField(Category, blank=True, related_name="+")
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class Tag(Named):
    """One answer of a tag group. Retired tags stay on old tickets."""

    group = models.ForeignKey(TagGroup, on_delete=models.PROTECT, related_name="tags")
    code = models.SlugField(unique=True)
    rank = models.SmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["group__rank", "rank", "id"]


class GradingScheme(Named):
    """A way to grade (红黄绿, 投诉三级 ...): which tickets it applies to, and how its rules are read."""

    class Mode(models.TextChoices):
        HIGHEST = "highest", _("the gravest rule wins")
        FIRST = "first", _("the first rule wins")
        MATRIX = "matrix", _("impact × urgency decides")
        BOTH = "both", _("the graver of the first rule and impact × urgency wins")

    code = models.SlugField(unique=True)
    enabled = models.BooleanField(default=False)
    applies_to = models.JSONField(default=dict, blank=True)  # a condition of kit/conditions; {} = everything
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.HIGHEST)
    rank = models.SmallIntegerField(default=0)  # of several enabled schemes that apply, the lowest rank grades

    class Meta:
        ordering = ["rank", "id"]

    @property
    def weighs(self) -> bool:
        """Whether impact and urgency have a say."""
        return self.mode in (self.Mode.MATRIX, self.Mode.BOTH)


class Grade(Named):
    """One level of a scheme. `severity` orders all grades of the house: higher is graver and comes first on desks."""

    class Colour(models.TextChoices):
        RED = "red", _("red")
        YELLOW = "yellow", _("yellow")
        GREEN = "green", _("green")
        GREY = "grey", _("grey")

    scheme = models.ForeignKey(GradingScheme, on_delete=models.PROTECT, related_name="grades")
    code = models.SlugField()
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True, default="")
    colour = models.CharField(max_length=10, choices=Colour.choices)
    severity = models.SmallIntegerField()  # 30 red, 20 yellow, 10 green in the shipped schemes
    criteria = models.TextField(blank=True, default="")
    examples = models.JSONField(default=list, blank=True)
    lead_role = models.SlugField(blank=True, default="")  # role that leads such tickets (S4: level 1 = supervisor)
    senior_first = models.BooleanField(default=False)  # requirements S3: urgent goes to senior agents first
    is_default = models.BooleanField(default=False)  # the scheme's grade when no rule speaks

    class Meta:
        ordering = ["-severity", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="grade_code_in_scheme"),
            models.UniqueConstraint(
                fields=["scheme"], condition=models.Q(is_default=True), name="one_default_grade_in_scheme"
            ),
        ]


class MatrixLevel(Named):
    """A row (impact) or a column (urgency) of a scheme's matrix (requirements S0, S4: 影响程度 + 紧急程度)."""

    class Axis(models.TextChoices):
        IMPACT = "impact", _("impact")
        URGENCY = "urgency", _("urgency")

    scheme = models.ForeignKey(GradingScheme, on_delete=models.PROTECT, related_name="levels")
    axis = models.CharField(max_length=8, choices=Axis.choices)
    code = models.SlugField()
    rank = models.SmallIntegerField()  # higher weighs more
    is_default = models.BooleanField(default=False)  # taken when no rule speaks; without one the lowest

    class Meta:
        ordering = ["axis", "-rank", "id"]
        constraints = [models.UniqueConstraint(fields=["scheme", "axis", "code"], name="level_code_in_matrix")]


class MatrixCell(models.Model):
    """Where a row and a column meet: that grade."""

    impact = models.ForeignKey(MatrixLevel, on_delete=models.PROTECT, related_name="cells")
    urgency = models.ForeignKey(MatrixLevel, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["impact", "urgency"], name="cell_once_in_matrix")]

    def __str__(self) -> str:
        return f"{self.impact_id}×{self.urgency_id}"
