"""A reply is weighed with reasons: what is reached, what is lost, what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.warmth import BASE, Case, Mark, bound_of, own_words, weigh
from huisheng.kit.wording import Rule, find_hints
from huisheng.project.presets.warmth_data import MARKS

SHIPPED = tuple(
    Mark(m.code, m.how, m.points, m.patterns, m.needs, frozenset(m.when), m.ordered, m.least) for m in MARKS
)
UPSET = frozenset({"first", "upset"})
ZHAO = Case("赵先生", own_words(["我要的是A型号,你们发来了B型号,急用!"], "DD20231023"), UPSET)
WARM = (
    "赵先生，您要的是A型号，收到的却是B型号，又急着用，换作是我也窝火。对不起，是我们发货时没核对好。"
    "想跟您确认一下地址有没有变？A型号我现在就安排补发，明天下午送到，运单号出来我给您打电话。"
)
COLD = "尊敬的客户您好，您的问题已经记录，请耐心等待，相关部门会尽快处理。"
RULES = (
    Rule(1, "robotic", "hint", "", ("您的问题(已|已经)*记录", "尊敬的客户", "请耐心等待")),
    Rule(2, "vague", "hint", "", ("尽快", "相关部门"), unless_time=True),
)


def score(text: str, case: Case = ZHAO) -> int:
    return weigh(text, SHIPPED, case, find_hints(text, RULES)).score


def test_the_warm_answer_reaches_nearly_all_and_the_recited_one_nearly_nothing() -> None:
    warm, cold = weigh(WARM, SHIPPED, ZHAO, find_hints(WARM, RULES)), score(COLD)
    assert warm.score >= 95
    assert not warm.lost
    assert {"named", "own_case", "heard", "sorry", "focus", "three_steps", "three_elements"} <= {
        one.code for one in warm.gained
    }
    assert cold <= 15
    assert bound_of(score("已经收到了，正在核对订单的信息。")) == "plain"  # nothing warm in it, and nothing cold
    assert bound_of(warm.score) == "warm"
    assert bound_of(cold) == "cold"


def test_every_point_has_a_reason_and_the_reasons_add_up() -> None:
    weight = weigh(COLD, SHIPPED, ZHAO, find_hints(COLD, RULES))
    reached = sum(one.points for one in weight.gained) / weight.possible
    lost = sum(one.points for one in weight.lost)
    assert weight.score == round(BASE + (100 - BASE) * reached + lost)
    assert sorted(COLD[one.start : one.end] for one in weight.lost) == [
        "尊敬的客户",
        "尽快",
        "您的问题已经记录",
        "相关部门",
        "请耐心等待",
    ]
    assert set(weight.missing) == {m.code for m in SHIPPED if m.points > 0 and m.when <= ZHAO.when} - {
        one.code for one in weight.gained
    }


def test_the_place_of_every_reason_is_in_the_text() -> None:
    for one in weigh(WARM, SHIPPED, ZHAO).gained:
        assert 0 <= one.start < one.end <= len(WARM)
    (named,) = (one for one in weigh(WARM, SHIPPED, ZHAO).gained if one.code == "named")
    assert WARM[named.start : named.end] == "赵先生"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我理解您着急。对不起。想跟您确认一下订单号。", True),
        ("对不起。我理解您着急。想跟您确认一下订单号。", False),  # apologises before it has listened
        ("想跟您确认一下订单号。我理解您着急，对不起。", False),
        ("我理解您着急。想跟您确认一下订单号。", False),
    ],
)
def test_the_three_steps_count_only_in_their_order(text: str, found: bool) -> None:
    assert ("three_steps" in {one.code for one in weigh(text, SHIPPED, ZHAO).gained}) is found


@pytest.mark.parametrize(
    ("text", "element", "found"),
    [
        ("今天 18:00 前给您补发", "three_elements", False),
        ("我今天 18:00 前给您补发", "three_elements", True),
        ("由王姐明天上门检测，您随时找我", "three_elements", True),
        ("我来安排退款", "three_elements", False),
        ("明天中午前到账", "timed", True),
        ("很快到账", "timed", False),
        ("我来跟到底", "person", True),
        ("会有结果的", "person", False),
        ("I will resend it by tomorrow", "three_elements", True),
    ],
)
def test_measure_time_and_person(text: str, element: str, found: bool) -> None:
    assert (element in {one.code for one in weigh(text, SHIPPED, ZHAO).gained}) is found


def test_later_answers_need_no_second_apology() -> None:
    later = Case(ZHAO.name, ZHAO.words, frozenset({"later", "upset"}))
    text = "赵先生，A型号已经补发，单号 SF1234567，明天下午到，我盯着。"
    assert score(text, later) >= 95
    assert score(text) < score(text, later)


def test_a_plain_question_is_not_asked_for_empathy() -> None:
    asked = Case("陈女士", own_words(["发票什么时候开"]), frozenset({"first"}))
    assert score("陈女士，发票今天 18:00 前开好，发到您邮箱。", asked) == 100


@pytest.mark.parametrize(
    ("scenario", "text", "code"),
    [
        ("quality", "工程师今天复检了您的机器", "quality_state"),
        ("service", "这件事我已经跟同事谈过，以后会先问清楚再答", "service_remedy"),
        ("delay", "包裹卡在中转站，因为暴雨停运", "delay_reason"),
    ],
)
def test_each_kind_of_complaint_has_its_own_mark(scenario: str, text: str, code: str) -> None:
    about = Case("", frozenset(), UPSET | {scenario})
    assert code in {one.code for one in weigh(text, SHIPPED, about).gained}
    assert code not in {one.code for one in weigh(text, SHIPPED, Case("", frozenset(), UPSET)).gained}
    assert code in weigh("好的", SHIPPED, about).missing


@pytest.mark.parametrize(
    ("name", "text", "called"),
    [
        ("赵先生", "赵先生，您好", True),
        ("陈美兰", "陈女士，您好", True),
        ("陈美兰", "陈姐，您好", True),
        ("赵先生", "赵师傅，您好", True),
        ("陈美兰", "王女士，您好", False),
        ("陈美兰", "您好", False),
        ("", "您好", False),
        ("Ann Lee", "Dear Ann Lee", True),
    ],
)
def test_the_name(name: str, text: str, called: bool) -> None:
    found = weigh(text, SHIPPED, Case(name, frozenset(), frozenset({"first"})))
    assert ("named" in {one.code for one in found.gained}) is called


@pytest.mark.parametrize(
    ("customer", "reply", "own"),
    [
        ("杯子碎了，盒子也压扁了", "杯子碎成这样，盒子也压扁了，真心疼", True),
        ("杯子碎了，盒子也压扁了", "您的反馈我们已经收到，会处理", False),
        ("怎么还没有发货？已经三天了", "您好，请问可以提供一下什么问题吗", False),
        ("order 20231023 is missing", "order 20231023 left today", True),
        ("the kettle arrived broken", "the kettle was broken on the way", True),
        ("the kettle arrived broken", "thank you for your message", False),
    ],
)
def test_the_own_case(customer: str, reply: str, own: bool) -> None:
    found = weigh(reply, SHIPPED, Case("", own_words([customer]), frozenset({"first"})))
    assert ("own_case" in {one.code for one in found.gained}) is own


def test_what_is_lost_has_an_end() -> None:
    text = "尽快" * 40
    assert weigh(text, SHIPPED, ZHAO, find_hints(text, RULES)).score == 0
    warm = WARM + "尽快。" * 40
    assert weigh(warm, SHIPPED, ZHAO, find_hints(warm, RULES)).score >= 100 - 60 - BASE


@given(st.text(max_size=300), st.sets(st.sampled_from(["first", "later", "upset", "quality", "service", "delay"])))
def test_any_text_has_a_score(text: str, when: set[str]) -> None:
    weight = weigh(text, SHIPPED, Case("赵", own_words([text]), frozenset(when)), find_hints(text, RULES))
    assert 0 <= weight.score <= 100
    assert all(-1 <= one.start <= one.end <= len(text) for one in (*weight.gained, *weight.lost))
