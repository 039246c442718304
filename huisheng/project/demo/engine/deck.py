"""Which written case is told next: the one told least so far, by its weight, and none twice in a week."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random

from .. import words
from ..cases import Case
from ..story import BY_HAND

REST = timedelta(days=6)
LEAST, MOST = 14, 130  # characters of what is noted on the telephone
TYPED = re.compile(r"[\n\U0001F000-\U0001FAFF\u2600-\u27BF~～^]|[A-Za-z]{4,}|图|截屏|照片|发你|打字|哈哈|hh")
UNUSUAL = 0.6  # a way that the case was not written for comes later
Fits = Callable[[Case], bool]


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case of every module of `words/`."""
    names = sorted(found.name for found in pkgutil.iter_modules(words.__path__))
    modules = [importlib.import_module(f"{words.__name__}.{name}") for name in names]
    return tuple(one for module in modules for one in module.CASES)


def asks_again(case: Case) -> bool:
    """The customer writes while a question to the warehouse is unanswered (requirements S0: 11 pieces in the week)."""
    asked = False
    for step in case.steps:
        if step.kind == "note" and "{wang}" in step.text:
            asked = True
        elif step.kind == "note" and step.by == "wang":
            asked = False
        elif step.kind == "says" and asked:
            return True
    return False


def says_robot(case: Case) -> bool:
    return any("机器人" in step.text for step in case.steps if step.kind in {"yes", "no"})


def fits_channel(case: Case, channel: str) -> bool:
    """Whether it may come this way (empty = any): what people write they also say aloud, and a colleague notes it."""
    if not channel or channel in case.on:
        return True
    return "web" in case.on and (channel == "api" or (channel in BY_HAND and is_said_aloud(case)))


def is_said_aloud(case: Case) -> bool:
    """Neither a scrap of a few words nor a letter, nothing typed, nothing in English."""
    return LEAST <= len(case.text) <= MOST and not TYPED.search(case.text)


@dataclass
class Deck:
    """The cases and how often each was told."""

    chance: Random
    cases: tuple[Case, ...] = field(default_factory=all_cases)
    told: dict[str, list[datetime]] = field(default_factory=dict)
    fitting: dict[str, tuple[Case, ...]] = field(default_factory=dict)  # by channel

    def pick(self, channel: str, at: datetime, *, promo: bool = False, fits: Fits | None = None) -> Case | None:
        """A case for this channel (empty = any), perhaps with a condition; None where nothing fits any more."""
        fitting = [
            one
            for one in self.cases
            if (not channel or channel in one.on)
            and (promo or not one.promo)
            and self._is_left(one)
            and one.may_begin(at)
        ]
        if fits:
            fitting = [one for one in fitting if fits(one)]
        rested = [one for one in fitting if all(abs(at - then) > REST for then in self.told.get(one.key, ()))]
        return min(rested or fitting, key=lambda one: self._turn(one, channel, promo), default=None)

    def tell(self, case: Case, at: datetime) -> None:
        self.told.setdefault(case.key, []).append(at)

    def _by_channel(self, channel: str) -> tuple[Case, ...]:
        if channel not in self.fitting:
            self.fitting[channel] = tuple(one for one in self.cases if fits_channel(one, channel))
        return self.fitting[channel]

    def _is_left(self, case: Case) -> bool:
        return not (case.once and case.key in self.told)

    def _turn(self, case: Case, channel: str, promo: bool) -> float:
        """Lower comes first: how often it was told for its weight, with some luck."""
        weight = case.weight * (2 if promo and case.promo else 1)
        unusual = UNUSUAL if channel and channel not in case.on else 0
        return (len(self.told.get(case.key, ())) + self.chance.random() * 1.2 + unusual) / weight
