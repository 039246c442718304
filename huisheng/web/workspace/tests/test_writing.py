"""While one writes: drafts, news, taking back, planning, putting off, and who else is here."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.models import Draft, Held, Snooze
from huisheng.stages.handling.seen import seen_now
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.sending import release_due
from huisheng.web.workspace.unsent import choices_of_time
from tests.cast import Cast

from .make import RED, arrive, desk, path

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
THREE = {"measure": "补发配件", "timing": "明天 12 点前", "responsible": "林晓", "text": "久等了"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = arrive(RED)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    return ticket


@pytest.fixture
def _ten(db: None) -> None:
    change_setting("desk.undo_seconds", 10, by=SYSTEM)


def post(person: Staff, ticket: Ticket, part: str, **fields: object) -> Any:
    return desk(person).post(path(ticket, part), fields, headers=HTMX)


def page(person: Staff, ticket: Ticket) -> str:
    return desk(person).get(path(ticket)).content.decode()


# ── drafts


def keep(person: Staff, ticket: Ticket, **fields: object) -> Any:
    answer = post(person, ticket, "drafts/", **{"kind": "reply", "version": 0, "device": "laptop"} | fields)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_what_is_typed_here_stands_there(cast: Cast, ticket: Ticket) -> None:
    kept = keep(cast.lin, ticket, text="在电脑上写的", files=SimpleUploadedFile("单号.txt", b"SF1023"))
    assert (kept["version"], kept["files"][0]["name"]) == (1, "单号.txt")
    assert ">在电脑上写的</textarea>" in page(cast.lin, ticket)
    assert "在电脑上写的" not in page(cast.chen, ticket)
    everything = json.loads(desk(cast.lin).get(path(ticket, "drafts/")).content)
    assert everything["reply"]["fields"] == {"text": "在电脑上写的"}
    file = desk(cast.lin).get(kept["files"][0]["url"])
    assert b"".join(file.streaming_content) == b"SF1023"  # type: ignore[attr-defined]
    assert desk(cast.chen).get(kept["files"][0]["url"]).status_code == 404


def test_a_solution_in_the_making_is_kept_field_by_field(cast: Cast, ticket: Ticket) -> None:
    keep(cast.lin, ticket, kind="solution", **THREE)
    shown = page(cast.lin, ticket)
    for words in ("补发配件", "明天 12 点前", "久等了"):
        assert words in shown.partition('id="c-solution"')[2].partition('id="c-note"')[0]


def test_another_device_gets_the_newer_one_to_choose(cast: Cast, ticket: Ticket) -> None:
    keep(cast.lin, ticket, text="电脑")
    answer = post(cast.lin, ticket, "drafts/", kind="reply", version=0, device="phone", text="手机")
    said = json.loads(answer.content)
    assert (answer.status_code, said["code"], said["draft"]["fields"]) == (409, "draft_newer", {"text": "电脑"})
    answer = post(cast.lin, ticket, "drafts/", kind="note", version=4, device="phone", text="手机")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "draft_gone")


def test_a_bad_file_is_refused_in_words_and_the_draft_stays(cast: Cast, ticket: Ticket) -> None:
    keep(cast.lin, ticket, text="第一句")
    bad = SimpleUploadedFile("x.html", b"<html><script>alert(1)</script></html>")
    answer = post(cast.lin, ticket, "drafts/", kind="reply", version=1, device="laptop", text="第二句", files=bad)
    assert (answer.status_code, "toast" in answer.headers["HX-Trigger"]) == (422, True)
    assert Draft.objects.get().fields == {"text": "第一句"}
    assert post(cast.lin, ticket, "drafts/", kind="spam").status_code == 404


def test_its_files_leave_with_the_reply_and_the_draft_is_done_with(cast: Cast, ticket: Ticket) -> None:
    kept = keep(cast.lin, ticket, text="看单号", files=SimpleUploadedFile("单号.txt", b"SF1023"))
    more = SimpleUploadedFile("又一个.txt", b"SF1024")
    post(cast.lin, ticket, "reply/", text="看单号", kept=kept["files"][0]["pk"], files=more)
    reply = Message.objects.get(ticket=ticket, kind="reply")
    assert [one.name for one in reply.attachments.order_by("id")] == ["单号.txt", "又一个.txt"]
    assert not Draft.objects.exists()


def test_a_refused_reply_leaves_the_draft_alone(cast: Cast, ticket: Ticket) -> None:
    keep(cast.lin, ticket, text="新的【什么时候】到")
    assert post(cast.lin, ticket, "reply/", text="新的【什么时候】到").status_code == 422
    assert Draft.objects.exists()
    keep(cast.lin, ticket, kind="note", text="记一笔")
    post(cast.lin, ticket, "note/", text="记一笔")
    assert [one.kind for one in Draft.objects.all()] == ["reply"]


# ── taking back


@pytest.mark.usefixtures("_ten")
def test_it_waits_in_the_conversation_and_comes_back_into_the_composer(cast: Cast, ticket: Ticket) -> None:
    answer = post(cast.lin, ticket, "reply/", text="今天补发", then="wait")
    held = Held.objects.get()
    assert (held.fields, held.then) == ({"text": "今天补发"}, "wait")
    shown = answer.content.decode()
    assert f'id="held-{held.pk}"' in shown
    assert "data-countdown" in shown
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["text"].endswith("这之前可以撤回。")
    assert "撤回" not in page(cast.lin, ticket).partition('id="c-reply"')[2].partition("</form>")[0]
    back = post(cast.lin, ticket, "held/", held=held.pk)
    assert ">今天补发</textarea>" in back.content.decode()
    assert json.loads(back.headers["HX-Trigger-After-Settle"]) == {"huisheng:write": {"tab": "tab-c-reply"}}
    release_due(at=timezone.now() + timedelta(minutes=1))
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


@pytest.mark.usefixtures("_ten")
def test_a_solution_waits_as_it_will_read(cast: Cast, ticket: Ticket) -> None:
    shown = post(cast.lin, ticket, "solution/", **THREE).content.decode()
    assert "我们会做：补发配件" in shown or "补发配件" in shown.partition("wr-held")[2]
    ticket.refresh_from_db()
    assert ticket.status != "awaiting_confirmation"


@pytest.mark.usefixtures("_ten")
def test_the_colleague_sees_it_waiting_and_cannot_take_it(cast: Cast, ticket: Ticket) -> None:
    post(cast.chen, ticket, "reply/", text="我来回")
    held = Held.objects.get()
    assert "我来回" in page(cast.lin, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.chen)
    assert post(cast.lin, ticket, "held/", held=held.pk).status_code == 422
    for wrong in ("", "x", "0", "9" * 30):
        assert post(cast.chen, ticket, "held/", held=wrong).status_code == 404


def test_what_did_not_leave_says_why(cast: Cast, ticket: Ticket) -> None:
    when = (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert post(cast.lin, ticket, "reply/", text="晚点说", send_at=when).status_code == 200
    make_message(ticket, "不用了")
    release_due(at=timezone.now() + timedelta(hours=2))
    shown = page(cast.lin, ticket)
    assert "没有发出：客户这期间又来了消息" in shown
    assert "晚点说" in desk(cast.lin).get("/desk/unsent/").content.decode()


# ── what others wrote meanwhile


def test_who_has_not_read_is_asked_with_the_words_and_may_send_all_the_same(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    make_message(ticket, "不用补发，我要退货")
    make_message(ticket, "仓库没货", kind="note", by=cast.chen.party)
    asked = post(cast.lin, ticket, "reply/", text="今天补发", seen=str(seen), then="wait")
    words = asked.content.decode()
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (422, "#news-reply")
    assert "不用补发，我要退货" in words
    assert "陈蔚" in words
    assert 'name="then" value="wait"' in words, "the same button again"
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()
    mark = words.partition('name="read" value="')[2].partition('"')[0]
    assert post(cast.lin, ticket, "reply/", text="今天补发", seen=str(seen), read=mark, then="wait").status_code == 200
    assert Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_a_form_without_script_is_told_on_the_page_before(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    make_message(ticket, "不用补发")
    answer = desk(cast.lin).post(
        path(ticket, "reply/"),
        {"text": "今天补发", "seen": str(seen)},
        headers={"Referer": f"http://testserver{path(ticket)}"},
    )
    assert answer.status_code == 302
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_a_solution_asks_in_its_own_form(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    make_message(ticket, "不用补发")
    assert post(cast.lin, ticket, "solution/", **THREE, seen=str(seen)).headers["HX-Retarget"] == "#news-solution"


def test_while_writing_one_hears_what_is_new(cast: Cast, ticket: Ticket) -> None:
    seen = seen_now(ticket)
    address = path(ticket, f"meanwhile/?seen={seen}")
    assert "wr-meanwhile" not in desk(cast.lin).get(address).content.decode()
    make_message(ticket, "还在吗")
    assert "还在吗" in desk(cast.lin).get(address).content.decode()
    assert "还在吗" not in desk(cast.lin).get(path(ticket, "meanwhile/?seen=x")).content.decode()


def test_the_page_says_what_one_has_seen(cast: Cast, ticket: Ticket) -> None:
    assert f'data-seen="{seen_now(ticket)}"' in page(cast.lin, ticket)


# ── planning


def test_an_answer_is_planned_and_listed(cast: Cast, ticket: Ticket) -> None:
    own = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = post(cast.lin, ticket, "reply/", text="明天给您回电", send_at="own", send_at_own=own)
    assert answer.status_code == 200
    assert timezone.localtime(Held.objects.get().due_at).strftime("%Y-%m-%dT%H:%M") == own
    assert "明天给您回电" in desk(cast.lin).get("/desk/unsent/").content.decode()
    assert "明天给您回电" not in desk(cast.chen).get("/desk/unsent/").content.decode()


@pytest.mark.parametrize("wrong", ["", "soon", "2026-13-45T99:99", "2020-01-01T10:00", "customer"])
def test_a_time_that_is_none_plans_nothing(cast: Cast, ticket: Ticket, wrong: str) -> None:
    assert post(cast.lin, ticket, "reply/", text="x", send_at="own", send_at_own=wrong).status_code == 422
    assert post(cast.lin, ticket, "reply/", text="x", send_at=wrong or "?").status_code == 422
    assert not Held.objects.exists()


def test_offered_times_lie_in_a_customers_day() -> None:
    friday = datetime.fromisoformat("2026-11-27T16:30:00+08:00")
    assert [value for value, _label, _at in choices_of_time(friday)] == [
        "2026-11-27T17:30", "2026-11-27T18:00", "2026-11-28T09:00", "2026-11-30T09:00",
    ]  # fmt: skip
    sunday = datetime.fromisoformat("2026-11-29T17:30:00+08:00")
    assert [value for value, _label, _at in choices_of_time(sunday)] == ["2026-11-29T18:30", "2026-11-30T09:00"]


# ── putting off


def test_put_off_and_taken_up(cast: Cast, ticket: Ticket) -> None:
    shown = post(cast.lin, ticket, "snooze/", until="customer").content.decode()
    assert "您把它放到客户来消息为止。计时照走。" in shown
    assert RED in desk(cast.lin).get("/desk/unsent/").content.decode()
    assert "您把它放到" not in page(cast.chen, ticket)
    assert "您把它放到" not in post(cast.lin, ticket, "snooze/end/").content.decode()
    assert post(cast.chen, ticket, "snooze/", until="customer").status_code == 422
    assert Snooze.objects.filter(ended_at=None).count() == 0


def test_what_is_put_off_leaves_ones_own_list_only_and_comes_back_on_top(cast: Cast, ticket: Ticket) -> None:
    lin, chen = desk(cast.lin), desk(cast.chen)
    post(cast.lin, ticket, "snooze/", until="customer")
    assert f"row-{ticket.number}" not in lin.get("/desk/?view=mine").content.decode()
    assert f"row-{ticket.number}" in lin.get("/desk/?view=all").content.decode()
    assert f"row-{ticket.number}" in chen.get("/desk/?view=team").content.decode()
    assert ticket.number not in lin.get("/desk/woken/").content.decode()
    Snooze.objects.update(ended_at=timezone.now())
    assert f"row-{ticket.number}" in lin.get("/desk/?view=mine").content.decode()
    assert ticket.number in lin.get("/desk/woken/").content.decode()
    assert ticket.number not in chen.get("/desk/woken/").content.decode()
    post(cast.lin, ticket, "around/", state="here")
    assert ticket.number not in lin.get("/desk/woken/").content.decode()


def test_the_top_of_the_list_counts_what_is_not_sent(cast: Cast, ticket: Ticket) -> None:
    assert "wr-mine" not in desk(cast.lin).get("/desk/woken/").content.decode()
    keep(cast.lin, ticket, text="写到一半")
    assert "草稿 1" in desk(cast.lin).get("/desk/woken/").content.decode()


def test_the_dialog_says_that_clocks_go_on(cast: Cast, ticket: Ticket) -> None:
    dialogs = desk(cast.lin).get(path(ticket, "dialogs/")).content.decode()
    assert "计时照走：" in dialogs
    assert "已过时限" in dialogs, "a red one falls due before any of the times"
    assert "d-snooze" not in desk(cast.chen).get(path(ticket, "dialogs/")).content.decode()


def test_an_empty_desk_says_what_will_stand_here(cast: Cast) -> None:
    assert "没有等着您的东西" in desk(cast.lin).get("/desk/unsent/").content.decode()


# ── who is here


def test_who_looks_is_told_to_this_ticket_and_stored_nowhere(
    cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(
        "huisheng.stages.handling.actions.presence.push", lambda *topics, **more: told.append((topics, more))
    )
    for state in ("here", "writing", "gone", "nonsense"):
        assert post(cast.lin, ticket, "around/", state=state, device="d1").status_code == 200
    assert {topics for topics, _more in told} == {(f"ticket:{ticket.number}",)}
    assert [more["state"] for _topics, more in told] == ["here", "writing", "gone"]
    assert told[0][1] | {"state": ""} == {
        "kind": "presence", "ident": ticket.number, "staff": cast.lin.pk, "name": "林晓", "state": "", "device": "d1", "asks": 0, "order": 0,
    }  # fmt: skip
    assert post(cast.dan, ticket, "around/", state="here").status_code == 404
    assert len(told) == 3


def test_what_came_back_is_looked_at_by_opening_it(cast: Cast, ticket: Ticket) -> None:
    post(cast.lin, ticket, "snooze/", until="customer")
    Snooze.objects.update(ended_at=timezone.now())
    post(cast.chen, ticket, "around/", state="here")
    assert Snooze.objects.get().seen_at is None
    post(cast.lin, ticket, "around/", state="here")
    assert Snooze.objects.get().seen_at is not None
