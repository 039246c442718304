"""Rules a house may want, as examples: all switched off until somebody switches one on."""

from dataclasses import dataclass, field
from typing import Any

from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.watch.automation.asking import NOBODY
from huisheng.watch.automation.models import Rule

from .shapes import Condition

STEP = 10
DAY, HOUR = 1440, 60  # minutes
SUPERVISOR = {"deed": "tell", "told": ["supervisor"]}


@dataclass(frozen=True, slots=True)
class RulePreset:
    """A rule; a reply template in its deeds is named by its code."""

    code: str
    name: str
    name_en: str
    deeds: tuple[dict[str, Any], ...]
    occasions: tuple[str, ...] = ()
    timing: dict[str, Any] = field(default_factory=dict)
    condition: Condition = field(default_factory=dict)


def _is(name: str, value: Any, op: str = "is") -> Condition:
    return {"field": name, "op": op, "value": value}


OWN_RULES: tuple[RulePreset, ...] = (
    RulePreset(
        "core_to_own_agent",
        "核心客户交给专属客服",
        "Core customers to their own agent",
        ({"deed": "own_agent"},),
        occasions=("opened",),
        condition={"all": [_is("tier", "core"), {"field": "own_agent", "op": "is_not_empty"}]},
    ),
    RulePreset(
        "third_message",
        "客户连问三次没人回，提醒主管",
        "Three messages without an answer: tell the supervisor",
        (SUPERVISOR,),
        occasions=("customer_wrote",),
        condition=_is("unanswered", 3, "gte"),
    ),
    RulePreset(
        "red_unowned",
        "红色十分钟没人接，叫人",
        "Red and nobody's for ten minutes: call for help",
        ({"deed": "tell", "told": ["supervisor", "robot"]},),
        timing={"since": "opened", "minutes": 10},
        condition={"all": [_is("colour", "red"), _is("assignee", NOBODY)]},
    ),
    RulePreset(
        "two_hours_unanswered",
        "客户等了两小时没回复，提醒负责人和主管",
        "Two hours without an answer: tell the owner and the supervisor",
        ({"deed": "tell", "told": ["assignee", "supervisor"]},),
        timing={"since": "customer", "minutes": 2 * HOUR},
    ),
    RulePreset(
        "sharp_words",
        "客户提到投诉举报或曝光，提醒主管",
        "Talk of regulators or the press: tell the supervisor",
        (SUPERVISOR,),
        occasions=("customer_wrote",),
        condition=_is("said", ["12315", "12345", "工商", "消协", "曝光", "律师", "起诉"], "has_any"),
    ),
    RulePreset(
        "silent_three_days",
        "等客户三天没回音，再问一声",
        "The customer is silent for three days: a friendly reminder",
        ({"deed": "template", "template": "remind_silent", "wait": True},),
        timing={"since": "reply", "minutes": 3 * DAY},
        condition=_is("status", "waiting_customer"),
    ),
    RulePreset(
        "praise_thanks",
        "收到表扬：道谢，并告诉主管",
        "Praise: say thank you and tell the supervisor",
        ({"deed": "template", "template": "thank_share", "wait": False}, SUPERVISOR),
        occasions=("opened",),
        condition=_is("nature", "praise"),
    ),
    RulePreset(
        "morning_old",
        "每个工作日九点，提醒三天前的还没办完",
        "Every working morning: what is open for three days",
        ({"deed": "tell", "told": ["assignee"]},),
        timing={"daily": "09:00", "workdays": True},
        condition=_is("age_days", 3, "gt"),
    ),
)


def install_own_rules() -> None:
    """Those whose code no rule had yet; what a house deleted stays deleted."""
    known = set(Rule.objects.exclude(code="").values_list("code", flat=True))
    new = [one for one in OWN_RULES if one.code not in known]
    templates = dict(ReplyTemplate.objects.values_list("code", "pk")) if new else {}
    Rule.objects.bulk_create(_row(one, place, templates) for place, one in enumerate(new, 1))


def _row(preset: RulePreset, place: int, templates: dict[str, int]) -> Rule:
    return Rule(
        code=preset.code,
        name=preset.name,
        name_en=preset.name_en,
        rank=place * STEP,
        occasions=list(preset.occasions),
        timing=preset.timing,
        condition=preset.condition,
        deeds=[one | ({"template": templates[one["template"]]} if "template" in one else {}) for one in preset.deeds],
    )
