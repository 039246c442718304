"""The list of what is stuck, every two working hours, under virtual time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from huisheng.core.accounts.actions import add_absence
from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_settings
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.worktime import ALWAYS, WorkCalendar
from huisheng.watch.insight.actions import send_stuck_list, stuck
from huisheng.watch.insight.models import StuckList
from huisheng.watch.insight.slots import latest_slot, slots_of
from huisheng.watch.insight.tests.requests import make_request
from huisheng.watch.notify.actions import save_wish, tell_plainly
from huisheng.watch.notify.models import Notice, RobotMessage
from huisheng.watch.notify.queries import notices_of
from huisheng.watch.notify.tests.make import make_robot
from tests.cast import Cast

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)
OFFICE = WorkCalendar(ZONE, {day: [(time(9), time(12)), (time(13), time(18))] for day in range(5)})


def on(hour: float, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


def hours(day: date, every: int, calendar: WorkCalendar | None) -> list[str]:
    return [f"{slot.astimezone(ZONE):%H:%M}" for slot in slots_of(day, every, calendar)]


def test_slots_are_in_working_hours_only() -> None:
    assert hours(MONDAY, 2, OFFICE) == ["11:00", "14:00", "16:00", "18:00"]
    assert hours(MONDAY, 3, OFFICE) == ["12:00", "16:00"]
    assert hours(SUNDAY, 2, OFFICE) == []
    assert hours(MONDAY, 0, OFFICE) == []
    assert hours(MONDAY, 2, None) == ["11:00", "13:00", "15:00", "17:00"]
    assert len(hours(MONDAY, 2, ALWAYS(ZONE))) == 12


@pytest.mark.parametrize(
    ("at", "slot"),
    [(10.9, None), (11, 11), (11.1, 11), (13.9, None), (14, 14), (15.9, 14), (18.5, 18), (20, None), (23, None)],
)
def test_the_slot_of_an_instant(at: float, slot: float | None) -> None:
    assert latest_slot(on(at), 2, OFFICE) == (None if slot is None else on(slot))


def test_a_night_shift_is_told_after_midnight() -> None:
    nights = WorkCalendar(ZONE, {day: [(time(20), time(4))] for day in range(7)})
    assert latest_slot(on(2.5), 2, nights) == on(2)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(db: None) -> None:
    weekly = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
    Calendar.objects.filter(code="office").update(weekly=weekly, version=99)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket(team=cast.cs1, assignee=cast.lin)


def lines(staff: object) -> list[tuple[str, str]]:
    return [(row.text, row.path) for row in notices_of(staff).rows]  # type: ignore[arg-type]


def test_the_supervisor_gets_one_line_with_what_is_stuck(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))  # due at ten
    make_request(ticket, at=on(10.8))
    assert send_stuck_list(now=on(11.01)) == 1
    assert lines(cast.chen) == [("有 1 件跨部门请求卡住了", "/desk/progress/?show=stuck")]
    assert lines(cast.lin) == lines(cast.wang) == []


def test_once_for_each_slot_however_often_it_is_asked(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    told = [send_stuck_list(now=on(10.95 + n / 60)) for n in range(200)]
    assert sum(told) == 2
    assert list(StuckList.objects.order_by("slot").values_list("slot", "stuck", "told")) == [
        (on(11), 1, 1), (on(14), 1, 1),
    ]  # fmt: skip
    assert Notice.objects.filter(staff=cast.chen).count() == 2


def test_nothing_is_said_where_nothing_is_stuck(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(10.9))
    assert send_stuck_list(now=on(11)) == 0
    assert not Notice.objects.exists()
    make_request(ticket, at=on(9))  # stuck only after the slot: the next one says it
    assert send_stuck_list(now=on(11.2)) == 0


def test_a_house_may_want_to_hear_that_all_is_well(cast: Cast) -> None:
    change_settings({"board.digest_calm": True}, by=cast.admin.party)
    assert send_stuck_list(now=on(11)) == 1
    assert lines(cast.chen) == [("跨部门请求都在推进，没有卡住的", "/desk/progress/")]


@pytest.mark.parametrize("when", [on(11, SUNDAY), on(23), on(8.9)])
def test_outside_of_working_hours_nobody_is_told(cast: Cast, ticket: Ticket, when: datetime) -> None:
    make_request(ticket, at=when - timedelta(days=1))
    assert send_stuck_list(now=when) == 0
    assert not StuckList.objects.exists()


def test_it_can_be_switched_off(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    change_settings({"board.digest_hours": 0}, by=cast.admin.party)
    assert send_stuck_list(now=on(11)) == 0


def test_after_a_crash_the_slot_is_done_whole(cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks half-way leaves neither the slot's row nor a bell; the next try does all of it."""
    make_request(ticket, at=on(9))
    make_request(make_ticket(team=cast.cs2, assignee=cast.dan), at=on(9))
    other = make_staff("he", role="supervisor", teams=["cs2"], leads=True)
    calls = []

    def broken(staff: object, *args: object, **named: object) -> object:
        calls.append(staff)
        if len(calls) == 2:
            raise RuntimeError("the plug")
        return tell_plainly(staff, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(stuck, "tell_plainly", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        send_stuck_list(now=on(11))
    assert not StuckList.objects.exists()
    assert not Notice.objects.exists()
    assert send_stuck_list(now=on(11.05)) == 2
    assert {row.staff_id for row in Notice.objects.all()} == {cast.chen.pk, other.pk}


def test_another_worker_that_took_the_slot_is_no_fault(
    cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_request(ticket, at=on(9))
    StuckList.objects.create(slot=on(11), at=on(11))
    monkeypatch.setattr(StuckList.objects, "filter", lambda **_asked: StuckList.objects.none())
    assert send_stuck_list(now=on(11)) == 0
    assert not Notice.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        StuckList.objects.create(slot=on(11).astimezone(UTC), at=on(11))


def test_each_supervisor_hears_of_the_own_team(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    other = make_staff("he", role="supervisor", teams=["cs2"], leads=True)
    theirs = make_ticket(team=cast.cs2, assignee=cast.dan)
    for _n in range(3):
        make_request(theirs, at=on(9))
    assert send_stuck_list(now=on(11)) == 2
    assert lines(cast.chen)[0][0] == "有 1 件跨部门请求卡住了"
    assert lines(other)[0][0] == "有 3 件跨部门请求卡住了"


def test_who_stands_in_hears_it(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    add_absence(cast.chen, since=on(0), until=on(24), substitute=cast.admin, reason="", by=cast.admin.party)
    send_stuck_list(now=on(11))
    assert lines(cast.chen) == []
    assert len(lines(cast.admin)) == 1


def test_a_letter_lists_them_without_names_and_words(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    make_request(ticket, at=on(9), answered=20)
    cast.chen.presence = "offline"
    cast.chen.save(update_fields=["presence"])
    send_stuck_list(now=on(11))
    letter = Outbound.objects.get()
    text = letter.letter["text"]
    assert letter.letter["subject"] == "有 2 件跨部门请求卡住了"
    assert f"{ticket.number} · 仓库 · " in text
    assert "超时" in text
    assert "已答复，客户还不知道" in text
    assert "/desk/progress/?show=stuck" in text
    for word in ("刘女士", "B 型号", "确认发错与否"):
        assert word not in text


def test_robots_hear_it_where_the_house_wants_it(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    make_robot()
    send_stuck_list(now=on(11))
    assert not RobotMessage.objects.exists()
    change_settings({"board.digest_robots": True}, by=cast.admin.party)
    send_stuck_list(now=on(14))
    (message,) = RobotMessage.objects.all()
    assert [(one["number"], one["kind"], one["state"]) for one in message.said["items"]] == [
        (ticket.number, "仓库", "超时")
    ]


def test_who_wants_no_bell_finds_it_among_the_read_ones(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, at=on(9))
    ways = {"requests_stuck": {"bell": False, "email": "never"}}
    save_wish(cast.chen, ways=ways, quiet="never", quiet_from="22:00", quiet_until="08:00")
    send_stuck_list(now=on(11))
    assert Notice.objects.get(staff=cast.chen).read_at is not None
    assert not Outbound.objects.exists()
