"""Every two working hours the supervisors get the list of what is stuck between departments (requirements S0).

A slot is claimed by its row in the same transaction that writes bells, letters and robot messages: after a crash either
all of them are there or none, and of several workers one writes them.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house_all
from huisheng.stages.handling.speech import moment
from huisheng.stages.rectify.days import working_days
from huisheng.watch.insight.models import StuckList, Wall
from huisheng.watch.insight.progress.rows import Row, View, stuck_rows
from huisheng.watch.insight.slots import latest_slot
from huisheng.watch.notify.actions import DEFAULT_LANGUAGE, tell_plainly
from huisheng.watch.notify.actions.robots import queue_message, robots_of
from huisheng.watch.notify.audience import listeners
from huisheng.watch.notify.items import Item, listed
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.variables import public_base

MOST = 200  # requests of one list
PATH = "/desk/progress/?show=stuck"
CALM_PATH = "/desk/progress/"


def send_stuck_list(*, now: datetime | None = None) -> int:
    """Tell the supervisors what is stuck, once for each slot and person; returns how many were told. Safe to repeat."""
    at, settings = now or timezone.now(), house_all()
    slot = latest_slot(at, int(settings["board.digest_hours"]), working_days())
    if slot is None or StuckList.objects.filter(slot=slot).exists():
        return 0
    try:
        with transaction.atomic():
            row = StuckList.objects.create(slot=slot, at=at)
            rows = stuck_rows(View(Wall(), now=at), MOST)  # the whole house, as a screen on its wall would see it
            told = _tell(rows, slot, at, robots=settings["board.digest_robots"])
            if not rows and settings["board.digest_calm"]:
                told = sum(_say(one, [], slot, at) for one in _supervisors())
            row.stuck, row.told = len(rows), told
            row.save(update_fields=["stuck", "told"])
    except IntegrityError:  # another worker took the slot in this moment
        return 0
    return told


def _tell(rows: Sequence[Row], slot: datetime, at: datetime, *, robots: bool) -> int:
    people: dict[int, Staff] = {}
    lists: dict[int, list[Row]] = {}
    by_team: dict[int | None, list[Row]] = {}
    for row in rows:
        by_team.setdefault(row.request.ticket.team_id, []).append(row)
    for own in by_team.values():
        for one in listeners(own[0].request.ticket, [NoticeTemplate.Audience.SUPERVISOR], at=at):
            people[one.staff.pk] = one.staff
            lists.setdefault(one.staff.pk, []).extend(own)
    if robots:
        _call_robots(by_team)
    order = {row.request.pk: n for n, row in enumerate(rows)}
    return sum(
        _say(people[pk], sorted(own, key=lambda row: order[row.request.pk]), slot, at) for pk, own in lists.items()
    )


def _say(staff: Staff, rows: Sequence[Row], slot: datetime, at: datetime) -> bool:
    code, path = ("requests_stuck", PATH) if rows else ("requests_moving", CALM_PATH)

    def words() -> dict[str, str]:
        return {"count": str(len(rows)), "list": listed(item_of(row) for row in rows)}

    return tell_plainly(staff, code, key=f"stuck:{slot:%Y%m%dT%H%M%z}", path=path, words=words, at=at) is not None


def _call_robots(by_team: dict[int | None, list[Row]]) -> None:
    """Each group hears of its own team's requests, the house's robots of all of them."""
    heard: dict[int, list[Row]] = {}
    known = {}
    for team, rows in by_team.items():
        for robot in robots_of(team):
            known[robot.pk] = robot
            heard.setdefault(robot.pk, []).extend(rows)
    for pk, rows in heard.items():
        with translation.override(known[pk].language or DEFAULT_LANGUAGE):
            queue_message(known[pk], [item_of(row) for row in rows], code="requests_stuck")


def item_of(row: Row) -> Item:
    """A line of the list, in the active language: number, grade, department, deadline, why; nobody's name or words."""
    ticket, request = row.request.ticket, row.request
    words = {
        "late": _("overdue"),
        "silent": _("nothing heard of the department"),
        "untold": _("answered, the customer does not know"),
    }
    return Item(
        number=ticket.number,
        grade=ticket.grade.label if ticket.grade else "",
        kind=str(request.team.label),
        due=moment(request.due_at),
        state=words.get(row.why, ""),
        link=f"{public_base()}/desk/tickets/{ticket.number}/",
    )


def _supervisors() -> QuerySet[Staff]:
    """Who leads a team and wants to be told."""
    told = Staff.objects.filter(is_active=True, role__rights__contains=[Right.BE_TOLD], memberships__leads=True)
    return told.select_related("role").distinct().order_by("pk")
