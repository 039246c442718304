"""The written pieces: enough of them, each its own, well formed, and nothing a person would not write."""

import importlib
import pkgutil
import re
from collections import Counter
from itertools import combinations, pairwise
from random import Random

import pytest

from huisheng.project.demo import words
from huisheng.project.demo.cases import CHANNELS, SLOTS, Case, case, offer, reply, yes
from huisheng.project.demo.engine.filling import filled
from huisheng.project.demo.people import PEOPLE
from huisheng.project.demo.tickets.everything import TICKETS
from huisheng.project.presets.catalogue_data import CATEGORIES

MODULES = [importlib.import_module(f"{words.__name__}.{found.name}") for found in pkgutil.iter_modules(words.__path__)]
CASES: tuple[Case, ...] = tuple(one for module in MODULES for one in module.CASES)
VAGUE = (
    "尽快", "稍后", "马上", "相关部门", "第一时间", "已记录", "带来不便", "亲爱的用户", "敬请谅解", "感谢您的理解",
    "as soon as possible", "inconvenience",
)  # fmt: skip
CHOICE = re.compile(r"\[([^\[\]]*)\]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?()\"]|[,;!?()\"][\u3400-\u9fff]")
STORY_ENDS = {"yes", "answered", "spam", "withdrawn"}


def alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def pairs_of(text: str) -> set[str]:
    """Pairs of neighbouring characters, without slots, spaces and signs."""
    plain = re.sub(r"\{\w+\}|[^\w]", "", text)
    return {a + b for a, b in pairwise(plain)} or {plain or text}


def said_by_us(one: Case) -> list[str]:
    kinds = {"reply", "ask", "offer"}
    return [text for step in one.steps if step.kind in kinds for text in (step.text, step.measure, step.timing) if text]


def bad_marks(text: str) -> list[str]:
    """Slots nobody fills, brackets that do not close, choices of one."""
    rest = CHOICE.sub(" ", text)
    slots = [name for name in re.findall(r"\{(\w*)\}", text) if name not in SLOTS]
    single = [found for found in CHOICE.findall(text) if "|" not in found]
    return slots + single + re.findall(r"[\[\]|]", rest) + re.findall(r"[{}]", re.sub(r"\{\w+\}", "", text))


def out_of_turn(one: Case) -> list[str]:
    """What cannot follow what stands before it."""
    spoken = [step.kind for step in one.steps if step.kind != "note"]
    after = {"offer": {"yes", "no", "withdrawn"}, "ask": {"says", "withdrawn"}, "no": {"reply", "ask", "offer", "says"}}
    wrong = [f"{first} {then}" for first, then in pairwise(spoken) if then not in after.get(first, {then})]
    wrong += [f"{first} {then}" for first, then in pairwise(spoken) if then in {"yes", "no"} and first != "offer"]
    return wrong + ([] if spoken[-1] in STORY_ENDS else [f"ends with {spoken[-1]}"])


def test_it_has_enough_pieces_each_with_its_own_words() -> None:
    bodies = [one.text for one in CASES] + [one.text for one in TICKETS]
    assert len(bodies) >= 500
    assert [text for text, times in Counter(bodies).items() if times > 1] == []
    assert [key for key, times in Counter(one.key for one in CASES).items() if times > 1] == []


def test_it_repeats_no_answer() -> None:
    said = Counter(step.text for one in CASES for step in one.steps if len(step.text) > 12 and step.kind != "says")
    assert [text for text, times in said.items() if times > 1] == []


def test_it_writes_nothing_twice_in_other_clothes() -> None:
    texts = [(one.key, one.text) for one in CASES] + [(one.key, one.text) for one in TICKETS]
    bodies = [(key, pairs_of(text)) for key, text in texts]
    close = [
        f"{a} {b}"
        for (a, one), (b, other) in combinations(bodies, 2)
        if min(len(one), len(other)) * 10 > max(len(one), len(other)) * 6 and alike(one, other) > 0.6
    ]
    assert close == []


def test_it_has_short_and_long_ones() -> None:
    lengths = sorted(len(CHOICE.sub(lambda found: found[1].split("|")[0], one.text)) for one in CASES)
    assert lengths[0] <= 6
    assert lengths[len(lengths) // 10] <= 18
    assert lengths[-len(lengths) // 20] >= 100
    assert lengths[-1] >= 200


def misshapen(one: Case) -> list[str]:
    """What is wrong with the shape of a case."""
    texts = [one.text, one.subject, one.twice, *(text for s in one.steps for text in (s.text, s.measure, s.timing))]
    wrong = [mark for text in texts for mark in bad_marks(text)] + out_of_turn(one)
    wrong += [one.category] if one.category not in {category.code for category in CATEGORIES} else []
    wrong += sorted(set(one.on) - set(CHANNELS))
    wrong += ["no subject"] if "email" in one.on and not one.subject else []
    wrong += [one.agent] if one.agent not in {"", *(person.login for person in PEOPLE)} else []
    varied = "[" in one.text or len(set(re.findall(r"\{(\w+)\}", one.text))) > 1
    return wrong + ([] if one.once or varied else ["always the same words"])


def badly_said(one: Case) -> list[str]:
    """Canned or vague words, punctuation of another width, promises without a time."""
    said = said_by_us(one)
    wrong = [word for text in said for word in VAGUE if word in text] + [
        text for text in said if HALF_WIDTH.search(text)
    ]
    return wrong + ["no time" for step in one.steps if step.kind == "offer" and not (step.measure and step.timing)]


def test_it_is_well_formed() -> None:
    assert {one.key: wrong for one in CASES if (wrong := misshapen(one))} == {}


def test_it_speaks_exactly_and_warmly() -> None:
    assert {one.key: wrong for one in CASES if (wrong := badly_said(one))} == {}


def test_it_keeps_its_promises_about_the_week() -> None:
    """What the numbers of the demo are made of (requirements S0)."""
    assert [one.key for one in CASES if one.robot and "机器人" not in one.steps[-1].text] == []
    again = [one for one in CASES if one.asked_again]
    assert len(again) >= 12
    for one in again:
        kinds = ["dept" if step.by == "wang" else step.kind for step in one.steps]
        assert kinds.index("note") < kinds.index("says") < kinds.index("dept"), one.key
    assert sum(one.robot for one in CASES) >= 6
    assert sum(one.promo for one in CASES) >= 35
    assert sum(bool(one.twice) for one in CASES) >= 12
    assert sum("no" in {step.kind for step in one.steps} for one in CASES) >= 25


@pytest.mark.parametrize(
    ("text", "found"), [("{nobody}", ["nobody"]), ("[alone]", ["alone"]), ("[a|b", ["[", "|"]), ("[a|b] {name}", [])]
)
def test_the_check_sees_bad_marks(text: str, found: list[str]) -> None:
    assert bad_marks(text) == found


def test_the_check_sees_an_end_that_is_none() -> None:
    assert out_of_turn(case("k", "consult", "在吗", reply("在的。"), yes(5))) != []
    assert out_of_turn(case("k", "consult", "在吗", offer("看", "今天"))) == ["ends with offer"]
    assert out_of_turn(case("k", "consult", "在吗", offer("看", "今天"), yes(5))) == []


def test_the_check_sees_the_same_text_again() -> None:
    assert alike(pairs_of("快递到哪了，急"), pairs_of("快递到哪了 急")) == 1
    assert alike(pairs_of("快递到哪了"), pairs_of("发票还没开")) == 0


@pytest.mark.parametrize("text", ["我们会尽快处理。", "好的,明天送到。", "抱歉给您带来不便。"])
def test_the_check_sees_what_is_badly_said(text: str) -> None:
    assert badly_said(case("k", "consult", "在吗", reply(text))) != []


def test_the_check_sees_a_misshapen_case() -> None:
    assert misshapen(case("k", "consult", "在吗", reply("在的。"), offer("看", "今天"), yes(5))) == [
        "always the same words"
    ]
    assert misshapen(case("k", "nothing", "在吗", offer("看", "今天"), yes(5), once=True, on="email")) == [
        "nothing",
        "no subject",
    ]


def test_it_keeps_alternatives_together() -> None:
    """`[=a|b]` picks the same place wherever it stands in a ticket; without the sign each is picked for itself."""
    said = {filled("[=猫|狗]来了，[=喵|汪]", {"order": f"{2001 + 3 * nth}"}, Random(nth)) for nth in range(20)}
    assert said == {"猫来了，喵", "狗来了，汪"}
    free = {filled("[猫|狗]来了，[喵|汪]", {"order": "2001"}, Random(nth)) for nth in range(40)}
    assert len(free) == 4
