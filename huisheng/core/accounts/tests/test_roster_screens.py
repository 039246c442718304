"""The roster on the desk: who sees it, who plans, and that nobody plans for others' people."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.actions import add_absence, plan_shifts
from huisheng.core.accounts.models import Absence, Shift, Staff
from huisheng.core.accounts.roster_week import RosterWeek, roster_week
from huisheng.core.accounts.shifts import Pattern
from huisheng.kit.party import SYSTEM
from tests.cast import Cast
from tests.journeys.doors import desk, see

from .make import make_staff

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
HERE = "/desk/roster/?week=2026-11-25"
PLAN = {
    "kind": "desk", "first": "2026-11-23", "last": "2026-11-29", "weekdays": ["0", "1"], "opens": "22:00", "closes": "06:00",
}  # fmt: skip


def plan(person: Staff, *weekdays: int, opens: int = 9, closes: int = 18, **changes: str) -> None:
    pattern = Pattern(frozenset(weekdays), time(opens), time(closes), MONDAY, MONDAY + timedelta(days=6), **changes)  # type: ignore[arg-type]
    plan_shifts([person], pattern, by=SYSTEM)


def away(person: Staff, first: int, days: float, *, substitute: Staff | None = None) -> Absence:
    since = timezone.make_aware(datetime(2026, 11, first))  # noqa: DTZ001
    return add_absence(
        person, since=since, until=since + timedelta(days=days), substitute=substitute, reason="体检", by=SYSTEM
    )


def cells(week: RosterWeek, person: Staff) -> list[list[str]]:
    row = next(row for row in week.rows if row.person == person)
    return [[f"{one.words} {one.detail}".strip() for one in day] for day in row.days]


def test_a_lead_plans_nights_for_the_team_and_sees_them(cast: Cast) -> None:
    chen = desk(cast.chen)
    answer = chen.post(reverse("desk:roster_plan"), {**PLAN, "people": [cast.lin.pk], "note": "夜班"})
    assert answer["location"] == "/desk/roster/?week=2026-11-23"
    page = see(chen, HERE)
    assert page.count("22:00–次日 06:00") == 2
    assert "夜班" in page


@pytest.mark.parametrize("who", ["lin", "wang", "dan"])
def test_who_leads_nobody_looks_and_plans_nothing(cast: Cast, who: str) -> None:
    client = desk(getattr(cast, who))
    plan(cast.lin, 2)
    shift = Shift.objects.get()
    page = see(client, HERE)
    assert reverse("desk:roster_plan") not in page
    assert ("09:00–18:00" in page) == (who == "lin")
    for name, args in (("plan", []), ("copy", []), ("clear", []), ("file", []), ("shift", [shift.pk])):
        sent = {**PLAN, "people": [cast.lin.pk], "week": "2026-11-23", "remove": "1"}
        assert client.post(reverse(f"desk:roster_{name}", args=args), sent).status_code == 403
    assert Shift.objects.get() == shift


def test_a_lead_reaches_only_the_own_people(cast: Cast) -> None:
    chen = desk(cast.chen)
    plan(cast.dan, 2)
    shift = Shift.objects.get()
    assert chen.get(reverse("desk:roster_shift", args=[shift.pk])).status_code == 404
    page = chen.post(reverse("desk:roster_plan"), {**PLAN, "people": [cast.dan.pk]}).content.decode()
    assert 'id="id_people_error"' in page
    file = SimpleUploadedFile("a.csv", b"dan,,desk,2026-12-01 09:00,2026-12-01 18:00")
    assert "第 1 行" in chen.post(reverse("desk:roster_file"), {"file": file}).content.decode()
    chen.post(reverse("desk:roster_clear"), {"week": "2026-11-23"})
    assert "丹青" not in see(chen, HERE)
    assert Shift.objects.get() == shift


def test_a_shift_is_changed_and_deleted_on_its_page(cast: Cast) -> None:
    chen = desk(cast.chen)
    plan(cast.lin, 2)
    shift = Shift.objects.get()
    address = reverse("desk:roster_shift", args=[shift.pk])
    assert 'value="2026-11-25T09:00"' in see(chen, address)
    chen.post(address, {"since": "2026-11-26T10:00", "until": "2026-11-26T12:00", "note": "顶班"})
    assert "10:00–12:00" in see(chen, HERE)
    refused = chen.post(address, {"since": "2026-11-26T10:00", "until": "2026-11-26T09:00"}).content.decode()
    assert 'id="id_until_error"' in refused
    chen.post(address, {"remove": "1"})
    assert not Shift.objects.exists()


def test_an_overlap_is_said_on_the_form_and_what_was_chosen_is_kept(cast: Cast) -> None:
    plan(cast.lin, 0, opens=20, closes=23)
    sent = {**PLAN, "people": [cast.lin.pk, cast.chen.pk]}
    page = desk(cast.chen).post(reverse("desk:roster_plan"), sent).content.decode()
    assert "林晓的班次会重叠" in page
    assert page.count("checked") >= 4
    assert Shift.objects.count() == 1


def test_last_week_is_copied_with_one_click(cast: Cast) -> None:
    chen = desk(cast.chen)
    plan(cast.lin, 0, 2)
    assert "没有排班" in see(chen, "/desk/roster/?week=2026-12-02")
    chen.post(reverse("desk:roster_copy"), {"week": "2026-12-02"})
    assert see(chen, "/desk/roster/?week=2026-12-02").count("09:00–18:00") == 2
    chen.post(reverse("desk:roster_clear"), {"week": "2026-12-02"})
    assert Shift.objects.count() == 2
    chen.post(reverse("desk:roster_copy"), {"week": "2027-06-01"})
    assert "没有班次可复制" in see(chen, HERE)


def test_the_roster_goes_out_as_csv_and_comes_in_again(cast: Cast) -> None:
    chen = desk(cast.chen)
    plan(cast.lin, 0, 2, note="早班")
    text = chen.get("/desk/roster/csv/?week=2026-11-23").content.decode()
    assert "lin,林晓,在岗,2026-11-23 09:00,2026-11-23 18:00,早班" in text
    Shift.objects.all().delete()
    file = SimpleUploadedFile("roster.csv", text.encode())
    assert chen.post(reverse("desk:roster_file"), {"file": file})["location"] == "/desk/roster/?week=2026-11-23"
    assert [one.note for one in cast.lin.shifts.all()] == ["早班", "早班"]


def test_colleagues_read_that_somebody_is_away_and_not_why(cast: Cast) -> None:
    he = make_staff("he", name="何苗", teams=["cs1"])
    away(cast.lin, 24, 1, substitute=he)
    for reader, knows in ((cast.chen, True), (cast.lin, True), (he, False), (cast.admin, True)):
        page = see(desk(reader), HERE)
        assert "何苗代班" in page
        assert ("体检" in page) == knows


def test_a_person_enters_the_own_absence_by_the_hour_and_is_back_early(cast: Cast) -> None:
    lin, today = desk(cast.lin), timezone.localdate()
    sent = {"staff": cast.lin.pk, "first": str(today), "last": str(today + timedelta(days=1)), "last_time": "12:00"}
    assert lin.post(reverse("desk:absences"), {**sent, "substitute": cast.chen.pk}).status_code == 302
    one = Absence.objects.get()
    assert (one.staff, one.substitute) == (cast.lin, cast.chen)
    assert timezone.localtime(one.since).time() == time(0)
    assert timezone.localtime(one.until).time() == time(12)
    assert "已回岗" in see(lin, reverse("desk:absences"))
    lin.post(reverse("desk:absence_end", args=[one.pk]))
    one.refresh_from_db()
    assert one.until <= timezone.now()


def test_whole_days_include_the_last(cast: Cast) -> None:
    sent = {"staff": cast.lin.pk, "first": "2031-03-03", "last": "2031-03-04"}
    desk(cast.chen).post(reverse("desk:absences"), sent)
    one = Absence.objects.get()
    assert (one.until - one.since).days == 2
    assert "03-03 – 03-04" in see(desk(cast.chen), reverse("desk:absences"))


def test_nobody_enters_or_ends_the_absence_of_others(cast: Cast) -> None:
    one = away(cast.chen, 24, 900)
    lin = desk(cast.lin)
    page = lin.post(reverse("desk:absences"), {"staff": cast.dan.pk, "first": "2031-03-03", "last": "2031-03-04"})
    assert 'id="id_staff_error"' in page.content.decode()
    assert lin.post(reverse("desk:absence_end", args=[one.pk])).status_code == 404
    assert Absence.objects.get().until == one.until


def test_each_day_says_what_is_left_of_a_shift(cast: Cast) -> None:
    plan(cast.lin, 0, opens=22, closes=6)
    plan(cast.lin, 6, opens=13, closes=0)
    plan(cast.lin, 3, opens=0, closes=0)
    sunday = timezone.make_aware(datetime(2026, 11, 22, 23))  # noqa: DTZ001
    Shift.objects.create(staff=cast.lin, since=sunday, until=sunday + timedelta(hours=7))
    Shift.objects.create(
        staff=cast.lin, kind="manager", since=sunday + timedelta(days=2), until=sunday + timedelta(days=4)
    )
    away(cast.lin, 27, 1.5)
    assert cells(roster_week(cast.chen, MONDAY), cast.lin) == [
        ["至 06:00", "22:00–次日 06:00"],
        ["23:00–11-26 23:00"],
        ["全天"],
        ["全天"],
        ["不在岗 体检"],
        ["不在岗 00:00–12:00 体检"],
        ["13:00–24:00"],
    ]


def test_the_manager_on_duty_is_named_to_everybody(cast: Cast) -> None:
    plan(cast.admin, 5, opens=9, closes=9, kind="manager")
    week = roster_week(cast.wang, MONDAY)
    assert [[name for name, _entry in day] for day in week.managers][5] == ["方敏"]
    assert [row.person for row in week.rows] == [cast.wang]


def test_a_team_is_picked_out_and_strange_addresses_show_this_week(cast: Cast) -> None:
    admin = desk(cast.admin)
    page = see(admin, f"{HERE}&team={cast.cs2.pk}")
    assert "丹青" not in page or "没有排班" in page
    plan(cast.dan, 0)
    plan(cast.lin, 0)
    page = see(admin, f"{HERE}&team={cast.cs2.pk}")
    assert "丹青" in page
    assert "林晓" not in page
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    for odd in ("?week=soon", "?week=9999-12-31", "?team=x", "?week=0001-01-01"):
        assert f'value="{monday}"' in see(admin, f"/desk/roster/{odd}")


def test_the_week_costs_the_same_however_many_work_here(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(6):
        plan(make_staff(teams=["cs1", "cs2"]), *range(n + 1))
    with django_assert_num_queries(5):  # people, seats with teams; whom one plans for; shifts; absences
        week = roster_week(cast.chen, MONDAY)
    assert len(week.rows) == 8


def test_the_people_page_says_who_is_off_duty(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    sent = {"name": "林晓", "role": "agent", "teams": ["cs1"], "capacity": "9", "rostered": "on"}
    client.post(reverse("settings:person", args=[cast.lin.pk]), sent)
    cast.lin.refresh_from_db()
    assert cast.lin.rostered
    page = see(client, reverse("settings:people"))
    assert page.count("不当班") == 1
    assert page.count("按排班") == 1


def test_a_department_has_a_head_until_nobody_is_named(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    address = reverse("settings:team", args=[cast.cs1.pk])
    client.post(address, {"name": "客服一组", "rank": "1", "head": "chen"})
    assert cast.cs1.head == cast.chen
    assert "陈蔚" in see(client, reverse("settings:teams"))
    assert "aria-invalid" in client.post(address, {"name": "客服一组", "head": "nobody"}).content.decode()
    client.post(address, {"name": "客服一组", "rank": "1", "head": ""})
    assert cast.cs1.head is None
