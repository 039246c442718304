"""A matrix of impact and urgency for the shipped schemes. Ours: the sources name the two (S0, S4), not the cells.

It lies ready and does nothing until a house chooses it: the schemes come with another mode.
"""

from dataclasses import dataclass
from typing import Literal

from .grading_data import ASKED_AGAIN, URGENT_TAG
from .shapes import Condition
from .words.builders import every, never, some
from .words.events import (
    ARRIVED_WRONG,
    DEADLINE,
    FRAUD,
    INVOICE,
    LOST_PARCEL,
    MASS,
    MONEY,
    NEED_SOON,
    PUBLIC,
    REFUND_WEEK,
    SAFETY,
)
from .words.faults import APP, DEAD, SERVICE
from .words.moods import LATE_DAYS, PLAIN_PRAISE, PLAIN_SUGGESTION
from .words.tone import ASKING, CHANGING, HYPOTHETICAL

Axis = Literal["impact", "urgency"]


@dataclass(frozen=True, slots=True)
class LevelPreset:
    """A row or a column; `rank` higher weighs more."""

    axis: Axis
    code: str
    name: str
    name_en: str
    rank: int
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class LevelRulePreset:
    """A condition that says how far it reaches, or how soon it matters."""

    axis: Axis
    level: str
    name: str
    name_en: str
    condition: Condition


LEVELS: tuple[LevelPreset, ...] = (
    LevelPreset("impact", "high", "大", "high", 30),
    LevelPreset("impact", "middle", "中", "middle", 20, is_default=True),
    LevelPreset("impact", "low", "小", "low", 10),
    LevelPreset("urgency", "high", "高", "high", 30),
    LevelPreset("urgency", "middle", "中", "middle", 20, is_default=True),
    LevelPreset("urgency", "low", "低", "low", 10),
)
NO_TROUBLE = some(HYPOTHETICAL, PLAIN_SUGGESTION, PLAIN_PRAISE)
LEVEL_RULES: tuple[LevelRulePreset, ...] = (
    LevelRulePreset(
        "impact",
        "high",
        "危及人身、钱财、很多人或合作",
        "People, money, many or the deal at risk",
        some(SAFETY, FRAUD, PUBLIC, MASS, DEADLINE),
    ),
    LevelRulePreset("impact", "low", "没出事：打听、建议、表扬", "No trouble: asking, ideas, praise", NO_TROUBLE),
    LevelRulePreset(
        "impact",
        "high",
        "用不了或有损失",
        "Cannot be used, or a loss",
        some(ARRIVED_WRONG, LOST_PARCEL, LATE_DAYS, REFUND_WEEK, MONEY, every(DEAD, never(APP, SERVICE))),
    ),
    LevelRulePreset("impact", "low", "一般咨询、改订单", "A question or a change", some(ASKING, CHANGING)),
    LevelRulePreset(
        "urgency",
        "high",
        "现在就要",
        "Now, or else",
        some(SAFETY, FRAUD, MASS, DEADLINE, NEED_SOON, URGENT_TAG),
    ),
    LevelRulePreset("urgency", "low", "没出事：打听、建议、表扬", "No trouble: asking, ideas, praise", NO_TROUBLE),
    LevelRulePreset("urgency", "middle", "又来问了", "Asked again", ASKED_AGAIN),
    LevelRulePreset(
        "urgency",
        "low",
        "可以等一等",
        "Can wait a little",
        every(some(ASKING, CHANGING), never(INVOICE, LATE_DAYS, ARRIVED_WRONG)),
    ),
)
CELLS: dict[tuple[str, str], int] = {  # impact, urgency: severity of the grade
    ("high", "high"): 30,
    ("high", "middle"): 30,
    ("high", "low"): 20,
    ("middle", "high"): 20,
    ("middle", "middle"): 20,
    ("middle", "low"): 10,
    ("low", "high"): 20,
    ("low", "middle"): 10,
    ("low", "low"): 10,
}
WITH_MATRIX = ("ryg", "levels")  # codes of the schemes it is laid out for
