"""Ninety days told one after the other: scripts, the week of S0, and everything that comes in by itself."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from huisheng.project.presets.catalogue_data import CATEGORIES
from huisheng.stages.routing.models import Assignment

from ..archive.folder import Folder
from ..archive.playing import Archive
from ..cases import Case
from ..findings import finding_of
from ..gifts import with_gifts
from ..story import BY_HAND, Act, Opening, Story, says
from ..tickets.everything import TICKETS
from .crowd import Crowd, Person
from .deck import Deck, asks_again
from .desk import scripts_of
from .filling import NAMES, asks_for, filled, hour_of, noted, slots_for, slots_of_day
from .rhythm import CHANNELS, Moment, moments, week_of_s0
from .schedule import Frame, Times, complaint_about, day_of_arrival, keeps_its_word, times_of
from .shifts import WORKERS, is_at_work, next_at_work, on_duty
from .week import WEEK, Planned, planned_week

SEED = 2026
TRIES = 16
TEAM_OF = {category.code: category.team for category in CATEGORIES}
AWAY = {"gao": timedelta(days=9)}  # on holiday since
SOON = timedelta(minutes=40)
PATIENCE = timedelta(hours=13)  # nobody waits longer than from evening to morning
SHORT = 12  # characters; shorter words may be said again
JUNK_IN_THE_WEEK = 2
Tell = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Told:
    """A case with everything decided but the words."""

    case: Case
    at: datetime
    channel: str
    owner: str
    times: Times


@dataclass
class Teller:
    """Opens and plays every ticket of the archive in the order of time."""

    archive: Archive
    now: datetime
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - an invented shop, no secret

    def __post_init__(self) -> None:
        self.deck = Deck(self.chance)
        self.crowd = Crowd(self.chance, {ticket.customer.phone for ticket in TICKETS})
        self.said = {ticket.text for ticket in TICKETS}
        self.places, self.orders = count(), count(2001, 3)
        self.waiting: list[tuple[datetime, int, Tell]] = []

    def tell(self) -> Iterator[tuple[int, int]]:
        """Play everything; yields how many are told and how many there are."""
        self.plan_week()
        for script in scripts_of(self.now):
            self._wait(script.opening.at, partial(self._play, script))
        for moment in moments(self.now, self.chance):
            self._wait(moment.at, partial(self._tell_moment, moment))
        for junk in self._junk():
            self._wait(junk.at, partial(self._tell_junk, junk))
        done = 0
        while self.waiting:
            _at, _place, tell = heapq.heappop(self.waiting)
            tell()
            done += 1
            yield done, done + len(self.waiting)

    def plan_week(self) -> None:
        """The pieces of the week of S0 choose their cases first."""
        for piece in planned_week(self.now, self.chance):
            self._plan(piece)

    def _wait(self, at: datetime, tell: Tell) -> None:
        heapq.heappush(self.waiting, (at, next(self.places), tell))

    def _play(self, story: Story) -> None:
        self._look_into(self.archive.play(with_gifts(story), now=self.now))

    def _look_into(self, folder: Folder) -> None:
        """Once it is closed, its owner writes down why it happened."""
        if found := finding_of(folder, self.now):
            folder.play(found)

    # --- what is told

    def _tell_moment(self, moment: Moment) -> None:
        found = self._told(
            moment.at, moment.channel, promo=moment.promo, fits=lambda case: case.ends != "spam" or self._rarely()
        )
        if found:
            self._write(found)

    def _plan(self, piece: Planned) -> None:
        """A piece of the week of S0 needs a case that can have its fate, at an hour at which its words are true."""
        end = week_of_s0(self.now) + WEEK
        frame = Frame(piece.wait, before=end) if piece.in_time else Frame(piece.wait, after=end)
        loyal = piece.loyal if not piece.in_time else None
        hours = [(at, True) for at in piece.hours(self.chance)]
        for at, strictly in [*hours, (piece.at, False)]:
            if found := self._told(at, piece.channel, fits=piece.fits, frame=frame, strictly=strictly):
                self._wait(at, partial(self._write, found, loyal=loyal))
                return
        raise LookupError(f"no case fits the week: {piece}")

    def _channel_for(self, case: Case) -> str:
        online = [name for name in case.on if name not in BY_HAND]
        return self.chance.choices(online, [CHANNELS[name] for name in online])[0]

    def _junk(self) -> list[Moment]:
        monday = week_of_s0(self.now)
        return [
            Moment(monday + timedelta(days=1 + 3 * place, hours=10, minutes=17 * place), "web", promo=False)
            for place in range(JUNK_IN_THE_WEEK)
        ]

    def _tell_junk(self, moment: Moment) -> None:
        found = self._told(moment.at, moment.channel, fits=lambda case: case.ends == "spam")
        if found:
            self._write(found)

    def _rarely(self) -> bool:
        return self.chance.random() < 0.5

    # --- how

    def _told(
        self,
        at: datetime,
        channel: str,
        *,
        promo: bool = False,
        fits: Callable[[Case], bool],
        frame: Frame | None = None,
        strictly: bool = True,
    ) -> Told | None:
        """A case whose steps fit the hour of the day and are over by now (or where the frame says)."""
        refused: set[str] = set()
        for _try in range(TRIES):
            case = self.deck.pick(channel, at, promo=promo, fits=lambda case: case.key not in refused and fits(case))
            if case is None:
                return None
            refused.add(case.key)
            way, owner = channel or self._channel_for(case), case.agent or self._owner(case, at)
            times = times_of(case, opened=at, owner=owner, channel=way, frame=frame or Frame(), chance=self.chance)
            if times[0] - at > PATIENCE:
                continue
            if (keeps_its_word(case, times) or not strictly) and (frame or times[-1] < self.now):
                self.deck.tell(case, at)
                return Told(case, at, way, owner, times)
        return None

    def _owner(self, case: Case, at: datetime) -> str:
        """Somebody of the category's team who will be there to answer; the fast ones get more."""
        people = on_duty(TEAM_OF[case.category], at + SOON)
        there = [one for one in people if one not in AWAY or at < self.now - AWAY[one]] or [
            one for one, worker in WORKERS.items() if worker.team == TEAM_OF[case.category] and one not in AWAY
        ]
        return self.chance.choices(there, [1 / WORKERS[one].pace for one in there])[0]

    def _write(self, told: Told, *, loyal: bool | None = None) -> None:
        case, at, channel = told.case, told.at, told.channel
        person = self.crowd.somebody(case, channel, at, loyal=loyal)
        slots, text = self._worded(told, person)
        opening = Opening(
            key=f"{case.key}:{next(self.places)}",
            at=at,
            channel=channel,
            customer=person.customer,
            text=text,
            order=slots["order"] if self._names_order(case) else "",
            subject=filled(case.subject, slots, self.chance),
            category=case.category if asks_again(case) else "",
            expected=case.category,
            taker=told.owner if channel in BY_HAND else "",
        )
        folder = self._arrive(opening, told.owner, first=told.times[0])
        story = with_gifts(Story(opening, told.owner, tuple(self._acts(told, slots))))
        for act in story.until(self.now).acts:
            folder.play(act)
        folder.ring(self.now)
        self._look_into(folder)
        if case.twice:
            self._expect_twin(told, folder, person, slots)

    def _worded(self, told: Told, person: Person) -> tuple[dict[str, str], str]:
        """Slots and the first words; the same words are not said twice, unless they are very short."""
        order, first = f"{next(self.orders):04d}", told.times[0]
        arrives = day_of_arrival(told.case, told.times)
        for _try in range(6):
            slots = slots_for(told.case, person, order=order, opened=told.at, arrives=arrives, chance=self.chance)
            slots |= {"agent": NAMES[told.owner], "hour": hour_of(first, "", first, self.chance)}
            text = noted(filled(told.case.text, slots, self.chance), told.case, told.channel, self.chance)
            if text not in self.said or len(text) <= SHORT:
                break
        self.said.add(text)
        return slots, text

    def _names_order(self, case: Case) -> bool:
        return asks_for(case, "order") or (case.category not in {"consult", "praise"} and self.chance.random() < 0.5)

    def _arrive(self, opening: Opening, owner: str, *, first: datetime) -> Folder:
        """On a desk at once; by night in the pool, until somebody comes to work (or answers, `first`)."""
        folder = self.archive.open(opening)
        if opening.taker or is_at_work(owner, opening.at):
            folder.arrive(owner)
        else:
            folder.arrive()
            folder.assign(owner, at=min(next_at_work(owner, opening.at), first), how=Assignment.How.FREED)
        return folder

    def _acts(self, told: Told, slots: dict[str, str]) -> Iterator[Act]:
        for place, (step, at) in enumerate(zip(told.case.steps, told.times, strict=True)):
            arrives = day_of_arrival(told.case, told.times, place)
            if arrives and arrives.date() > at.date():
                slots |= slots_of_day(arrives)
            by_customer = step.kind in {"says", "yes", "no"}
            if not by_customer:  # the customer speaks of the hour that was named
                slots["hour"] = self._hour(told, place, slots["hour"])
            text = filled(step.text, slots, self.chance)
            if step.kind == "says":
                yield says(at, text, channel=told.channel, owner=told.owner)
                continue
            yield Act(
                at,
                step.kind,
                by="" if by_customer else step.by or told.owner,
                text=text,
                measure=filled(step.measure, slots, self.chance),
                timing=filled(step.timing, slots, self.chance),
                stars=step.stars,
            )

    def _hour(self, told: Told, place: int, promised: str) -> str:
        """The hour this step names: of what the customer later complains of, it has struck by then."""
        complaint = complaint_about(told.case.steps, place)
        if complaint and told.times[complaint].hour > told.times[place].hour:
            return str(told.times[complaint].hour)
        return hour_of(told.times[place], promised, told.times[0], self.chance)

    def _expect_twin(self, told: Told, first: Folder, person: Person, slots: dict[str, str]) -> None:
        """The same trouble told a second time, soon noticed and merged, while the first is still open."""
        opened, room = first.opening.at, told.times[-1] - first.opening.at
        if room < timedelta(minutes=40):
            return
        at = opened + min(room * 0.4, timedelta(minutes=self.chance.uniform(9, 50)))
        channel = self.chance.choice(person.channels)
        opening = Opening(
            f"{told.case.key}:twin:{next(self.places)}", at, "web" if channel in BY_HAND else channel, person.customer,
            filled(told.case.twice, slots, self.chance), first.opening.order, expected=told.case.category,
        )  # fmt: skip
        self._wait(at, lambda: self._tell_twin(opening, first, told.owner, at + min(room * 0.2, timedelta(minutes=14))))

    def _tell_twin(self, opening: Opening, first: Folder, owner: str, merged: datetime) -> None:
        twin = self._arrive(opening, owner, first=merged)
        if merged < self.now:
            twin.merge_into(first, Act(merged, "merge", owner, "同一件事，合到前一张里办"))
