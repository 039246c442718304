"""The live board as people read it: addresses behind the numbers, lights, tables. Nothing is counted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import GradingScheme
from huisheng.core.channels.models import Channel
from huisheng.kit.mask import mask_name
from huisheng.stages.sla.lists import UrgentClock, clock_for_rows
from huisheng.stages.sla.models import ClockKind
from huisheng.watch.insight.board.lists import Line, burning, escalated, stuck
from huisheng.watch.insight.board.load import load
from huisheng.watch.insight.board.open import Heap, Tally, by_status, heaps, tally
from huisheng.watch.insight.board.piles import BY_KEY, STUCK
from huisheng.watch.insight.board.scope import Look, Scope
from huisheng.watch.insight.board.today import Day, today
from huisheng.web.workspace.figures import NOTHING, percent, span

BURNING, STANDING, RAISED = 12, 8, 6  # rows that fit a screen without scrolling far
ON_THE_WALL = 10
STRIP = ("overdue", "waiting", "due_15", "due_60", "open")
CODES: dict[str, Any] = {"team": Team, "channel": Channel, "scheme": GradingScheme}
LIGHTS: dict[str, str | Promise] = {
    "red": pgettext_lazy("light", "overdue"),
    "yellow": pgettext_lazy("light", "soon due"),
    "green": pgettext_lazy("light", "in time"),
}


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel: what is open now, how today goes, and its light."""

    channel: Channel
    tally: Tally
    day: Day
    light: str

    @property
    def in_time(self) -> str:
        return share_text(self.day)


def board_context(staff: Staff, scope: Scope) -> dict[str, Any]:
    """Everything on the board, of one moment."""
    look = Look(staff, scope)
    found, days = heaps(look), today(look)
    rows = burning(look, BURNING)
    raised, standing = escalated(look), stuck(look, STANDING)
    return {
        "drawn": look.at,
        "scope": scope,
        "sums": tally(found),
        "strip": [BY_KEY[key] for key in STRIP],
        "statuses": by_status(found),
        "channels": channel_rows(found, days, only=scope.channel),
        "day": days.get(None, Day()),
        "burning": with_clocks(rows),
        "standing": standing,
        "stuck_piles": [BY_KEY[key] for key in STUCK],
        "raised": [(one, str(ClockKind(one.kind).label)) for one in raised[:RAISED]],
        "raised_count": len(raised),
        "loads": load(look, found),
        "address": lambda key, **part: address(key, scope, **part),
        "numbers": lambda key, **part: numbers_address(key, scope, **part),
        "share": share_text,
        "wait": lambda seconds: NOTHING if seconds is None else span(seconds),
    }


def wall_context(look: Look) -> dict[str, Any]:
    """What a screen on the wall shows: three numbers, the most urgent, a light for each channel. No name in full."""
    found, days = heaps(look), today(look)
    return {
        "drawn": look.at,
        "sums": tally(found),
        "urgent": [(line, clock, mask_name(line.customer)) for line, clock in with_clocks(burning(look, ON_THE_WALL))],
        "channels": channel_rows(found, days, only=look.scope.channel),
        "day": days.get(None, Day()),
        "share": share_text,
        "lights": LIGHTS,
    }


def with_clocks(lines: Sequence[Line]) -> list[tuple[Line, UrgentClock | None]]:
    clocks = clock_for_rows([line.id for line in lines])
    return [(line, clocks.get(line.id)) for line in lines]


def channel_rows(found: Sequence[Heap], days: dict[int | None, Day], *, only: int | None = None) -> list[ChannelRow]:
    """The channels that are open or have something; what burns most stands first."""
    known = {heap.channel for heap in found} | {one for one in days if one}
    rows = [
        ChannelRow(one, sums := tally(found, lambda heap, pk=one.pk: heap.channel == pk), days.get(one.pk, Day()), light(sums))  # type: ignore[misc]
        for one in Channel.objects.order_by("rank", "id")
        if one.pk in known or (one.enabled and only in {None, one.pk})
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.tally["overdue"], -row.tally["due_60"]))


def light(sums: Tally) -> str:
    """red: something is overdue; yellow: something falls due within the hour; else green."""
    return "red" if sums["overdue"] else "yellow" if sums["due_60"] else "green"


def share_text(day: Day) -> str:
    return f"{percent(day.kept, day.known)}%" if day.known else NOTHING


def address(key: str, scope: Scope, **part: object) -> str:
    """The list behind a live number, or behind one part of it."""
    query = urlencode({**scope.asked, **part})
    return reverse("desk:board_list", args=[key]) + (f"?{query}" if query else "")


def numbers_address(key: str, scope: Scope, **part: object) -> str:
    """The list behind a number of today, on the page of numbers."""
    return f"{reverse('desk:numbers_list', args=[key])}?{urlencode({'period': 'today', **scope.asked, **part})}"


def choices(staff: Staff) -> dict[str, list[Any]]:
    """What the board can be narrowed to."""
    teams = Team.objects.filter(active=True).order_by("rank", "id")
    return {
        "team": list(teams if staff.allows(Right.SEE_ALL) else teams.filter(pk__in=staff.team_ids)),
        "channel": list(Channel.objects.filter(enabled=True).order_by("rank", "id")),
        "scheme": list(GradingScheme.objects.filter(enabled=True).order_by("rank", "id")),
    }
