"""What the house of the simulation promises, told twice: to the product, and to the oracle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huisheng.core.accounts.actions import save_calendar, set_calendar_day
from huisheng.core.accounts.models import Calendar
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import CommitmentDraft, save_policy
from huisheng.stages.sla.models import EscalationChain, EscalationLevel, ServicePolicy

from .oracle import BREACH, Promised, Step
from .ruler import WHOLE_DAY, Ruler
from .script import DAYS, FIRST

OFFICE = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
CLOSED: tuple[date, ...] = (date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8)))
WORKED: tuple[date, ...] = (date(2026, 9, 20), date(2026, 10, 10))  # a Sunday and a Saturday, 调休
LEVELS = ((1, 0), (2, 30), (3, 120))  # level, minutes after the due time


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: minutes on a calendar, warned at shares of the time and at minutes after the start or before the end."""

    kind: str
    calendar: str
    minutes: int
    percents: tuple[int, ...] = (50, 80)
    after: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    levels: bool = False


HOUSE: dict[str, tuple[Line, ...]] = {
    "red": (
        Line("first_response", "always", 15, after=(60,), levels=True),
        Line("give_plan", "always", 120),
        Line("next_reply", "always", 30, percents=(80,)),
        Line("progress_update", "always", 8 * 60, percents=(), before=(60,)),
    ),
    "yellow": (
        Line("first_response", "always", 30, after=(60,)),
        Line("resolve", "office", 16 * 60, levels=True),
        Line("next_reply", "office", 60, percents=(80,)),
    ),
    "green": (
        Line("first_response", "office", 60, after=(60,)),
        Line("formal_reply", "office", 24 * 60, percents=(50,), before=(120,)),
        Line("next_reply", "office", 4 * 60, percents=()),
    ),
}


def rulers() -> dict[str, Ruler]:
    """Two weeks more than the month, so that every due time of it can be read off."""
    days, week = DAYS + 60, dict.fromkeys(range(5), OFFICE)
    differing = {**dict.fromkeys(CLOSED, ()), **dict.fromkeys(WORKED, OFFICE)}
    first = FIRST - timedelta(days=1)
    return {
        "always": Ruler(first, days, dict.fromkeys(range(7), WHOLE_DAY), {}),
        "office": Ruler(first, days, week, differing),
    }


def promises() -> Mapping[str, Sequence[Promised]]:
    return {grade: [promised(line) for line in lines] for grade, lines in HOUSE.items()}


def promised(line: Line) -> Promised:
    total = line.minutes * 60
    steps = [Step(f"warn {share}%", total * share // 100) for share in line.percents]
    steps += [Step(f"warn {minutes} min", minutes * 60) for minutes in line.after]
    steps += [Step(f"warn -{minutes} min", total - minutes * 60) for minutes in line.before]
    steps += [Step(f"escalate {level}", total + minutes * 60) for level, minutes in LEVELS if line.levels]
    return Promised(line.kind, line.calendar, total, (*steps, Step(BREACH, total)))


def furnish() -> None:
    """Calendars, chain and policies of the simulation; every other policy rests."""
    ServicePolicy.objects.update(enabled=False)
    calendars = {"always": whole_week(), "office": office()}
    chain = EscalationChain.objects.create(code="simulated", name="试验升级")
    for level, minutes in LEVELS:
        EscalationLevel.objects.create(chain=chain, level=level, minutes=minutes, tell=["supervisor"], ways=["app"])
    for grade, lines in HOUSE.items():
        for line in lines:
            save_policy(
                f"sim_{grade}_{line.kind}",
                name=f"{grade}：{line.kind}",
                calendar=calendars[line.calendar],
                commitments=[draft(line, grade, chain)],
                by=SYSTEM,
            )


def draft(line: Line, grade: str, chain: EscalationChain) -> CommitmentDraft:
    warn: list[dict[str, object]] = [{"percent": share, "tell": ["assignee"]} for share in line.percents]
    warn += [{"minutes": minutes, "tell": ["supervisor"]} for minutes in line.after]
    warn += [{"minutes": minutes, "before": True, "tell": ["assignee"]} for minutes in line.before]
    return CommitmentDraft(
        kind=line.kind, amount=line.minutes, grade_code=grade, warn=warn, chain=chain if line.levels else None
    )


def whole_week() -> Calendar:
    weekly = {str(day): [["00:00", "24:00"]] for day in range(7)}
    return save_calendar(code="sim_always", name="全天", weekly=weekly, by=SYSTEM)


def office() -> Calendar:
    hours = [["09:00", "12:00"], ["13:00", "18:00"]]
    made = save_calendar(code="sim_office", name="上班时间", weekly={str(day): hours for day in range(5)}, by=SYSTEM)
    for day in CLOSED:
        set_calendar_day(made, day, intervals=[], by=SYSTEM)
    for day in WORKED:
        set_calendar_day(made, day, intervals=hours, note="调休", by=SYSTEM)
    return made
