"""Plain rudeness is found, and what only looks like it is left alone."""

import pytest

from huisheng.kit.warmth import Case, Mark, weigh
from huisheng.kit.wording import Rule, compiled, find_hints
from huisheng.project.presets.phrases_data import PHRASES
from huisheng.project.presets.warmth_data import MARKS as SHIPPED

RULES = tuple(
    Rule(n, one.kind, one.severity, one.why, one.patterns, one.better, one.unless_time) for n, one in enumerate(PHRASES)
)
CODES = {n: one.code for n, one in enumerate(PHRASES)}
MARKS = tuple(
    Mark(m.code, m.how, m.points, m.patterns, m.needs, frozenset(m.when), m.ordered, m.least) for m in SHIPPED
)
PLAIN = Case("", frozenset(), frozenset())
RUDE = "不归我管，你有完没完，自己看说明书去，烦死了，找别人"


def forbidden(text: str) -> list[str]:
    return [CODES[one.rule.ident] for one in find_hints(text, RULES) if one.rule.kind == "forbidden"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("这个不归我管", "not_mine"),
        ("不关我事", "not_mine"),
        ("这跟我没关系", "not_mine"),
        ("关我什么事", "not_mine"),
        ("自己看说明书去", "sent_off"),
        ("你自己去看吧", "sent_off"),
        ("您自己想办法", "sent_off"),
        ("你找别人", "sent_off"),
        ("我忙着呢，找别人去", "sent_off"),
        ("您还是另请高明", "sent_off"),
        ("你有完没完", "impatient"),
        ("烦死了", "impatient"),
        ("别烦我", "impatient"),
        ("没空理你", "impatient"),
        ("懒得跟您说", "impatient"),
        ("爱信不信", "impatient"),
        ("随你便", "impatient"),
        ("随您的便", "impatient"),
        ("听不懂吗", "impatient"),
        ("跟你说了多少遍了", "impatient"),
        ("催什么催", "impatient"),
        ("你是不是有病吧", "insult"),
        ("你这人怎么这么烦", "insult"),
        ("少废话", "insult"),
        ("您这是无理取闹", "insult"),
        ("That is not my problem.", "en_impatient"),
        ("How many times do I have to say it?", "en_impatient"),
        ("Just read the manual.", "en_impatient"),
    ],
)
def test_rudeness_is_found(text: str, code: str) -> None:
    assert forbidden(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "我来找别人核实",
        "我去找别人问清楚，下午四点前回您",
        "让您烦心了，对不起",
        "您先别烦恼，我来办",
        "客户说“烦死了，没人管”，我很理解",
        "您说「听不懂吗」这句话伤到您了，是我们不对",
        "> 你们有完没完\n我看到了，我来办",
        "不用您自己看说明书，我一步步说给您听",
        "如果您想自己看说明书，第 3 页有图",
        "不会让您找别人，这件事我跟到底",
        "时间随您方便",
        "让您说了好几遍，是我们没记牢",
        "您跟我们讲过三次了，对不起",
        "我没有听懂，您能再说一遍吗",
        "这件事归我管，我来跟到底",
        "退回的运费跟您没关系，我们来付",
        "抱歉，昨天没空及时回您",
        "您不用急，今天 18:00 前有结果",
        "无论您信不信得过我们，这一次请看结果",
        "How many times did it happen?",
        "The manual shows it on page 3.",
    ],
)
def test_what_only_looks_rude_is_left_alone(text: str) -> None:
    assert forbidden(text) == []


def test_rudeness_costs_warmth_and_is_underlined() -> None:
    hints = find_hints(RUDE, RULES)
    assert [CODES[one.rule.ident] for one in hints] == ["not_mine", "impatient", "sent_off", "impatient"]
    assert weigh(RUDE, MARKS, PLAIN, hints).score < weigh(RUDE, MARKS, PLAIN, []).score


def test_every_forbidden_wording_is_read_and_has_a_better_one() -> None:
    for one in PHRASES:
        assert all(compiled(pattern) for pattern in one.patterns)
        assert one.better or one.kind != "forbidden"
        assert not [better for better in one.better if forbidden(better)]
