"""Who is at work when: two shifts that change places every week, meals, days off; departments keep office hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

EARLY, LATE = 0, 1
HOURS = {EARLY: (time(8, 30), time(17, 30)), LATE: (time(12, 30), time(21, 30))}
MEALS = {EARLY: (time(11, 50), time(12, 40)), LATE: (time(17, 45), time(18, 25))}
STEP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Worker:
    """`pace` stretches every wait: 1 is usual, less is faster. Days off are weekdays, Monday = 0."""

    team: str
    shift: int
    off: tuple[int, ...]
    pace: float


WORKERS: dict[str, Worker] = {
    "lin": Worker("cs1", EARLY, (6,), 0.7),
    "zhou": Worker("cs1", LATE, (2,), 0.85),
    "he": Worker("cs1", EARLY, (1, 5), 1.0),
    "xu": Worker("cs1", LATE, (0, 3), 0.95),
    "dan": Worker("cs2", EARLY, (5,), 0.8),
    "qin": Worker("cs2", LATE, (1,), 1.25),
    "gao": Worker("cs2", EARLY, (3, 6), 1.6),
    "su": Worker("product", EARLY, (), 1.4),
}
OFFICE: dict[str, tuple[time, time]] = {  # 王姐 is on duty 8-18, 李工 answers at lunch as well (requirements S0)
    "wang": (time(8), time(18)),
    "li": (time(9), time(19)),
    "zheng": (time(8), time(18)),
    "chen": (time(9), time(18)),
}


def is_at_work(login: str, at: datetime) -> bool:
    """Whether somebody sits at the desk at this local time."""
    if login in OFFICE:
        begin, end = OFFICE[login]
        return begin <= at.time() < end
    worker = WORKERS[login]
    if at.weekday() in worker.off:
        return False
    shift = (worker.shift + at.isocalendar().week) % 2 if worker.team != "product" else worker.shift
    (begin, end), (meal, back) = HOURS[shift], MEALS[shift]
    return begin <= at.time() < end and not meal <= at.time() < back


def next_at_work(login: str, at: datetime) -> datetime:
    """`at`, or the first ten minutes of work after it."""
    while not is_at_work(login, at):
        at += STEP
    return at


def on_duty(team: str, at: datetime) -> list[str]:
    """Who of the team is there now; nobody: who comes first."""
    people = [login for login, worker in WORKERS.items() if worker.team == team]
    present = [login for login in people if is_at_work(login, at)]
    return present or [min(people, key=lambda login: next_at_work(login, at))]
