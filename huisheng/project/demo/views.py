"""The views that the shop's people keep: one for everybody, one of the team's, and their own."""

from typing import Any

from huisheng.core.accounts.models import Staff, Team
from huisheng.watch.automation.actions import save_view

LATE = {"all": [{"field": "overdue", "op": "is", "value": True}, {"field": "colour", "op": "in", "value": ["red"]}]}
SILENT = {
    "all": [
        {"field": "waits_for_us", "op": "is", "value": True},
        {"field": "quiet_hours", "op": "gte", "value": 4},
    ]
}
MINE_SOON = {"all": [{"field": "assignee", "op": "in", "value": ["@me"]}, {"field": "due_in", "op": "lt", "value": 2}]}


def keep_views(people: dict[str, Staff]) -> None:
    """A few tabs to begin with; by name, so that whoever reads the demo sees what views are for."""
    _keep(people["admin"], "红色已超时", "Red and overdue", LATE, for_all=True, columns=["team", "number"])
    team = Team.objects.get(code="cs1")
    _keep(
        people["chen"], "等我们回复", "Waiting for our answer", SILENT, team=team, order="quiet", columns=["last_word"]
    )
    _keep(people["lin"], "两小时内到期", "Due within two hours", MINE_SOON, order="due")


def _keep(staff: Staff, name: str, name_en: str, condition: dict[str, Any], **more: Any) -> None:
    save_view(name=name, name_en=name_en, condition=condition, staff=staff, **more)
