"""The emergency table (requirements S0): 王姐 is on duty 8-18, 李工 also at lunch; who is not says when, and who else."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from huisheng.core.accounts.actions import AccountRefused, CalendarRefused, save_contact, switch_contact
from huisheng.core.accounts.contacts import contacts_of, duty_of, table_at
from huisheng.core.accounts.hours import Spans
from huisheng.core.accounts.models import Calendar, Contact, Staff
from huisheng.core.accounts.tests.make import PASSWORD, make_calendar
from huisheng.core.base.models import SettingChange
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

ZONE = ZoneInfo("Asia/Shanghai")
WANG = {str(day): [["08:00", "18:00"]] for day in range(7)}
DESK = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
LI = {str(day): [["09:00", "18:00"], ["12:00", "13:00"]] for day in range(5)}
NIGHT = {str(day): [["22:00", "06:00"]] for day in range(7)}
WHOLE = {str(day): [["00:00", "00:00"]] for day in range(7)}


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("weekly", "now", "on_duty", "until", "next_at"),
    [
        (WANG, at(8), True, at(18), None),
        (WANG, at(17, 59), True, at(18), None),
        (WANG, at(18), False, None, at(8, day=24)),
        (WANG, at(7, 59), False, None, at(8)),
        (DESK, at(12, 30), False, None, at(13)),
        (DESK, at(11, 59), True, at(12), None),
        (DESK, at(18, day=27), False, None, at(9, day=30)),
        (LI, at(12, 30), True, at(18), None),
        (NIGHT, at(23), True, at(6, day=24), None),
        (NIGHT, at(5), True, at(6), None),
        (NIGHT, at(12), False, None, at(22)),
        (WHOLE, at(3), True, None, None),
        ({}, at(3), True, None, None),
        ({"0": []}, at(3), True, None, None),
    ],
)
def test_who_is_on_duty_when(
    weekly: dict[str, Spans], now: datetime, on_duty: bool, until: datetime | None, next_at: datetime | None
) -> None:
    duty = duty_of(weekly, {}, now)
    assert (duty.on_duty, duty.until, duty.next_at) == (on_duty, until, next_at)


def test_on_a_holiday_nobody_is_expected_and_on_a_working_saturday_everybody() -> None:
    days: dict[date, Spans] = {date(2026, 11, 23): [], date(2026, 11, 28): [["09:00", "18:00"]]}
    assert duty_of(DESK, days, at(10)).next_at == at(9, day=24)
    assert duty_of(DESK, days, at(10, day=28)).until == at(12, day=28)
    assert duty_of(DESK, {}, at(10, day=28)).next_at == at(9, day=30)


def test_another_zone_counts_in_its_own_hours() -> None:
    assert duty_of(DESK, {}, at(9), zone="Europe/Berlin").next_at == at(16)


def add(name: str, cast: Cast, **changes: Any) -> Contact:
    given = {"team": cast.warehouse, "phone": "021-5550-0101", "weekly": DESK, **changes}
    return save_contact(None, name=name, by=SYSTEM, **given)


@pytest.mark.django_db
def test_who_is_not_there_names_who_is(cast: Cast) -> None:
    night = add("夜班", cast, weekly=NIGHT)
    li = add("李工", cast, weekly=LI, backup=night)
    wang = add("王姐", cast, backup=li)
    noon = {row.contact: row for row in table_at(at(12, 30), contacts_of(cast.warehouse.pk))}
    assert (noon[wang].duty.next_at, noon[wang].instead) == (at(13), li)
    assert noon[li].instead is None
    assert {row.contact: row.instead for row in table_at(at(23), contacts_of())}[wang] == night
    assert {row.contact: row.instead for row in table_at(at(7), contacts_of())}[wang] is None


@pytest.mark.django_db
def test_backups_in_a_ring_end(cast: Cast) -> None:
    wang, li = add("王姐", cast), add("李工", cast)
    Contact.objects.filter(pk=wang.pk).update(backup=li)
    Contact.objects.filter(pk=li.pk).update(backup=wang)
    assert [row.instead for row in table_at(at(3), contacts_of())] == [None, None]


@pytest.mark.django_db
def test_the_calendars_free_days_are_free(cast: Cast, django_assert_num_queries: Any) -> None:
    calendar: Calendar = make_calendar()
    calendar.days.create(day=date(2026, 11, 23), intervals=[])
    for n in range(5):
        add(f"第{n}位", cast, calendar=calendar)
    with django_assert_num_queries(3):
        rows = table_at(at(10), contacts_of())
    assert {row.duty.next_at for row in rows} == {at(9, day=24)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"phone": ""}, "phone"), ({"email": "nobody"}, "email")],
)
def test_a_line_that_reaches_nobody_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(AccountRefused) as refusal:
        add(changes.pop("name", "王姐"), cast, **changes)
    assert list(refusal.value.fields) == [field]
    assert not Contact.objects.exists()


@pytest.mark.django_db
def test_odd_hours_and_standing_in_for_oneself_are_refused(cast: Cast) -> None:
    with pytest.raises(CalendarRefused):
        add("王姐", cast, weekly={"0": [["25:00", "26:00"]]})
    wang = add("王姐", cast)
    with pytest.raises(AccountRefused):
        save_contact(wang, team=cast.warehouse, name="王姐", phone="1", backup=wang, by=SYSTEM)


@pytest.mark.django_db
def test_changes_are_written_down_without_phone_and_email(cast: Cast) -> None:
    wang = add("王姐", cast, email="wang@shop.example")
    switch_contact(wang, active=False, by=cast.admin.party)
    switch_contact(wang, active=False, by=cast.admin.party)
    rows = list(SettingChange.objects.filter(subject=f"accounts.Contact:{wang.pk}").order_by("id"))
    assert len(rows) == 2
    assert all("5550" not in str(row.after) and "shop.example" not in str(row.after) for row in rows)
    assert not contacts_of().exists()


def desk(person: Staff) -> Client:
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    return client


@pytest.mark.django_db
def test_the_admin_keeps_the_table_on_one_screen(cast: Cast) -> None:
    admin = desk(cast.admin)
    assert "还是空的" in admin.get("/settings/contacts/").content.decode()
    form = {"name": "王姐", "team": cast.warehouse.pk, "phone": "021-5550-0101", "day0": "8:00-18:00"}
    assert admin.post("/settings/contacts/new/", form).status_code == 302
    wang = Contact.objects.get()
    assert wang.weekly["0"] == [["08:00", "18:00"]]
    assert "王姐" in admin.get("/settings/contacts/").content.decode()
    assert 'value="08:00-18:00"' in admin.get(f"/settings/contacts/{wang.pk}/").content.decode()
    page = admin.post(f"/settings/contacts/{wang.pk}/", {**form, "day0": "早上"})
    assert "早上" in page.content.decode()
    assert Contact.objects.get().weekly["0"] == [["08:00", "18:00"]]
    admin.post(f"/settings/contacts/{wang.pk}/state/", {"active": "0"})
    assert not Contact.objects.get().active


@pytest.mark.django_db
def test_every_desk_reads_it_and_calls_with_one_click(cast: Cast) -> None:
    add("王姐", cast, weekly={}, duty="查库存")
    for person in (cast.lin, cast.wang, cast.dan):
        page = desk(person).get("/desk/contacts/").content.decode()
        assert 'href="tel:021-5550-0101"' in page
        assert "随时在班" in page
    part = desk(cast.lin).get("/desk/contacts/", headers={"HX-Request": "true"}).content.decode()
    assert "查库存" in part
    assert "<html" not in part
