"""Why each desk, in plain words of the reader's language: what was decided, who was looked at, what spoke against each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.accounts.models import Skill, Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.choosing import everybody_in
from huisheng.stages.routing.desks import UNIT
from huisheng.stages.routing.models import Assignment

AGAINST: dict[str, str | Promise] = {
    "": gettext_lazy("chosen"),
    "away": gettext_lazy("away from the desk"),
    "offline": gettext_lazy("not online"),
    "absent": gettext_lazy("on leave"),
    "off_duty": gettext_lazy("not on duty by the roster"),
    "not_here": gettext_lazy("does not work here any more, or may not answer customers"),
    "busy_now": gettext_lazy("was given something else in the same instant"),
    "full": gettext_lazy("the desk is full"),
    "assigns": gettext_lazy("hands out work, and is handed some only where nobody else is"),
    "no_skill": gettext_lazy("has not the skill that is asked for"),
    "leader_first": gettext_lazy("a leader takes care of this grade"),
    "senior_first": gettext_lazy("urgent: a senior colleague comes first"),
    "busier": gettext_lazy("had more work"),
    "waited_less": gettext_lazy("had as much work, and got something more recently"),
    "not_asked": gettext_lazy("was not needed"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """One colleague who was looked at. `load` and `room` in units, as people read them."""

    name: str
    chosen: bool
    reason: str
    load: str
    room: int


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision about a desk."""

    at: datetime
    desk: str
    how: str
    by: str
    rule: str
    note: str
    asked: str
    people: tuple[Looked, ...]
    more: int
    untold: bool  # the machine chose, and nothing was written down about it


def explanations(ticket: Ticket) -> list[Explained]:
    """Every decision about this ticket's desk, the one in force first. Two queries, three with skills."""
    rows = list(Assignment.objects.filter(ticket=ticket).select_related("team", "assignee", "rule").order_by("-id"))
    askers = {row.by_id for row in rows if row.by_kind == "staff" and row.by_id}
    names = names_of([row.why for row in rows], askers)
    skills = skills_in([row.why for row in rows])
    return [_explained(row, names, skills) for row in rows]


def names_of(whys: list[Mapping[str, Any]], more: set[int] | None = None) -> dict[int, str]:
    """The names of everybody these explanations speak of. One query."""
    wanted = everybody_in(whys) | (more or set())
    return dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name"))


def skills_in(whys: list[Mapping[str, Any]]) -> dict[int, Skill]:
    """The skills these explanations speak of. One query."""
    return Skill.objects.in_bulk({pk for why in whys for pk in why.get("skills", ())})


def looked_at(why: Mapping[str, Any], names: Mapping[int, str]) -> tuple[Looked, ...]:
    """The people of an explanation, the chosen one first."""
    return tuple(
        Looked(
            name=names.get(one["id"], "–"),
            chosen=not one["why"],
            reason=str(AGAINST.get(one["why"], one["why"])),
            load=units(one["load"]),
            room=one["room"],
        )
        for one in why.get("people", ())
    )


def asked_for(why: Mapping[str, Any], skills: Mapping[int, Skill]) -> str:
    """What the ticket asked of a desk: 占 1 份；需要技能：英语（熟练以上）."""
    said = [_("fills %(units)s units") % {"units": units(why["weight"])}] if "weight" in why else []
    names = [skills[pk].label for pk in why.get("skills", ()) if pk in skills]
    if names:
        words = _("all of these skills: %(skills)s") if why.get("all") else _("one of these skills: %(skills)s")
        said.append(words % {"skills": ", ".join(names)})
    return " · ".join(said)


def units(hundredths: int) -> str:
    """150 → 1.5, 200 → 2."""
    return f"{hundredths / UNIT:.2f}".rstrip("0").rstrip(".")


def _explained(row: Assignment, names: Mapping[int, str], skills: Mapping[int, Skill]) -> Explained:
    parts = (row.team.label if row.team else "", row.assignee.name if row.assignee else "")
    return Explained(
        at=row.at,
        desk=" · ".join(part for part in parts if part),
        how=str(Assignment.How(row.how).label),
        by=names.get(row.by_id or 0, "") if row.by_kind == "staff" else "",
        rule=row.rule.label if row.rule else "",
        note=row.note,
        asked=asked_for(row.why, skills),
        people=looked_at(row.why, names),
        more=row.why.get("more", 0),
        untold=not row.why and row.how not in (*Assignment.BY_HAND, Assignment.How.LEFT),
    )
