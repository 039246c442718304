"""The shapes of the shipped data. `name` is Chinese, `name_en` English; codes are what other data refers to."""

from dataclasses import dataclass
from typing import Any, Literal

Condition = dict[str, Any]  # the language of kit/conditions; {} = always
Nature = Literal["consult", "suggestion", "complaint", "repair", "praise"]
Unit = Literal["minute", "hour", "natural_day", "work_day", "end_of_day"]
Told = Literal["assignee", "first_owner", "supervisor", "department_head", "duty_manager"]
Way = Literal["app", "email", "robot"]


@dataclass(frozen=True, slots=True)
class TeamPreset:
    """A desk that tickets lie on, or a department that is asked."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CategoryPreset:
    """A node of the category tree; `source` tells requirements from our own additions."""

    code: str
    name: str
    name_en: str
    nature: Nature
    team: str
    parent: str = ""
    source: str = "ours"


@dataclass(frozen=True, slots=True)
class TagPreset:
    """One answer of a tag group."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class TagGroupPreset:
    """A question each ticket is asked; `required_for` holds category codes."""

    code: str
    name: str
    name_en: str
    multiple: bool
    tags: tuple[TagPreset, ...]
    required_for: tuple[str, ...] = ()
    source: str = "ours"


@dataclass(frozen=True, slots=True)
class TierPreset:
    """A kind of customer; least `yearly_spend` (yuan) and `orders` that earn it, None = does not count."""

    code: str
    name: str
    name_en: str
    rank: int
    yearly_spend: int | None = None
    orders: int | None = None
    source: str = "ours"


@dataclass(frozen=True, slots=True)
class CategoryRulePreset:
    """Which texts belong to a category. Read in order; the first that holds gives the category and the tags."""

    code: str
    name: str
    name_en: str
    condition: Condition
    category: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagRulePreset:
    """Adds one tag when its condition holds; all tag rules are tried."""

    tag: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class GradePreset:
    """One level of a scheme; `severity` orders all grades of the house, higher is graver."""

    code: str
    name: str
    name_en: str
    colour: Literal["red", "yellow", "green", "grey"]
    severity: int
    criteria: str
    criteria_en: str
    examples: tuple[str, ...]
    lead_role: str = ""
    senior_first: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class GradeRulePreset:
    """A condition that earns a grade."""

    code: str
    name: str
    name_en: str
    condition: Condition
    grade: str


@dataclass(frozen=True, slots=True)
class SchemePreset:
    """A way to grade, with its levels and its ordered rules."""

    code: str
    name: str
    name_en: str
    enabled: bool
    mode: Literal["first", "highest"]
    grades: tuple[GradePreset, ...]
    rules: tuple[GradeRulePreset, ...]
    applies_to: Condition
    source: str = ""


@dataclass(frozen=True, slots=True)
class WarnStep:
    """When somebody is told about a running clock: at a share of its time (`percent`), or `minutes` after its start or
    `before` its due time. No `ways` = in the app."""

    tell: tuple[Told, ...]
    percent: int | None = None
    minutes: int | None = None
    before: bool = False
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelPreset:
    """A level of an escalation chain: `minutes` after the due time."""

    minutes: int
    tell: tuple[Told, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainPreset:
    """Who hears of a broken promise, level by level."""

    code: str
    name: str
    name_en: str
    levels: tuple[LevelPreset, ...]


@dataclass(frozen=True, slots=True)
class CommitmentPreset:
    """A promised time of one kind. Counted on the policy's calendar."""

    kind: str
    amount: int
    unit: Unit
    warn: tuple[WarnStep, ...]
    source: str = ""
    chain: str = ""


@dataclass(frozen=True, slots=True)
class PolicyPreset:
    """Promises for the tickets its condition selects, counted on one calendar. `preset` is its family.

    `source` is the law or rule it comes from, where that is no plan of ours; `verified_on` the day somebody read it
    there (ISO date), "" = nobody has.
    """

    code: str
    preset: str
    name: str
    name_en: str
    enabled: bool
    calendar: str
    condition: Condition
    commitments: tuple[CommitmentPreset, ...]
    note: str = ""
    note_en: str = ""
    source: str = ""
    verified_on: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPreset:
    """A week of intervals; `weekly` maps "0" (Monday) .. "6" (Sunday) to [["09:00", "12:00"], ...]."""

    code: str
    name: str
    name_en: str
    weekly: dict[str, list[list[str]]]
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class ReplyTemplatePreset:
    """A way to say it （话术）， with variables in braces; offered for `categories` (none = all)."""

    code: str
    name: str
    name_en: str
    step: Literal[
        "hear",
        "soothe",
        "focus",
        "solve",
        "choose",
        "progress",
        "ask",
        "close",
        "consult",
        "thank",
    ]
    body: str
    body_en: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeTemplatePreset:
    """What somebody is told when something happens."""

    event: str
    audience: Literal["customer", "assignee", "supervisor", "department_head", "duty_manager", "department"]
    subject: str
    body: str
    subject_en: str
    body_en: str
    by_email: bool = True


@dataclass(frozen=True, slots=True)
class ChannelPreset:
    """A way in; `code` is also its kind."""

    code: str
    name: str
    name_en: str
    enabled: bool = True


@dataclass(frozen=True)
class PhrasePreset:
    """Wording to avoid: `patterns` as kit/wording reads them (none = said before), `better` best first."""

    code: str
    kind: Literal["forbidden", "robotic", "vague", "repeated"]
    patterns: tuple[str, ...]
    why: str
    why_en: str
    better: tuple[str, ...] = ()
    severity: Literal["hint", "ask", "block"] = "hint"
    unless_time: bool = False
    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True, slots=True)
class LimitPreset:
    """Up to how many yuan a role (or its seniors) may compensate without asking, for a grade or (""): any other."""

    role: str
    yuan: int
    senior: bool = False
    grade: str = ""
    source: str = "ours"


@dataclass(frozen=True)
class WarmthPreset:
    """A mark of warmth: `points` above 0 to be reached, below 0 lost; see kit/warmth for `how`, `needs`, `when`."""

    code: str
    name: str
    name_en: str
    how: Literal["patterns", "name", "case", "time", "steps", "short", "wording"]
    points: int
    patterns: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    when: tuple[Literal["first", "later", "upset", "quality", "service", "delay"], ...] = ()
    ordered: bool = False
    least: int = 0
    tip: str = ""
    tip_en: str = ""


@dataclass(frozen=True, slots=True)
class TargetPreset:
    """Where a number is to be: amounts in its own unit, `baseline` None where the house's own is measured; so many months."""

    metric: str
    baseline: float | None
    goal: float
    months: int
    source: str
    kind: str = "value"
