"""The screens of the calendars: a file is looked at before it is taken over, a year is confirmed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.actions import set_calendar_day
from huisheng.core.accounts.days import read_days, usual_hours
from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.queries import month_cells, preview_days
from huisheng.core.base.actions import record_change
from huisheng.kit.party import SYSTEM
from tests.cast import Cast
from tests.journeys.doors import see

from .test_day_files import ical, whole

pytestmark = pytest.mark.django_db
SPRING = "日期,时间,说明\n2027-02-17,,春节\n2027-02-20,班,补班\n2027-02-21,,春节\n"


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


@pytest.fixture
def office() -> Calendar:
    return Calendar.objects.get(code="office")


def days_page(office: Calendar) -> str:
    return reverse("settings:calendar_days", args=[office.pk])


def lines_in(page: str) -> str:
    return page.split('name="lines" value="')[1].split('"', maxsplit=1)[0]


def test_a_file_is_shown_first_and_taken_over_only_then(admin: Client, office: Calendar) -> None:
    page = admin.post(days_page(office), {"lines": SPRING}).content.decode()
    assert "2 天有变化" in page
    assert "1 天不变" in page
    assert not office.days.filter(day__year=2027).exists()
    sent = {"lines": lines_in(page), "take": "1", "year": ["2027"]}
    assert admin.post(days_page(office), sent).status_code == 302
    office.refresh_from_db()
    assert {str(one.day): one.note for one in office.days.filter(day__year=2027)} == {
        "2027-02-17": "春节",
        "2027-02-20": "补班",
        "2027-02-21": "春节",
    }
    assert office.confirmed_years == [2025, 2026, 2027]


def test_a_year_is_confirmed_only_where_it_was_ticked_and_stands_in_the_file(admin: Client, office: Calendar) -> None:
    admin.post(days_page(office), {"lines": SPRING, "take": "1", "year": ["2031", "x"]})
    office.refresh_from_db()
    assert office.confirmed_years == [2025, 2026]
    assert office.days.filter(day__year=2027).count() == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("text", [SPRING, ical(whole("20270217", "春节（休）"), whole("20270220", "春节（班）"))])
def test_days_come_from_a_file_however_it_was_saved(admin: Client, office: Calendar, encoding: str, text: str) -> None:
    file = SimpleUploadedFile("2027.txt", text.encode(encoding))
    page = admin.post(days_page(office), {"file": file}).content.decode()
    admin.post(days_page(office), {"lines": lines_in(page), "take": "1"})
    assert office.days.get(day=date(2027, 2, 17)).intervals == []
    assert office.days.get(day=date(2027, 2, 20)).intervals == office.weekly["0"]


def test_what_says_neither_is_named_on_the_page(admin: Client, office: Calendar) -> None:
    text = ical(whole("20270217", "春节休"), whole("20270221", "元宵节"))
    assert "元宵节" in admin.post(days_page(office), {"lines": text}).content.decode()
    only = ical(whole("20270221", "元宵节"))
    assert "没有一条写明" in admin.post(days_page(office), {"lines": only}).content.decode()


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"lines": "2027-02-17,,x\n2027-02-30,,y"}, "2027-02-30"),
        ({"lines": " "}, "请粘贴"),
        ({"lines": "日期,时间,说明"}, "没有日期"),
        ({"file": SimpleUploadedFile("a.csv", b"\xff\xfe\xff")}, "UTF-8"),
        ({"file": SimpleUploadedFile("a.csv", b"2027-02-17,,x\n" * 50_000)}, "500 KB"),
    ],
)
@pytest.mark.parametrize("take", [{}, {"take": "1"}])
def test_what_cannot_be_read_is_refused_with_words(
    admin: Client, office: Calendar, sent: dict[str, object], word: str, take: dict[str, str]
) -> None:
    if file := sent.get("file"):
        file.seek(0)  # type: ignore[attr-defined]
    page = admin.post(days_page(office), {**sent, **take}).content.decode()
    assert word in page
    assert not office.days.filter(day__year=2027).exists()


def test_the_page_says_what_counts_meanwhile_and_one_click_confirms(admin: Client, office: Calendar) -> None:
    Calendar.objects.filter(pk=office.pk).update(confirmed_years=[])
    for place in (reverse("settings:calendars"), reverse("settings:calendar", args=[office.pk])):
        page = admin.get(place).content.decode()
        assert "hs-unconfirmed" in page
        assert "按星期几计算" in page
    year = date.today().year  # noqa: DTZ011 - whichever year it is
    address = reverse("settings:calendar_year", args=[office.pk, year])
    assert address in page
    assert admin.get(address).status_code == 405
    assert admin.post(address).status_code == 302
    office.refresh_from_db()
    assert office.confirmed_years == [year]
    assert address not in admin.get(reverse("settings:calendar", args=[office.pk])).content.decode()


def test_looking_at_a_file_asks_the_calendar_once(
    office: Calendar, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = read_days(SPRING, usual=usual_hours(office.weekly))
    with django_assert_num_queries(1):
        changes = preview_days(office, found.days)
    assert [one.changes for one in changes] == [True, True, False]


def test_the_page_says_how_many_promises_followed_the_last_change(admin: Client, office: Calendar) -> None:
    month = reverse("settings:calendar_month", args=[office.pk, 2026, 12])
    pages = [reverse(f"settings:{name}", args=[office.pk]) for name in ("calendar", "calendar_followed")]
    assert all("重新计算了" not in see(admin, page) for page in (*pages, month))
    for moved, words in ((3, "其中 3 项"), (0, "都没有变")):
        after = {"looked_at": 120, "moved": moved, "tickets": moved}
        record_change(f"accounts.Calendar:{office.pk}.clocks", before=None, after=after, by=SYSTEM)
        for page in (*pages, month):
            assert "120 项" in see(admin, page)
            assert words in see(admin, page)
    always = Calendar.objects.get(code="always")
    assert "120 项" not in see(admin, reverse("settings:calendar", args=[always.pk]))


def test_a_month_marks_what_differs_as_a_wall_calendar_does(admin: Client, office: Calendar) -> None:
    set_calendar_day(office, date(2026, 10, 29), intervals=[["09:00", "12:00"]], note="盘点", by=SYSTEM)
    set_calendar_day(office, date(2026, 10, 30), intervals=office.weekly["4"], note="照常", by=SYSTEM)
    marks = {cell.day.day: cell.mark for week in month_cells(office, 2026, 10) for cell in week if cell.in_month}
    wanted = {1: "off", 2: "off", 5: "off", 6: "off", 7: "off", 10: "on", 29: "other"}
    assert {day: mark for day, mark in marks.items() if mark} == wanted
    page = see(admin, reverse("settings:calendar_month", args=[office.pk, 2026, 10]))
    assert [page.count(f"hs-day-mark is-{mark}") for mark in ("off", "on", "other")] == [5, 1, 1]


@pytest.mark.parametrize(("year", "said"), [(2026, False), (2027, True)])
def test_an_unconfirmed_year_is_said_above_its_own_months_only(
    admin: Client, office: Calendar, monkeypatch: pytest.MonkeyPatch, year: int, *, said: bool
) -> None:
    autumn = date(2026, 11, 29)
    monkeypatch.setattr("huisheng.core.accounts.queries.timezone.localdate", lambda *_args: autumn)
    page = see(admin, reverse("settings:calendar_month", args=[office.pk, year, 12]))
    assert ("hs-unconfirmed" in page) == said
