"""The shape of a written case: what was said, step by step, with slots and alternatives; times come from the engine.

Texts hold slots such as {name} or {order} (`SLOTS`), filled alike in the whole ticket, and alternatives `[a|b|c]`, of
which one is picked; `[=a|b]` picks the same place in all such choices of a ticket.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

StepKind = Literal["reply", "ask", "note", "says", "offer", "yes", "no", "answered", "spam", "withdrawn"]
Mood = Literal["calm", "annoyed", "angry", "anxious", "sad", "happy", "formal", "short"]
Who = Literal["", "f", "m", "firm"]

SLOTS = (
    "name", "agent", "order", "product", "city", "parcel", "day", "date", "bought", "days", "hour", "amount", "coupon",
    "tail", "wang", "li", "zheng",
)  # fmt: skip
CONTACTS = {"warehouse": "wang", "tech": "li", "aftersales": "zheng"}  # who answers for a department
CHANNELS = ("web", "phone", "walk_in", "email", "api", "chat", "wechat")


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One thing that happened after the opening. `by` is a login; empty = the owner, or the customer who speaks."""

    kind: StepKind
    text: str = ""
    by: str = ""
    stars: int | None = None
    measure: str = ""
    timing: str = ""
    after: int | None = None  # minutes since the step before; None = the engine finds a fitting time
    clock: str = ""  # "20:20" where the customer's words name the hour: then, or soon after


@dataclass(frozen=True, slots=True)
class Case:
    """One written piece of feedback with everything that followed."""

    key: str
    category: str
    text: str
    steps: tuple[CaseStep, ...]
    on: tuple[str, ...]
    mood: Mood = "calm"
    goods: tuple[str, ...] = ()
    who: Who = ""
    subject: str = ""
    agent: str = ""  # login; empty = whoever has time
    weight: float = 1
    once: bool = False
    old: bool = False
    promo: bool = False
    robot: bool = False
    asked_again: bool = False
    late: bool = False
    hours: tuple[int, int] = (0, 24)  # its words name an hour: it comes in from the first to before the second
    twice: str = ""  # the same trouble told a second time: merged

    @property
    def ends(self) -> str:
        """How it ends: the kind of the last step that ends a ticket."""
        return self.steps[-1].kind

    @property
    def rounds(self) -> int:
        """Solutions offered."""
        return sum(step.kind == "offer" for step in self.steps)

    def may_begin(self, at: datetime) -> bool:
        """Whether its words are true at this local hour."""
        return self.hours[0] <= at.hour < self.hours[1]

    @property
    def at_first_contact(self) -> bool:
        """Ended in one round, and the customer never had to write again unasked (requirements S0)."""
        unasked = sum(step.kind == "says" for step in self.steps) - sum(step.kind == "ask" for step in self.steps)
        return self.ends in {"yes", "answered"} and self.rounds <= 1 and unasked <= 0 and not self.twice


def case(
    key: str,
    category: str,
    text: str,
    *steps: CaseStep,
    on: str = "web chat wechat",
    mood: Mood = "calm",
    goods: str = "",
    who: Who = "",
    subject: str = "",
    agent: str = "",
    weight: float = 1,
    once: bool = False,
    old: bool = False,
    promo: bool = False,
    robot: bool = False,
    asked_again: bool = False,
    late: bool = False,
    hours: tuple[int, int] = (0, 24),
    twice: str = "",
) -> Case:
    """A case as it is written; `on` and `goods` are words with spaces between."""
    return Case(
        key, category, text, steps, tuple(on.split()), mood, tuple(goods.split()), who, subject, agent, weight,
        once, old, promo, robot, asked_again, late, hours, twice,
    )  # fmt: skip


def reply(text: str, *, by: str = "", after: int | None = None, clock: str = "") -> CaseStep:
    """An answer to the customer."""
    return CaseStep("reply", text, by, after=after, clock=clock)


def ask(text: str, *, by: str = "", after: int | None = None) -> CaseStep:
    """An answer that asks back: the ticket waits for the customer."""
    return CaseStep("ask", text, by, after=after)


def note(text: str, *, by: str = "", after: int | None = None) -> CaseStep:
    """A note that only colleagues see."""
    return CaseStep("note", text, by, after=after)


def dept(department: str, text: str, *, after: int | None = None) -> CaseStep:
    """The answer of a department, as a note of its contact."""
    return CaseStep("note", text, CONTACTS[department], after=after)


def says(text: str, *, after: int | None = None, clock: str = "") -> CaseStep:
    """The customer writes again."""
    return CaseStep("says", text, after=after, clock=clock)


def offer(measure: str, timing: str, text: str = "", *, by: str = "", after: int | None = None) -> CaseStep:
    """A solution with its three elements: measure, time, and the person who offers it."""
    return CaseStep("offer", text, by, measure=measure, timing=timing, after=after)


def yes(stars: int, word: str = "", *, after: int | None = None, clock: str = "") -> CaseStep:
    """The customer confirms; one or two stars send it back all the same."""
    return CaseStep("yes", word, stars=stars, after=after, clock=clock)


def no(word: str = "", stars: int | None = None, *, after: int | None = None, clock: str = "") -> CaseStep:
    """The customer says that it is not solved."""
    return CaseStep("no", word, stars=stars, after=after, clock=clock)


def answered(*, after: int | None = None) -> CaseStep:
    """Praise or a suggestion, answered: no yes is asked for."""
    return CaseStep("answered", after=after)


def spam(why: str, *, after: int | None = None) -> CaseStep:
    """Not feedback at all."""
    return CaseStep("spam", why, after=after)


def withdrawn(why: str, *, after: int | None = None) -> CaseStep:
    """The customer gave up or needs nothing more."""
    return CaseStep("withdrawn", why, after=after)
