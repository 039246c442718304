"""Why this colleague: the words, the trial, the weights' screen."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from huisheng.core.accounts.models import Presence, Skill, Staff, Team
from huisheng.core.base.models import SettingChange
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing import choosing
from huisheng.stages.routing.actions import WeightRefused, assign_ticket, save_routing_rule, save_weights
from huisheng.stages.routing.explained import AGAINST, explanations, units
from huisheng.stages.routing.models import Assignment, RoutingRule, Weight
from huisheng.stages.routing.tests.make import GREEN, RED, make_agent, make_routed
from huisheng.stages.routing.tests.test_choosing import asking, make_skill
from huisheng.stages.routing.tests.test_rules import ROW, door
from huisheng.stages.routing.trial import try_routing
from huisheng.stages.triage.actions import RuleRefused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_every_reason_has_its_words() -> None:
    """What choosing and desks may write is what can be read."""
    rooms = Path(choosing.__file__).parent
    code = "".join((rooms / name).read_text() for name in ("choosing.py", "desks.py", "models.py"))
    written = set(re.findall(r'"(\w+)"', code))
    assert {word for word in AGAINST if word} - written - {"away", "offline"} == set()
    assert all(str(words) for words in AGAINST.values())


@pytest.mark.parametrize(("hundredths", "said"), [(0, "0"), (50, "0.5"), (100, "1"), (1025, "10.25"), (1000, "10")])
def test_loads_are_read_in_units(hundredths: int, said: str) -> None:
    assert units(hundredths) == said


def test_it_tells_each_decision_the_latest_first(cast: Cast, django_assert_num_queries: Any) -> None:
    make_agent(name="何苗", presence=Presence.AWAY)
    ticket = make_routed(GREEN)
    assign_ticket(ticket, staff=cast.dan, note="您熟悉这款", by=cast.chen.party)
    with django_assert_num_queries(2):
        first, second = explanations(ticket)
    assert (first.desk, first.by, first.note, first.people) == ("客服二组 · 丹青", "陈蔚", "您熟悉这款", ())
    assert (second.desk, second.asked) == ("客服一组 · 林晓", "占 1 份")
    told = {one.name: (one.chosen, one.reason, one.load, one.room) for one in second.people}
    assert told["林晓"] == (True, "选中", "0", 12)
    assert told["何苗"] == (False, "暂时离开", "0", 12)
    assert told["陈蔚"][1] == "负责分派，没有别人时才分给"
    with translation.override("en"):
        assert explanations(ticket)[1].people[0].reason == "chosen"


def test_it_tells_what_was_asked_for(cast: Cast) -> None:
    asking(make_skill("english", cast.lin))
    (told,) = explanations(make_routed(GREEN))
    assert (told.asked, told.rule) == ("占 1 份 · 要求其中一项技能：english", "试验路由")


def test_the_trial_says_who_would_get_it_and_writes_nothing(cast: Cast) -> None:
    before = (Ticket.objects.count(), Assignment.objects.count())
    tried = try_routing(text=RED, channel=Channel.objects.get(code="web"))
    assert tried is not None
    assert (tried.person, tried.team, tried.grade) == ("林晓", "客服一组", "红")
    assert (Ticket.objects.count(), Assignment.objects.count()) == before
    routed = make_routed(RED)
    assert routed.assignee == cast.lin  # the trial told the truth


def test_the_trial_knows_own_agents_and_empty_rooms(cast: Cast) -> None:
    web = Channel.objects.get(code="web")
    own = try_routing(text=GREEN, channel=web, agent=cast.dan)
    assert own is not None
    assert (own.person, own.team, own.how) == ("丹青", "客服二组", "客户的专属客服")
    Staff.objects.update(presence=Presence.OFFLINE)
    nobody = try_routing(text=GREEN, channel=web)
    assert nobody is not None
    assert (nobody.person, nobody.team) == ("", "客服一组")
    assert {one.reason for one in nobody.people} == {"不在线"}
    Team.objects.update(active=False)
    assert try_routing(text=GREEN, channel=web) is None


def test_the_trials_screen(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = door(cast.admin)
    page = reverse("settings:routing_trial")
    assert "<h2>会分给" not in client.get(page).content.decode()
    given: dict[str, str | int] = {"text": RED, "channel": Channel.objects.get(code="web").pk}
    client.get(page, given)
    with django_assert_max_num_queries(22):
        html = client.get(page, given).content.decode()
    assert "会分给林晓" in html
    assert "比较过的同事" in html
    assert door(cast.chen).get(page).status_code == 403


def test_the_weights_screen_and_its_audit(cast: Cast) -> None:
    client, page = door(cast.admin), reverse("settings:weights")
    phone = Channel.objects.get(code="phone")
    assert f'name="channel{phone.pk}"' in client.get(page).content.decode()
    assert client.post(page, {f"channel{phone.pk}": "4"}).status_code == 302
    assert dict(Weight.objects.values_list("channel__code", "units")) == {"phone": 4}
    change = SettingChange.objects.get(subject="routing.Weight")
    assert change.before == {"phone": 3, "chat": 2, "wechat": 2}
    assert change.after == {"phone": 4}
    assert "has-error" in client.post(page, {f"channel{phone.pk}": "-1"}).content.decode()
    client.post(page, {f"channel{phone.pk}": "4"})
    assert SettingChange.objects.filter(subject="routing.Weight").count() == 1
    assert door(cast.lin).get(page).status_code == 403


def test_a_weight_beyond_reason_is_refused(cast: Cast) -> None:
    with pytest.raises(WeightRefused):
        save_weights({Channel.objects.get(code="web").pk: 101}, {}, by=cast.admin.party)


def test_a_rule_asks_for_person_and_skills_on_its_screen(cast: Cast) -> None:
    skill = make_skill("english", cast.lin)
    asked = {"person": cast.lin.pk, "skills": [skill.pk], "all_skills": "on", "least_level": "2"}
    data = {"name": "外语", "team": cast.cs1.pk, "enabled": "on", **asked, **ROW}
    client = door(cast.admin)
    assert client.post(reverse("settings:new_routing_rule"), data).status_code == 302
    rule = RoutingRule.objects.get()
    assert (rule.person, list(rule.skills.all()), rule.all_skills, rule.least_level) == (cast.lin, [skill], True, 2)
    html = client.get(reverse("settings:routing_rules")).content.decode()
    assert "林晓" in html
    assert "english" in html
    assert "checked" in client.get(reverse("settings:routing_rule", args=[rule.pk])).content.decode()


def test_a_house_without_skills_is_not_asked_for_any(cast: Cast) -> None:
    html = door(cast.admin).get(reverse("settings:new_routing_rule")).content.decode()
    assert 'name="person"' in html
    assert 'name="skills"' not in html


def test_a_rule_may_not_name_who_cannot_answer(cast: Cast) -> None:
    with pytest.raises(RuleRefused, match="王姐"):
        save_routing_rule(name="x", condition={}, team=cast.cs1, person=cast.wang, by=cast.admin.party)
    assert not Skill.objects.exists()


def test_a_stranger_sees_no_reasons(cast: Cast) -> None:
    ticket = make_routed(GREEN)
    page = reverse("desk:why_desk", args=[ticket.number])
    assert "为什么派给这位同事" in door(cast.lin).get(page).content.decode()
    assert door(cast.dan).get(page).status_code == 404
    assert Client().get(page).status_code == 302
