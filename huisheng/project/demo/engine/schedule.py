"""When each step of a case happens: by who answers, by which channel, by the hour of the day and the mood of the moment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from ..cases import CONTACTS, Case, CaseStep
from ..story import BY_HAND
from .shifts import OFFICE, WORKERS, is_at_work, next_at_work

OURS = {"reply", "ask", "offer"}
TODAY_BY = re.compile(r"(今[天晚]|(?<![}天后日])下午)[^。；]{0,4}?(\d{1,2}|[一二两三四五六七八九十]{1,2}) ?点")
NUMERALS = {"两": 2, "十一": 11, "十二": 12} | {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
AFTERNOON = 8  # "四点前" of today is 16:00: nobody promises an hour of the night
ON_THE_SPOT = ("当场", "现在", "马上", "电话里当场")
AT_THE_COUNTER = (4, 18)  # minutes: somebody stands there, and no meal comes between
NAMED = timedelta(minutes=40)  # words that name an hour are said within so long after it
NIGHT = (8, 22)  # hours in which colleagues write
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
            at = _next(case.steps, place, times[-1], owner=owner, channel=channel, chance=chance)
            times.append(_said_in_time(case.steps, place, times, at, chance))
    return _squeezed(times, first, frame)


def keeps_its_word(case: Case, times: Sequence[datetime]) -> bool:
    """No step promises an hour of today that is past when it is said, departments answer on the same day, nobody
    thanks for what is still on its way, complains of an hour that has not struck or names another than it is, and no
    colleague writes by night.
    """
    said = list(zip(case.steps, times, strict=True))
    return not any(_is_untrue(said, place) for place in range(len(said)))


def _is_untrue(said: Sequence[tuple[CaseStep, datetime]], place: int) -> bool:
    """Whether this step cannot have been taken at its hour."""
    (step, at), (previous, before) = said[place], said[place - 1 if place else 0]
    is_ours, same_day = step.kind not in {"says", "yes", "no"}, before.date() == at.date()
    complaint = complaint_about([one for one, _at in said], place)
    return (
        (is_ours and not NIGHT[0] <= at.hour < NIGHT[1])
        or (is_ours and any(at.hour + 0.5 >= hour for hour in _hours_of_today(step)))
        or (step.by in OFFICE and not same_day)
        or (step.kind == "note" and not step.by and any(not is_at_work(one, at) for one in _asked(step)))
        or (step.kind == "yes" and place > 0 and comes_later(previous) and same_day)
        or bool(step.clock and not _is_then(step, at, before, previous))
        or bool(complaint and not _has_struck(at, said[complaint][1]))
    )


def _asked(note: CaseStep) -> list[str]:
    """Whose answer a note asks for: nobody asks a department that has gone home."""
    return [login for login in CONTACTS.values() if "@{" + login + "}" in note.text]


def _has_struck(promised: datetime, complained: datetime) -> bool:
    """Whether a full hour lies between, on the same day: the one that was promised."""
    return promised.date() == complained.date() and promised.hour < complained.hour


def complaint_about(steps: Sequence[CaseStep], place: int) -> int | None:
    """Which later step complains that nothing happened by the {hour} this one promises: unasked words, or a no, before
    the next solution.
    """
    if "{hour}" not in steps[place].text + steps[place].timing + steps[place].measure:
        return None
    for later in range(place + 1, len(steps)):
        if steps[later].kind in {"says", "no"}:
            return later
        if steps[later].kind in {"ask", "offer", "yes"}:
            return None
    return None


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
    if channel == "walk_in" and step.timing in ON_THE_SPOT:
        return last + timedelta(minutes=chance.uniform(*AT_THE_COUNTER))
    minutes = step.after if step.after is not None else _gap(step, before, owner=owner, channel=channel, chance=chance)
    at = last + timedelta(minutes=minutes)
    if step.kind == "says" and channel in BY_HAND:  # somebody must be there to take the call
        return next_at_work(owner, at)
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


def _said_in_time(steps: Sequence[CaseStep], place: int, times: Times, at: datetime, chance: Random) -> datetime:
    """A little after the hour that its words name, or that it complains of; else `at`."""
    step, last = steps[place], times[-1]
    if step.clock:
        at = _at_clock(step, steps[place - 1], last, at)
        return at + timedelta(minutes=chance.uniform(0, 6))
    promised = [times[before] for before in range(place) if complaint_about(steps, before) == place]
    if not promised or step.kind not in {"says", "no"}:
        return at
    struck = (promised[0] + timedelta(minutes=100)).replace(minute=0, second=0, microsecond=0)
    return max(at, struck + timedelta(minutes=chance.uniform(3, 24)))


def _at_clock(step: CaseStep, before: CaseStep, last: datetime, at: datetime) -> datetime:
    """The day of `at` where something was on its way until then, tomorrow where a night lies between, else today."""
    hour, minute = map(int, step.clock.split(":"))
    day = at if comes_later(before) else last
    found = day.replace(hour=hour, minute=minute, second=last.second, microsecond=0)
    return found if found > last else found + timedelta(days=1)


def _is_then(step: CaseStep, at: datetime, last: datetime, before: CaseStep) -> bool:
    """Whether it is the hour the words name; of the same day, where today was promised."""
    hour, minute = map(int, step.clock.split(":"))
    named = at.replace(hour=hour, minute=minute, second=0, microsecond=0)
    is_today = "今天" in before.timing or "今晚 " in before.timing
    return named <= at < named + NAMED and (at.date() == last.date() or not is_today)


def _hours_of_today(step: CaseStep) -> list[int]:
    found = [one for text in (step.text, step.timing, step.measure) for one in TODAY_BY.findall(text)]
    return [_hour_of_day(when, int(hour) if hour.isdigit() else NUMERALS.get(hour, 24)) for when, hour in found]


def _hour_of_day(when: str, hour: int) -> int:
    """今晚十二点 is 24, 下午两点 and 今天四点 are of the afternoon."""
    is_later = hour <= 12 if when == "今晚" else hour < AFTERNOON or (when == "下午" and hour < 12)
    return hour + 12 if is_later else hour


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
