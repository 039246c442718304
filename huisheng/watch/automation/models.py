"""Views that people keep, how somebody likes to see the desk, and what was done to many tickets at once."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.tickets.models import Ticket


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
