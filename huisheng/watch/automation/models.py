"""Views that people keep."""

from django.db import models
from django.db.models import Q

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, Named


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
