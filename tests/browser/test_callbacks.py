"""The runner in a browser: one key each to dial, to be answered and to say the opening; typing is kept; a reload loses nothing."""

import pytest
from playwright.sync_api import expect

from huisheng.stages.followup.models import Callback, CallRecord, CallTry
from huisheng.stages.followup.tests.make import by_day, make_callback, make_question, make_scenario
from tests.browser.conftest import Open
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_call_by_keyboard_with_its_record(opened: Open, cast: Cast) -> None:
    scenario = make_scenario("test-run", name="售后跟进")
    make_question(scenario, "satisfied", "stars", text="打几分")
    callback = make_callback(by_day(cast.liu), scenario=scenario, assignee=cast.lin, team=cast.cs1)
    lin = opened(cast.lin, at=f"/desk/callbacks/{callback.pk}/")
    lin.press("d")
    expect(lin.page.locator(".cb-timer")).to_contain_text("正在呼叫")
    lin.press("o")
    timer = lin.page.locator("[data-cb-timer]")
    expect(timer).to_contain_text("开场")
    lin.press("o")
    expect(timer).to_contain_text("时间充裕")
    lin.page.locator(".cb-script .cb-choice", has_text="4").click()
    expect(lin.page.locator(".cb-record [name=stars][value='4']")).to_be_checked()
    lin.page.locator("#cb-words").fill("谢谢，好用")
    expect(lin.page.locator("[data-cb-saved]")).to_contain_text("已保存")
    expect(lin.page.locator("[data-cb-missing]")).to_contain_text("跟进事项")
    lin.page.reload()
    expect(lin.page.locator("#cb-words")).to_have_value("谢谢，好用")
    expect(timer).to_contain_text("时间充裕")
    lin.press("h")
    expect(lin.page.locator(".cb-record-head .hs-clock")).to_be_visible()
    lin.page.get_by_label("没有跟进事项").check()
    lin.page.locator("#cb-problem").select_option("none")
    lin.press("s")
    expect(lin.page.locator(".cb-record-head")).to_contain_text("已填完")
    assert lin.faults() == []
    assert CallTry.objects.get().opening_s is not None
    assert CallRecord.objects.get().stars == 4
    assert Callback.objects.get().state == Callback.State.DONE


def test_words_typed_a_moment_before_a_reload_stay(opened: Open, cast: Cast) -> None:
    scenario = make_scenario("test-run", name="售后跟进")
    callback = make_callback(by_day(cast.liu), scenario=scenario, assignee=cast.lin, team=cast.cs1)
    lin = opened(cast.lin, at=f"/desk/callbacks/{callback.pk}/")
    lin.press("d", "o")
    lin.page.route("**/draft/", lambda route: route.abort())
    lin.page.locator("#cb-words").fill("谢谢，好用")
    lin.page.locator(".cb-record [name=stars][value='5']").check()
    lin.page.reload()
    expect(lin.page.locator("#cb-words")).to_have_value("谢谢，好用")
    expect(lin.page.locator(".cb-record [name=stars][value='5']")).to_be_checked()
    lin.page.unroute("**/draft/")
    expect(lin.page.locator("[data-cb-saved]")).to_contain_text("已保存")
    assert CallRecord.objects.get().words == "谢谢，好用"
    lin.errors[:] = [one for one in lin.errors if "ERR_" not in one]  # the connection that was cut


def test_enter_in_the_note_of_a_booking_dials_nobody(opened: Open, cast: Cast) -> None:
    callback = make_callback(by_day(cast.liu), scenario=make_scenario("test-run"), assignee=cast.lin, team=cast.cs1)
    lin = opened(cast.lin, at=f"/desk/callbacks/{callback.pk}/")
    lin.press("b")
    lin.page.locator("#cb-note").fill("想约晚一点")
    lin.press("Enter")
    lin.page.locator("#cb-slot").fill("2030-01-01T23:30")
    lin.page.get_by_role("button", name="约好了").click()
    expect(lin.page.locator(".hs-toast.is-error")).to_be_visible()
    lin.press("b")
    expect(lin.page.locator("#cb-note")).to_have_value("想约晚一点")
    expect(lin.page.locator("#cb-slot")).to_have_value("2030-01-01T23:30")
    assert Callback.objects.get().state == Callback.State.PLANNED
