"""The shape of a callback scenario in the shipped data. `name` is Chinese, `name_en` English."""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["open", "closed", "choice", "stars"]


@dataclass(frozen=True, slots=True)
class QuestionPreset:
    """One question. `choices` = (code, Chinese, English), of the kind choice."""

    code: str
    kind: Kind
    text: str
    text_en: str
    choices: tuple[tuple[str, str, str], ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class ScenarioPreset:
    """Why customers are rung up, and with which words; variables in braces, see stages/followup/script.py."""

    code: str
    name: str
    name_en: str
    aim: str
    aim_en: str
    trigger: Literal["event", "segment", "list", "protocol"]
    opening: str
    opening_en: str
    closing: str
    closing_en: str
    questions: tuple[QuestionPreset, ...]
    event: str = ""
    selector: dict[str, Any] | None = None
    medium: Literal["phone", "video", "visit", "chat"] = "phone"
    who: Literal["anybody", "not_handler", "senior", "own_agent"] = "anybody"
    wait_hours: int = 0
    due_hours: int = 24
    every_days: int = 0
    minutes_most: int = 15  # of the talk: after sale and complaints 15, care 8 (requirements S2)
    needs_consent: bool = False
    labels: tuple[str, ...] = ()
    priority: int = 0
    active: bool = True
    source: str = "S2"
