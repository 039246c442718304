"""What the screen of a routing rule asks, beside the condition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Team
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.triage.forms import RuleForm


class RoutingRuleForm(RuleForm):
    team = forms.ModelChoiceField(label=_("Goes to the team"), queryset=Team.objects.none(), empty_label=None)
    field_order = ("name", "name_en", "team", "enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        team.queryset = Team.objects.filter(active=True).order_by("rank", "id")  # type: ignore[attr-defined]
        team.label_from_instance = lambda one: one.label  # type: ignore[attr-defined]


def routing_rule_initial(rule: RoutingRule) -> dict[str, Any]:
    return {"name": rule.name, "name_en": rule.name_en, "team": rule.team_id, "enabled": rule.enabled}
