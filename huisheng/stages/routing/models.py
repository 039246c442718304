"""Routing rules, how much a ticket weighs, assignments with their why, hand-overs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Skill, Staff, Team
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.catalogue.models import Grade
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.models import Ticket


class RoutingRule(Named):
    """If the condition holds: this team (before the category's own team), and in it whom the rule asks for."""

    rank = models.SmallIntegerField(default=0)
    condition = models.JSONField(default=dict)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    skills = models.ManyToManyField(Skill, related_name="+")
    all_skills = models.BooleanField(default=False)  # else one of them is enough
    least_level = models.PositiveSmallIntegerField(default=1)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["rank", "id"]


class Weight(models.Model):
    """How much one ticket of a channel or of a grade fills a desk; the greater of its two counts, one without either."""

    channel = models.OneToOneField(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    grade = models.OneToOneField(Grade, null=True, on_delete=models.CASCADE, related_name="+")
    units = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel=None, grade__isnull=False) | models.Q(channel__isnull=False, grade=None),
                name="weight_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"weight {self.units}"


class Desk(models.Model):
    """What must not be done twice at once on one desk: two tickets in the same instant never both take the last place.

    `given` counts the tickets put here: whoever chose this desk by an older count chooses again.
    """

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="+")
    given = models.PositiveIntegerField(default=0)
    given_at = models.DateTimeField(null=True)  # of equals, who waited longest is next
    left_at = models.DateTimeField(null=True)  # when the work was last left for the day
    seen_at = models.DateTimeField(null=True)  # when a screen of this person was last open

    def __str__(self) -> str:
        return f"desk {self.staff_id}"


class Assignment(DoneBy):
    """One decision about whose desk it is; assignee empty = the team's pool."""

    class How(models.TextChoices):
        RULE = "rule", _("the colleague the rule names")
        OWN = "own", _("the customer's own agent")
        SUBSTITUTE = "substitute", _("stands in for a colleague who is away")
        LEAD = "lead", _("of this grade a leader takes care")
        SENIOR = "senior", _("urgent: a senior colleague with the least work")
        LOAD = "load", _("the present colleague with the least work")
        POOL = "pool", _("nobody free: waits in the team's pool")
        FREED = "freed", _("taken from the pool when somebody became free")
        LEFT = "left", _("its owner left: back in the team's pool")
        MANUAL = "manual", _("chosen by a person")
        TOOK = "took", _("took it")
        HAND_OVER = "hand_over", _("hand-over accepted")
        ESCALATION = "escalation", _("escalation")

    BY_HAND = (How.MANUAL, How.TOOK, How.HAND_OVER, How.ESCALATION)

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, default="")
    why = models.JSONField(default=dict)  # who was looked at and what spoke against each; ids and numbers (reasons.py)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["ticket", "-id"], name="assignment_latest")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class HandOver(DoneBy):
    """The owner asks a colleague to take over; nothing moves before the answer."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(answered_at=None), name="one_open_hand_over_per_ticket"
            )
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
