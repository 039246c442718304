"""Whose time a piece of feedback took, as one bar and its numbers. Nothing is counted here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.kit.charges import MINUTE, Charge, Who, whole_minutes
from huisheng.kit.durations import describe_minutes

WHO: dict[Who, str | Promise] = {
    Who.CUSTOMER: pgettext_lazy("charge", "customer"),
    Who.DESK: pgettext_lazy("charge", "our desk"),
    Who.QUEUE: pgettext_lazy("charge", "queue"),
}
DETAILS: dict[Who, str | Promise] = {
    Who.CUSTOMER: gettext_lazy("waiting for the customer"),
    Who.UNANSWERED: gettext_lazy("asked, not accepted yet"),
    Who.DEPARTMENT: gettext_lazy("accepted, at work"),
    Who.DESK: gettext_lazy("on the desk"),
    Who.QUEUE: gettext_lazy("nobody had it"),
}
DEPARTMENTS = (Who.UNANSWERED, Who.DEPARTMENT)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the bar: where it begins and how wide it is (of 1000), its look, its words."""

    who: str
    name: str
    minutes: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the details: who, in what state, how long by the clock and in working hours."""

    name: str
    state: str
    minutes: str
    worked: str


@dataclass(frozen=True, slots=True)
class Bar:
    total: str
    parts: list[Part]
    rows: list[Row]


def bar_of(found: Sequence[Charge], *, teams: Mapping[int, str], people: Mapping[int, str]) -> Bar:
    """The bar, the longest first; the minutes in it add up to the whole. `teams` and `people` by their ids."""
    sums: dict[tuple[str, str], timedelta] = {}
    for one in found:
        key = _drawn(one, teams)
        sums[key] = sums.get(key, timedelta()) + one.time
    keys = sorted(sums, key=lambda key: -sums[key])
    minutes = whole_minutes([sums[key] for key in keys])
    whole = sum(sums.values(), timedelta())
    parts, x = [], 0
    for n, (who, name) in enumerate(keys):
        end = round(1000 * sum((sums[key] for key in keys[: n + 1]), timedelta()) / whole) if whole else 0
        parts.append(Part(who, name, describe_minutes(minutes[n]), x, end - x))
        x = end
    return Bar(describe_minutes(whole // MINUTE), parts, _rows(found, teams, people))


def _drawn(one: Charge, teams: Mapping[int, str]) -> tuple[str, str]:
    if one.holder.who in DEPARTMENTS:
        return "department", _team(one, teams)
    return one.holder.who.value, str(WHO[one.holder.who])


def _team(one: Charge, teams: Mapping[int, str]) -> str:
    return teams.get(one.holder.ident or 0, _("a department"))


def _rows(found: Sequence[Charge], teams: Mapping[int, str], people: Mapping[int, str]) -> list[Row]:
    minutes = whole_minutes([one.time for one in found])
    rows = []
    for one, whole in zip(found, minutes, strict=True):
        who = one.holder.who
        name = str(WHO.get(who, ""))
        if who in DEPARTMENTS:
            name = _team(one, teams)
        elif who is Who.DESK:
            name = people.get(one.holder.ident or 0, _("a colleague"))
        rows.append(Row(name, str(DETAILS[who]), describe_minutes(whole), describe_minutes(one.worked)))
    return rows
