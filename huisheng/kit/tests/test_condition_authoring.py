"""What authors of conditions see: faults named, sentences, patterns kept from running away, database queries."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import translation

from huisheng.kit.conditions import ConditionError, FieldSpec, describe, evaluate, to_q, validate
from huisheng.kit.conditions.patterns import MAX_PATTERN, compiled

FIELDS = {
    field.name: field
    for field in (
        FieldSpec("text", "text", "内容", lookup="name"),
        FieldSpec("channel", "choice", "渠道", {"phone": "电话", "form": "网页表单"}, lookup="codename"),
        FieldSpec("tags", "list", "标签", {"urgent": "加急"}, lookup="group__name"),
        FieldSpec("spend", "number", "年消费", lookup="id"),
        FieldSpec("count", "number", "来访次数"),
        FieldSpec("is_new", "bool", "新客户", lookup="is_new"),
        FieldSpec("opened_at", "time", "接收时间", lookup="opened_at"),
    )
}


def leaf(field: str, op: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value, **more}


def amount(**changes: Any) -> dict[str, Any]:
    value = {"words": ["延迟", "没更新"], "unit": "day", "at_least": 3, "at_most": None, "within": 12} | changes
    return leaf("text", "quantity", {key: part for key, part in value.items() if part != "gone"})


GOOD = [
    {},
    leaf("text", "has_any", ["破损"], unless=["没有破损"], negation=False),
    leaf("text", "has_any", "破损"),
    leaf("text", "matches", "订单[0-9]+"),
    amount(),
    amount(words=[], at_least="gone", at_most=2.5, within="gone"),
    leaf("channel", "in", ["phone", "form"]),
    leaf("tags", "any_of", ["urgent"]),
    leaf("spend", "gte", "5000.00"),
    leaf("is_new", "is", True),
    leaf("opened_at", "lt", "2026-11-01T08:00+08:00"),
    leaf("channel", "is_empty"),
    {"all": [{"any": [leaf("is_new", "is", False)]}, {"not": leaf("text", "is_empty")}]},
]


@pytest.mark.parametrize("condition", GOOD)
def test_it_accepts_what_can_be_asked(condition: dict[str, Any]) -> None:
    assert validate(condition, FIELDS) == []
    evaluate(condition, {})


BAD = [
    ("text", "must be an object"),
    (["a"], "must be an object"),
    ({"field": "colour", "op": "is", "value": 1}, "no field “colour”"),
    ({"op": "is"}, "no field"),
    (leaf("spend", "has_any", ["a"]), "cannot be asked “has_any”"),
    (leaf("is_new", "gte", True), "cannot be asked"),
    (leaf("text", "has_any", []), "at least one word"),
    (leaf("text", "has_any", [" "]), "at least one word"),
    (leaf("text", "has_any", [3]), "at least one word"),
    (leaf("text", "has_any", ["a"], unless=7), "“unless” needs"),
    (leaf("text", "has_any", ["a"], negation="no"), "“negation” yes or no"),
    (leaf("text", "has_any", ["a"], colour=1), "Unknown setting: colour"),
    (leaf("text", "matches", "(a"), "cannot be read"),
    (leaf("text", "matches", None), "pattern is empty"),
    (leaf("text", "matches", "(a+)+"), "too costly"),
    (leaf("channel", "is", "fax"), "“fax” is not a choice of “渠道”"),
    (leaf("channel", "in", []), "at least one value"),
    (leaf("spend", "gte", "viel"), "does not fit “年消费”"),
    (leaf("spend", "gte", True), "does not fit"),
    (leaf("opened_at", "gte", "morgen"), "does not fit “接收时间”"),
    (leaf("is_new", "is", "yes"), "does not fit"),
    (amount(unit="mile"), "needs a unit"),
    (amount(at_least="gone"), "needs a number"),
    (amount(at_least="drei"), "needs a number"),
    (amount(at_least=5, at_most=3), "more than “at most”"),
    (amount(within=-1), "0 to 200"),
    (amount(words=[3]), "must be a list of words"),
    (leaf("text", "quantity", 3), "needs a unit"),
    ({"any": []}, "at least one condition"),
    ({"all": leaf("is_new", "is", True)}, "list of conditions"),
    ({"all": [], "any": [{}]}, "must stand alone"),
    ({"not": {"field": "colour", "op": "is"}}, "no field"),
]


@pytest.mark.parametrize(("condition", "fault"), BAD)
def test_it_names_the_fault(condition: Any, fault: str) -> None:
    with translation.override("en"):
        faults = validate(condition, FIELDS)
    assert any(fault in sentence for sentence in faults), faults


def test_it_refuses_endless_nesting() -> None:
    condition: dict[str, Any] = leaf("is_new", "is", True)
    for _depth in range(10):
        condition = {"not": condition}
    with translation.override("en"):
        assert validate(condition, FIELDS) == ["The condition is nested too deeply."]


def test_its_faults_speak_the_readers_language() -> None:
    assert validate({"field": "colour", "op": "is"}, FIELDS) == ["没有“colour”这个字段。"]
    assert validate(leaf("text", "matches", "(a"), FIELDS) == ["“内容”：表达式写法有误。"]


TOLD = [
    ({}, "任何情况", "always"),
    (leaf("text", "has_any", ["破损", "漏发"]), "内容提到“破损”或“漏发”", "内容 mentions “破损” or “漏发”"),
    (leaf("channel", "is", "phone"), "渠道是“电话”", "渠道 is “电话”"),
    (leaf("is_new", "is", True), "新客户：是", "新客户: yes"),
    (leaf("is_new", "is_not", True), "新客户：否", "新客户: no"),
    (leaf("spend", "gte", 5000), "年消费不少于 5000", "年消费 is at least 5000"),
    (leaf("opened_at", "lt", "2026-11-01"), "接收时间早于 2026-11-01", "接收时间 is before 2026-11-01"),
    (leaf("channel", "is_empty"), "渠道为空", "渠道 is empty"),
    (amount(), "内容在“延迟”或“没更新”附近说到至少 3 天", "内容 speaks of at least 3 days near “延迟” or “没更新”"),
    (amount(words=[], at_most=5), "内容说到 3 到 5 天", "内容 speaks of 3 to 5 days"),
    (
        leaf("text", "has_any", ["破损"], unless=["破损险"]),
        "内容提到“破损”（“破损险”除外）",
        "内容 mentions “破损” (but not “破损险”)",
    ),
    (
        {"all": [leaf("channel", "is", "phone"), {"any": [leaf("channel", "is_empty"), leaf("text", "is_empty")]}]},
        "渠道是“电话”，并且（渠道为空，或者内容为空）",
        "渠道 is “电话” and (渠道 is empty or 内容 is empty)",
    ),
    ({"not": leaf("tags", "any_of", ["urgent"])}, "不满足（标签包含“加急”）", "not (标签 include “加急”)"),
    ({"field": "gone", "op": "is", "value": "x"}, "gone是“x”", "gone is “x”"),
    ({"any": []}, "任何情况都不", "never"),
]


@pytest.mark.parametrize(("condition", "chinese", "english"), TOLD)
def test_it_tells_a_condition_as_a_sentence(condition: dict[str, Any], chinese: str, english: str) -> None:
    assert describe(condition, FIELDS) == chinese
    with translation.override("en"):
        assert describe(condition, FIELDS) == english


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|aa)+$",
        "(.*)*",
        "(?:a?){40}b+c+d+",
        ".*a.*b.*c.*d",
        r"(a)\1",
        "(?P<x>a)",
        "(?i)a",
        "a" * (MAX_PATTERN + 1),
        "(?#x)a",
    ],
)
def test_it_refuses_patterns_that_may_run_away(pattern: str) -> None:
    with pytest.raises(ConditionError):
        compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[*+]{2}", "a*+"),
        (r"\*\+\(", "*+("),
        ("a{2,}", "aaa"),
        ("a{,2}b", "aab"),
        ("x{y}", "x{y}"),
        ("(?:延迟|晚)(?!点)", "晚了"),
        ("(?<=订单)[0-9]+", "订单77"),
        ("a+?b", "aab"),
        ("[]x]+", "]x"),
        (r"[^\]]+", "ab"),
        ("a*+b", "aab"),
        ("退.*款.*到", "退我的款怎么还没到"),
    ],
)
def test_it_keeps_the_meaning_of_patterns(pattern: str, text: str) -> None:
    assert compiled(pattern).search(text)


def test_an_open_repeat_reaches_forty_characters() -> None:
    assert compiled("延迟.*天").search("延迟" + "啊" * 40 + "天")
    assert not compiled("延迟.*天").search("延迟" + "啊" * 41 + "天")


@pytest.mark.parametrize(
    "condition",
    [
        amount(),
        leaf("count", "gte", 3),
        leaf("gone", "is", 3),
        leaf("text", "has_any", ["a"], unless=["b"]),
        leaf("text", "matches", r"\bapp\b"),
        leaf("text", "matches", "a*+b"),
        {"all": [{"not": amount()}]},
    ],
)
def test_it_says_when_the_database_cannot_answer(condition: dict[str, Any]) -> None:
    with pytest.raises(ConditionError):
        to_q(condition, FIELDS)


def test_a_field_may_ask_in_its_own_way() -> None:
    """It hears the affirmative question only, and may leave the others to its column."""

    def ask(op: str, value: object) -> Q | None:
        return Q(tree__in=[value]) if op == "is" else None

    fields = {"branch": FieldSpec("branch", "choice", "Branch", lookup="branch", ask=ask)}
    assert to_q(leaf("branch", "is", 3), fields) == Q(tree__in=[3])
    assert to_q(leaf("branch", "is_not", 3), fields) == ~Q(tree__in=[3])
    assert to_q(leaf("branch", "in", [3]), fields) == Q(branch__in=[3])


def test_nothing_asked_filters_nothing() -> None:
    assert to_q({}, FIELDS) == Q()
    assert to_q({"any": [{}, leaf("text", "is_empty")]}, FIELDS) == Q()


ASKED = [
    {},
    {"any": []},
    {"not": {}},
    leaf("text", "has_any", ["破损", "100%"]),
    leaf("text", "has_all", ["破损", "漏发"]),
    leaf("text", "is", "PLAIN"),
    leaf("text", "in", ["plain", "破损"]),
    leaf("text", "is_empty"),
    leaf("text", "is_not_empty"),
    leaf("text", "matches", "^破.*发$"),
    leaf("channel", "is", "form"),
    leaf("channel", "not_in", ["form"]),
    leaf("tags", "any_of", ["urgent"]),
    leaf("tags", "none_of", ["urgent"]),
    leaf("tags", "is_empty"),
    {"not": leaf("text", "has_any", ["破损"])},
    {
        "all": [
            leaf("text", "has_any", ["破损"]),
            {"any": [leaf("channel", "is", "form"), leaf("tags", "any_of", ["urgent"])]},
        ]
    },
]


@pytest.mark.django_db
@pytest.mark.parametrize("condition", ASKED)
def test_the_database_answers_like_the_facts(condition: dict[str, Any]) -> None:
    kind = ContentType.objects.create(app_label="kit", model="letter")
    rows = [
        ("破损了,也漏发", "form", []),
        ("破损", "phone", ["urgent"]),
        ("plain", "form2", ["slow"]),
        ("", "x", []),
        ("涨了100%", "y", []),
    ]
    for name, codename, groups in rows:
        row = Permission.objects.create(name=name, codename=codename, content_type=kind)
        for group in groups:
            row.group_set.create(name=group)
    expected = {
        codename
        for name, codename, groups in rows
        if evaluate(condition, {"text": name, "channel": codename, "tags": groups})
    }
    found = Permission.objects.filter(to_q(condition, FIELDS), content_type=kind).distinct()
    assert {row.codename for row in found} == expected
