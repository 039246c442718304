"""The page of the daily check: from the list to the signed day, who may, and when the desk says that a day is missing."""

from datetime import timedelta

import pytest

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_settings
from huisheng.core.base.house import house
from huisheng.stages.rectify.days import overdue
from huisheng.stages.rectify.models import Miss, SignedDay
from huisheng.stages.rectify.tests.make import make_miss, noon, switch_on, yesterday
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.web.workspace import troubles
from huisheng.web.workspace.house_form import HouseForm
from tests.cast import Cast
from tests.jobs import run_waiting_jobs

from .make import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast: Cast) -> Staff:
    switch_on()
    return make_staff("mei", name="梅清", role="response_officer", teams=["cs1"])


@pytest.fixture
def clock(cast: Cast) -> Clock:
    return make_miss(cast.lin, cast.cs1)


def test_from_the_list_to_the_signed_day(cast: Cast, officer: Staff, clock: Clock) -> None:
    mei = desk(officer)
    page = mei.get("/desk/check/").content.decode()
    for words in (f'id="miss-{clock.pk}"', "首响", "林晓", "还没兑现", "发起整改", "请选择"):
        assert words in page, words
    assert f"/desk/check/{yesterday()}/signature/" not in page
    step = f"/desk/check/misses/{clock.pk}/"
    assert mei.post(f"{step}rectification/").status_code == 302
    assert "待整改" in mei.get("/desk/check/").content.decode()
    mei.post(f"{step}cause/", {"cause": "overload", "done": "已致电道歉"})
    page = mei.get("/desk/check/").content.decode()
    assert "已整改" in page
    mei.post(f"{step}signature/", {"note": "核对过录音"})
    page = mei.get(f"/desk/check/?day={yesterday()}").content.decode()
    assert "手上太多" in page
    assert "核对过录音" in page
    answer = mei.post(f"/desk/check/{yesterday()}/signature/", {"note": "无"}, follow=True)
    assert "梅清 已签" in answer.content.decode()
    assert SignedDay.objects.get().misses == 1


def test_the_owner_hears_that_it_must_be_put_right(cast: Cast, officer: Staff, clock: Clock) -> None:
    desk(officer).post(f"/desk/check/misses/{clock.pk}/rectification/")
    run_waiting_jobs()
    page = desk(cast.lin).get("/desk/notices/").content.decode()
    assert "漏了承诺，请整改" in page
    page = desk(cast.lin).get(f"/desk/tickets/{clock.ticket.number}/").content.decode()
    assert "梅清 要求整改：首响" in page


def test_a_refusal_is_said_and_nothing_is_kept(cast: Cast, officer: Staff, clock: Clock) -> None:
    mei = desk(officer)
    step = f"/desk/check/misses/{clock.pk}/"
    answer = mei.post(
        f"{step}cause/", {"cause": "", "done": "x"}, headers={"Referer": "http://testserver/desk/check/"}, follow=True
    )
    assert "请选择漏掉的原因。" in answer.content.decode()
    assert mei.post(f"{step}signature/").status_code == 422
    assert not Miss.objects.exclude(cause="").exists()
    assert mei.post(f"/desk/check/{yesterday()}/signature/").status_code in {409, 422}
    assert mei.post("/desk/check/nonsense/signature/").status_code == 404
    assert SignedDay.objects.count() == 0


def test_it_is_for_those_with_the_right_and_the_own_teams(cast: Cast, officer: Staff, clock: Clock) -> None:
    other = make_miss(cast.dan, cast.cs2)
    mei = desk(officer)
    for part in ("cause", "rectification", "signature"):
        assert mei.post(f"/desk/check/misses/{other.pk}/{part}/", {"cause": "nobody", "done": "x"}).status_code == 404
        assert desk(cast.lin).post(f"/desk/check/misses/{clock.pk}/{part}/").status_code == 403
    assert 'href="/desk/check/"' in mei.get("/desk/").content.decode()
    assert 'href="/desk/check/"' not in desk(cast.lin).get("/desk/").content.decode()
    assert not Miss.objects.exists()


def test_an_empty_house_has_it_off_and_out_of_the_menu(cast: Cast) -> None:
    admin = desk(cast.admin)
    assert 'href="/desk/check/"' not in admin.get("/desk/board/").content.decode()
    page = admin.get("/desk/check/").content.decode()
    assert "每日检查没有开启。" in page
    assert 'href="/settings/house/#check"' in page
    assert 'id="check"' in admin.get("/settings/house/").content.decode()


def test_the_settings_form_offers_which_promises_are_looked_into(cast: Cast) -> None:
    form = HouseForm()
    assert dict(form.fields["check_kinds"].choices)["give_plan"] == ClockKind.GIVE_PLAN.label  # type: ignore[attr-defined]
    assert form["check_kinds"].value() == ["first_response", "human_pickup"]
    given = {name: form[name].value() for name in form.fields} | {"check_kinds": ["resolve"], "check_on": True}
    sent = HouseForm({name: value for name, value in given.items() if value is not None and value is not False})
    assert sent.is_valid(), sent.errors
    assert sent.changes()["check.kinds"] == ["resolve"]
    change_settings(sent.changes(), by=cast.admin.party)
    assert house("check.kinds") == ["resolve"]


def test_a_day_without_a_miss_says_so(cast: Cast, officer: Staff) -> None:
    page = desk(officer).get("/desk/check/?day=2026-01-01").content.decode()
    assert "这一天没有漏掉的承诺。" in page


def test_the_desk_says_after_the_hour_that_a_day_is_not_signed(
    cast: Cast, officer: Staff, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "overdue", lambda days, at: overdue(days, at=noon(yesterday())))
    assert list(troubles.days_unsigned(cast.chen)) == []
    monkeypatch.setattr(troubles, "overdue", lambda days, at: overdue(days, at=noon(yesterday()) + timedelta(days=30)))
    (said,) = troubles.days_unsigned(cast.chen)
    assert said.text == f"{yesterday():%m-%d} 漏掉的承诺还没签完。"
    assert said.href == f"/desk/check/?day={yesterday()}"
    assert list(troubles.days_unsigned(cast.dan)) == []
