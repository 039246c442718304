"""What a number is: its name, its exact definition in words, and the condition over the facts that counts it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class Unit(StrEnum):
    """What a number is: so many, a share of others, a time waited, stars, so many on average, a score of 0-100, NPS, money in fen."""

    COUNT = "count"
    SHARE = "share"
    TIME = "time"
    STARS = "stars"
    MEAN = "mean"
    SCORE = "score"
    NPS = "nps"
    MONEY = "money"


class Thing(StrEnum):
    """What is counted: each has facts of its own (`facts/`)."""

    TICKETS = "tickets"
    CALLS = "calls"
    ASKED = "asked"  # surveys that were sent or filled in
    LOST = "lost"


class Section(StrEnum):
    """Where on the page it stands."""

    VOLUME = "volume"
    ANSWER = "answer"
    WAITS = "waits"
    PROMISES = "promises"
    CHECK = "check"
    GRADES = "grades"
    SOLVE = "solve"
    COMPLAINTS = "complaints"
    AMENDS = "amends"
    DEPARTMENTS = "departments"
    CHARGES = "charges"
    VOICE = "voice"
    STARS = "stars"
    ENDINGS = "endings"
    CALLS = "calls"
    TALKS = "talks"
    SURVEYS = "surveys"
    NPS = "nps"
    WINBACK = "winback"


@dataclass(frozen=True, slots=True)
class Metric:
    """One number. `measure` is an aggregate over the rows; without it they are counted. `beside` names the share of those
    asked who answered, shown with it. `version` counts the definitions: a number that was redefined says so."""

    key: str
    section: Section
    name: Words
    words: Words
    rows: str
    base: str = ""
    base_words: Words = ""
    measure: str = ""
    unit: Unit = Unit.COUNT
    better: str = ""  # up, down or "": which way is good news
    source: str = ""
    by_wait: bool = False  # the list begins with the longest wait
    junk: bool = False  # counts what all others leave out
    thing: Thing = Thing.TICKETS
    beside: str = ""
    version: int = 1

    @property
    def counted(self) -> str:
        """The condition of its rows."""
        return self.rows if self.junk else f"junk IS NULL AND ({self.rows})"

    @property
    def counted_base(self) -> str:
        return f"junk IS NULL AND ({self.base})" if self.base else ""
