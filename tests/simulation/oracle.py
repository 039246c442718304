"""The second opinion: which promise runs when, and every instant at which somebody must hear of it. Pure, on `Ruler`s.

Written from the words of the requirements, not from the code it judges: nothing of `huisheng` is imported here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .ruler import Ruler
from .script import Act

BREACH = "breach"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody hears of it so many seconds of the promise's own time after its start."""

    name: str  # "warn 80%", "warn 60 min", "breach", "escalate 1"
    after: int


@dataclass(frozen=True, slots=True)
class Promised:
    """What a grade promises: so many seconds of a ruler's time, and who hears of it on the way."""

    kind: str
    ruler: str
    seconds: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ring:
    ticket: int
    kind: str
    step: str
    at: datetime


@dataclass
class Run:
    """One run of one promise."""

    promised: Promised
    ruler: Ruler
    start: datetime
    round: int
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    held: datetime | None = None
    over: str = ""  # met, stopped
    awake: datetime | None = None  # since when it runs, or runs again; a step that is past by then rings then
    rang: set[str] = field(default_factory=set)
    told_before: set[str] = field(default_factory=set)  # what rang of the runs it took the place of
    no_news: set[str] = field(default_factory=set)  # steps that were past when it took another's place

    def instant(self, step: Step) -> datetime:
        waited = sum(self.ruler.used(since, until) for since, until in self.pauses)
        return self.ruler.reach(self.start, step.after + waited)

    def rings_until(self, at: datetime) -> Iterator[tuple[datetime, Step]]:
        """What rings by `at` and has not rung; nothing while it waits or when it is over."""
        if self.over or self.held:
            return
        for step in self.promised.steps:
            due = self.instant(step)
            if step.name not in self.rang | self.no_news and due <= at:
                yield max(due, self.awake or due), step


def level(name: str) -> int:
    """Of "escalate 2": 2. Other steps have none: 0."""
    return int(name.removeprefix("escalate ")) if name.startswith("escalate ") else 0


def loudest(past: Sequence[Step]) -> list[Step]:
    """What is still news of steps that are past: the breach and the highest level reached, else the last warning."""
    told = [one for one in past if one.name == BREACH]
    return told + [one for one in past if level(one.name)][-1:] or list(past[-1:])


class Oracle:
    """The promises of one ticket."""

    def __init__(self, ticket: int, grades: Mapping[str, Sequence[Promised]], rulers: Mapping[str, Ruler]) -> None:
        self.ticket, self.grades, self.rulers = ticket, grades, rulers
        self.runs: list[Run] = []
        self.rings: list[Ring] = []
        self.grade, self.round, self.status = "", 0, "open"

    def live(self, acts: Sequence[Act], end: datetime) -> list[Ring]:
        """Every ring of the ticket's life until `end`."""
        for act in acts:
            self.listen(act.at)
            getattr(self, f"do_{act.what}")(act)
            self.listen(act.at)
        self.listen(end)
        return self.rings

    def listen(self, at: datetime) -> None:
        for run in self.runs:
            for instant, step in run.rings_until(at):
                run.rang.add(step.name)
                self.rings.append(Ring(self.ticket, run.promised.kind, step.name, instant))

    # -- What people do

    def do_arrive(self, act: Act) -> None:
        self.grade = act.grade
        self._begin(act.at)

    def do_reply(self, act: Act) -> None:
        self._meet(act.at, "first_response", "next_reply")
        self._again(act.at, "progress_update")
        self._go_on(act.at)
        self.status = "open"

    def do_ask(self, act: Act) -> None:
        self.do_reply(act)
        self._wait(act.at)
        self.status = "waiting"

    def do_write(self, act: Act) -> None:
        """The first word that waits for an answer begins a turn; while the opening itself waits, that is the turn."""
        if self.status == "waiting":
            self._go_on(act.at)
            self.status = "open"
        waits = {run.promised.kind for run in self._running()}
        if not waits & {"first_response", "next_reply"}:
            self._start(act.at, "next_reply")

    def do_offer(self, act: Act) -> None:
        self._meet(act.at, "first_response", "next_reply", "give_plan", "formal_reply")
        self._again(act.at, "progress_update")
        self._wait(act.at)
        self.status = "offered"

    def do_yes(self, act: Act) -> None:
        self._end(act.at)

    def do_no(self, act: Act) -> None:
        self._go_on(act.at)
        self.status = "open"

    def do_withdraw(self, act: Act) -> None:
        self._end(act.at)

    def do_reopen(self, act: Act) -> None:
        self.status = "open"
        self._begin(act.at)

    def do_regrade(self, act: Act) -> None:
        """Start, minutes used and minutes waited stay; a kind that was kept in this round is not promised again."""
        self.grade = act.grade
        now = [run for run in self.runs if run.round == self.round]
        running = {run.promised.kind: run for run in now if not run.over}
        first = min(run.start for run in now)
        for run in running.values():
            run.over = "stopped"
        for promised in self.grades[self.grade]:
            old = running.get(promised.kind)
            kept = any(run.over == "met" and run.promised.kind == promised.kind for run in now)
            if old or not (kept or promised.kind == "next_reply"):
                self._succeed(promised, old, first, now, act.at)

    # -- What follows from it

    def _begin(self, at: datetime) -> None:
        self.round += 1
        for promised in self.grades[self.grade]:
            if promised.kind != "next_reply":
                self._run(promised, at)

    def _start(self, at: datetime, kind: str) -> None:
        for promised in self.grades[self.grade]:
            if promised.kind == kind:
                self._run(promised, at)

    def _run(self, promised: Promised, at: datetime) -> Run:
        run = Run(promised, self.rulers[promised.ruler], at, self.round)
        self.runs.append(run)
        return run

    def _succeed(self, promised: Promised, old: Run | None, first: datetime, now: list[Run], at: datetime) -> None:
        run = self._run(promised, old.start if old else first)
        run.pauses = list(old.pauses) if old else sorted({pause for one in now for pause in one.pauses})
        held = old.held if old else next((one.held for one in now if one.held), at)
        run.held = held if self.status in ("waiting", "offered") else None
        run.awake, run.told_before = at, old.told_before | old.rang if old else set()
        past = sorted((one for one in promised.steps if run.instant(one) <= (run.held or at)), key=run.instant)
        news = {one.name for one in loudest(past)} - run.told_before
        top = max((level(name) for name in run.told_before), default=0)
        lower = {one.name for one in promised.steps if 0 < level(one.name) <= top}
        run.no_news = ({one.name for one in past} - news) | lower

    def _running(self, *kinds: str) -> list[Run]:
        return [run for run in self.runs if not run.over and (not kinds or run.promised.kind in kinds)]

    def _meet(self, at: datetime, *kinds: str) -> None:
        for run in self._running(*kinds):
            run.over = "met"

    def _again(self, at: datetime, kind: str) -> None:
        for run in self._running(kind):
            run.over = "met"
            self._run(run.promised, at)

    def _wait(self, at: datetime) -> None:
        for run in self._running():
            if run.promised.kind != "next_reply":  # the customer's own word waits for nobody
                run.held = run.held or at

    def _go_on(self, at: datetime) -> None:
        for run in self._running():
            if run.held:
                run.pauses.append((run.held, at))
                run.held, run.awake = None, at

    def _end(self, at: datetime) -> None:
        for run in self._running():
            run.over = "stopped"
