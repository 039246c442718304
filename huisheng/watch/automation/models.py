"""Views that people keep, how somebody likes to see the desk, what was done to many tickets at once;
the house's own rules, and what each of them did."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import Party


class SavedView(Named, DoneBy):
    """A list of tickets by condition (`kit/conditions`), with its order and columns: one person's, a team's, or everybody's
    (neither `owner` nor `team`).
    """

    owner = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    condition = models.JSONField(default=dict)
    order = models.CharField(max_length=20, blank=True, default="")
    columns = models.JSONField(default=list)
    rank = models.SmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="view_has_one_circle")]
        indexes = [models.Index(fields=["owner"], name="views_of_person", condition=Q(active=True))]

    @property
    def code(self) -> str:
        """How the queue calls it, beside its own "mine", "team" …"""
        return f"v{self.pk}"


class DeskLook(models.Model):
    """How somebody likes to see the queue, on whatever machine. A taste, not a deed: it leaves no event."""

    class Density(models.TextChoices):
        ROOMY = "roomy", pgettext_lazy("density", "Two lines")
        DENSE = "dense", pgettext_lazy("density", "One line")

    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="+")
    density = models.CharField(max_length=8, choices=Density.choices, default=Density.ROOMY)
    columns = models.JSONField(default=list)  # codes of orders.COLUMNS, in their order
    orders = models.JSONField(
        default=list
    )  # [view, code of orders.ORDERS], where it is not the view's own; latest last

    def __str__(self) -> str:
        return f"look of {self.staff_id}"

    def order_in(self, view: str) -> str:
        """The order chosen for a view, "" where none was."""
        return str(dict(self.orders).get(view, ""))


class BulkRun(models.Model):
    """One deed put to many tickets: looked at first (`previewed`), then done, perhaps taken back."""

    class State(models.TextChoices):
        CHOSEN = "chosen", _("what shall happen?")
        LOOKING = "looking", _("being looked at")
        PREVIEWED = "previewed", _("looked at")
        DOING = "doing", _("being done")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    UNDO_FOR = timedelta(minutes=10)

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    step = models.JSONField(default=dict)  # {"deed": "assign", "staff": 12}: trips/deeds.py, and close, watch
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHOSEN)
    left_out = models.PositiveIntegerField(default=0)  # tickets beyond the most that one run takes
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "-id"], name="bulk_of_person")]

    def __str__(self) -> str:
        return f"bulk {self.pk}"

    def may_be_undone(self, now: datetime | None = None) -> bool:
        """Whether the minutes in which it can be taken back still run. Which deeds can be is another question."""
        done = self.state == self.State.DONE and self.done_at is not None
        return done and (now or timezone.now()) < self.done_at + self.UNDO_FOR  # type: ignore[operator]


class BulkItem(models.Model):
    """One ticket of a run, and what became of it. `before` is what the deed changed, to put it back."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bulk", "waits")
        WOULD = "would", pgettext_lazy("bulk", "will change")
        SAME = "same", pgettext_lazy("bulk", "is so already")
        REFUSED = "refused", pgettext_lazy("bulk", "cannot")
        DONE = "done", pgettext_lazy("bulk", "changed")
        UNDONE = "undone", pgettext_lazy("bulk", "put back")
        KEPT = "kept", pgettext_lazy("bulk", "left as it is")

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True, default="")
    worked = models.BooleanField(default=False)  # by the pass (look, do, undo) that is on its way

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "ticket"], name="bulk_ticket_once")]
        indexes = [models.Index(fields=["run", "id"], name="bulk_to_work", condition=Q(worked=False))]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.ticket_id} {self.outcome}"


class Rule(Named):
    """When something happens (`occasions`), or time passes (`timing`), and the condition holds: these deeds, in order.

    Rules are asked in the order of their rank; one that `stops` is the last that looks. Never deleted, since its runs
    name it: `retired_at`. `version` counts the changes of what it asks and does.
    """

    code = models.SlugField(blank=True, default="")  # of a rule we ship, so that it comes once
    rank = models.SmallIntegerField(default=0)
    enabled = models.BooleanField(default=False)
    occasions = models.JSONField(default=list)  # codes of occasions.py
    timing = models.JSONField(default=dict)  # {"since", "minutes"} or {"daily", "workdays"}; {} = events only
    condition = models.JSONField(default=dict)  # kit/conditions; {} = always
    deeds = models.JSONField(default=list)  # [{"deed": code, …its parameters}]
    stops = models.BooleanField(default=False)
    off_after_failures = models.BooleanField(default=False)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    enabled_at = models.DateTimeField(null=True, blank=True)  # what waited longer then is left alone by time rules
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "id"]

    @property
    def party(self) -> Party:
        return Party("rule", self.pk, self.name)


class Run(DoneBy):
    """What one rule did to one ticket, once for each event or (time rules) each `period_at`; a trial is `dry`.

    `by` is who tried it; of a real run the rule itself.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        PARTLY = "partly", _("partly done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")
        LOOPED = "looped", _("stopped: it would chase its own tail")
        BRAKED = "braked", _("stopped: too much on one ticket")
        MISSED = "missed", _("the condition does not hold")

    ACTED = (Outcome.DONE, Outcome.PARTLY)
    TROUBLE = (Outcome.REFUSED, Outcome.FAILED)

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="runs", db_index=False)
    version = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    period_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    dry = models.BooleanField(default=False)
    steps = models.JSONField(default=list)  # [{"deed": …, "why": "" or what refused it}]
    words = models.JSONField(default=list)  # what the condition found: [{"field", "words"}]
    error = models.CharField(max_length=300, blank=True, default="")
    micros = models.PositiveIntegerField(default=0)  # microseconds from the question to the last deed
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "event"], name="run_once_an_event", condition=Q(dry=False, event__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["rule", "ticket", "period_at"],
                name="run_once_a_period",
                condition=Q(dry=False, period_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["rule", "-id"], name="run_of_rule"),  # the log of one rule, its last failures
            models.Index(fields=["ticket", "-id"], name="run_of_ticket"),  # the brake, and what rules did to a ticket
            models.Index(fields=["outcome", "-id"], name="run_by_outcome"),  # the log, failures only
            models.Index(fields=["rule", "at"], name="run_counted", condition=Q(dry=False)),  # how often in 30 days
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of rule {self.rule_id}"


class Round(models.Model):
    """A daily rule went through everything at this instant: until the next one it need not look again."""

    rule = models.OneToOneField(Rule, on_delete=models.PROTECT, related_name="+")
    done_for = models.DateTimeField()

    def __str__(self) -> str:
        return f"round of rule {self.rule_id}"
