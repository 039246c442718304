"""Routing rules and their screens."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import SettingChange
from huisheng.stages.routing.actions import save_routing_rule
from huisheng.stages.routing.actions.rules import routing_rule_facts
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.routing.tests.make import RED, make_routed, make_routing_rule
from huisheng.stages.triage.actions import RuleRefused
from huisheng.stages.triage.tests.make import says
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROW = {
    "mode": "rows",
    "join": "all",
    "field": "grade",
    "op": "is",
    "value": "红",
    "least": "",
    "unit": "day",
    "unless": "",
}


def door(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def test_it_may_ask_for_the_grade_and_is_audited(cast: Cast) -> None:
    red: dict[str, Any] = {"field": "grade", "op": "in", "value": ["red"]}
    rule = save_routing_rule(name="红单", condition=red, team=cast.cs2, by=cast.admin.party)
    assert make_routed(RED).team == cast.cs2
    change = SettingChange.objects.get(subject=f"routing.RoutingRule:{rule.pk}")
    assert (change.before, change.after, change.by_id) == (None, routing_rule_facts(rule), cast.admin.pk)


def test_it_refuses_a_condition_nobody_can_answer(cast: Cast) -> None:
    with pytest.raises(RuleRefused):
        save_routing_rule(
            name="x", condition={"field": "weather", "op": "is", "value": "rain"}, team=cast.cs2, by=cast.admin.party
        )


def test_it_is_added_on_its_screen(cast: Cast) -> None:
    client = door(cast.admin)
    data = {"name": "红单", "team": Team.objects.get(code="cs2").pk, "enabled": "on", **ROW}
    assert client.post(reverse("settings:new_routing_rule"), data).status_code == 302
    rule = RoutingRule.objects.get()
    assert rule.condition == {"field": "grade", "op": "in", "value": ["red"]}
    html = client.get(reverse("settings:routing_rules")).content.decode()
    assert "红单" in html
    assert "投诉举报 / 产品质量" in html
    assert "红单" in client.get(reverse("settings:routing_rule", args=[rule.pk])).content.decode()


def test_it_previews_moves_switches_and_goes(cast: Cast) -> None:
    ticket = make_routed(RED)
    first, second = make_routing_rule(says("甲"), "cs1", rank=1), make_routing_rule(says("乙"), "cs2", rank=2)
    client = door(cast.admin)
    assert ticket.number in client.post(reverse("settings:routing_rule_preview"), ROW).content.decode()
    client.post(reverse("settings:routing_rule_place", args=[second.pk]), {"direction": "up"})
    assert list(RoutingRule.objects.all()) == [second, first]
    client.post(reverse("settings:routing_rule_state", args=[first.pk]), {"enabled": "0"})
    client.post(reverse("settings:routing_rule_removal", args=[second.pk]))
    assert list(RoutingRule.objects.values_list("pk", "enabled")) == [(first.pk, False)]


@pytest.mark.parametrize("who", ["lin", "chen", "wang"])
def test_only_who_may_change_settings_gets_in(cast: Cast, who: str) -> None:
    client = door(getattr(cast, who))
    assert client.get(reverse("settings:routing_rules")).status_code == 403
    assert client.post(reverse("settings:routing_rule_preview"), ROW).status_code == 403
