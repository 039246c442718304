"""When each step of a case happens: by who answers, by which channel, by the hour of the day and the mood of the moment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from ..cases import Case, CaseStep
from .shifts import OFFICE, WORKERS, next_at_work

OURS = {"reply", "ask", "offer"}
TODAY_BY = re.compile(r"今[天晚][^。，；]{0,3}?(\d{1,2}) ?点")
HASTE = {"phone": 0.5, "walk_in": 0.5, "chat": 0.6, "wechat": 0.8, "web": 1.0, "api": 1.0, "email": 1.5}
URGENCY = {"anxious": 0.5, "angry": 0.6, "annoyed": 0.9}
ANSWERS = ((15, 90), (90, 600), (600, 1800))  # minutes until the customer says yes or no
WHEN_IT_CAME = (1500, 3900)
LATER = re.compile(
    r"\{day\}|\{date\}|明[天早晚]|后天|次日|[两二三四五六七十\d] ?(?:天|个?工作日)|周[一二三四五六日末]|下周|送到|寄|上门"
)
ENDS = {"answered": (1, 6), "spam": (15, 200), "withdrawn": (30, 400)}
QUICK = ("chat", "wechat", "phone", "walk_in")
WAKING = (7, 23)  # hours in which customers write
Times = list[datetime]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a schedule must keep: the wait for the first answer, and an instant before which all is over."""

    wait: timedelta | None = None
    before: datetime | None = None
    after: datetime | None = None  # the end comes later than this


def times_of(case: Case, *, opened: datetime, owner: str, channel: str, frame: Frame, chance: Random) -> Times:
    """One instant for each step of the case, in order."""
    wait = frame.wait or _wait(case, owner, channel, opened, chance)
    first = next((place for place, step in enumerate(case.steps) if step.kind in OURS), len(case.steps))
    times: Times = []
    for place in range(len(case.steps)):
        if place <= first:
            times.append(opened + (wait if place == first else wait * (place + 1) / (first + 2)))
        else:
            times.append(_next(case.steps, place, times[-1], owner=owner, channel=channel, chance=chance))
    return _squeezed(times, first, frame)


def keeps_its_word(case: Case, times: Sequence[datetime]) -> bool:
    """No step promises an hour of today that is past when it is said, departments answer on the same day, and nobody
    thanks for what is still on its way.
    """
    for place, (step, at) in enumerate(zip(case.steps, times, strict=True)):
        hours = [int(hour) for text in (step.text, step.timing, step.measure) for hour in TODAY_BY.findall(text)]
        if any(at.hour + 0.5 >= hour for hour in hours):
            return False
        before = times[place - 1] if place else at
        if step.by in OFFICE and before.date() != at.date():
            return False
        if step.kind == "yes" and place and comes_later(case.steps[place - 1]) and before.date() == at.date():
            return False
    return True


def comes_later(step: CaseStep) -> bool:
    """Whether an offer speaks of a coming day."""
    return bool(LATER.search(f"{step.timing} {step.measure}"))


def day_of_arrival(case: Case, times: Sequence[datetime], place: int = 0) -> datetime | None:
    """The day of which this step speaks: that of the next yes (or no) to an offer of a coming day."""
    for later in range(max(place, 1), len(times)):
        if case.steps[later].kind in {"yes", "no"} and comes_later(case.steps[later - 1]):
            return times[later] - timedelta(hours=4)
    return None


def _wait(case: Case, owner: str, channel: str, opened: datetime, chance: Random) -> timedelta:
    """Until somebody answers for the first time: minutes at a busy desk, now and then an hour forgotten, nights over."""
    haste = HASTE[channel] * URGENCY.get(case.mood, 1.1)
    minutes = chance.lognormvariate(2.5, 0.7) * WORKERS[owner].pace * haste
    if chance.random() < 0.09:
        minutes = minutes * 4 + chance.uniform(20, 60)
    return max(timedelta(minutes=2), next_at_work(owner, opened + timedelta(minutes=minutes)) - opened)


def _next(
    steps: Sequence[CaseStep], place: int, last: datetime, *, owner: str, channel: str, chance: Random
) -> datetime:
    step, before = steps[place], steps[place - 1]
    minutes = step.after if step.after is not None else _gap(step, before, owner=owner, channel=channel, chance=chance)
    at = last + timedelta(minutes=minutes)
    if step.kind in {"says", "yes", "no"}:
        return _awake(at, chance)
    if step.by in OFFICE:
        return next_at_work(step.by, at)
    if step.kind == "answered" or minutes <= 6:
        return at
    return next_at_work(step.by or owner, at)


def _gap(step: CaseStep, before: CaseStep, *, owner: str, channel: str, chance: Random) -> float:
    """Minutes between two steps."""
    if step.kind == "says":
        return _until_they_write(before, channel in QUICK, chance)
    if step.kind in {"yes", "no"}:
        return chance.uniform(*(WHEN_IT_CAME if comes_later(before) else chance.choice(ANSWERS)))
    if step.kind in ENDS:
        return chance.uniform(*ENDS[step.kind])
    if step.kind == "note":
        return chance.uniform(18, 110) if step.by in OFFICE else chance.uniform(1, 5)
    return _until_we_write(before, channel, chance) * WORKERS[owner].pace


def _until_we_write(before: CaseStep, channel: str, chance: Random) -> float:
    if before.kind in {"says", "no", "yes"}:
        return chance.uniform(4, 30) * HASTE[channel]
    return chance.uniform(3, 14) if before.by in OFFICE else chance.uniform(6, 75)


def _until_they_write(before: CaseStep, quick: bool, chance: Random) -> float:
    if before.kind == "yes":
        return chance.uniform(600, 4000)  # it broke again
    if before.kind in {"note", "reply"} and before.by in ("", None):
        return chance.uniform(35, 95)  # nobody tells me anything
    return chance.uniform(2, 35) if quick else chance.uniform(15, 420)


def _awake(at: datetime, chance: Random) -> datetime:
    if at.hour >= WAKING[1] or at.hour < WAKING[0]:
        morning = at.replace(hour=8, minute=0) + timedelta(days=at.hour >= WAKING[1])
        return morning + timedelta(minutes=chance.uniform(0, 150))
    return at


def _squeezed(times: Times, first: int, frame: Frame) -> Times:
    """What comes after the first answer drawn together, or out, so that it ends on the right side of the frame."""
    if first >= len(times) - 1:
        return times
    begin, end = times[first], times[-1]
    if frame.before and end >= frame.before:
        room = (frame.before - begin) / (end - begin) * 0.96
        return [at if place <= first else begin + (at - begin) * room for place, at in enumerate(times)]
    if frame.after and end <= frame.after:
        return [*times[:-1], frame.after + (end - begin) % timedelta(hours=9) + timedelta(hours=9)]
    return times
