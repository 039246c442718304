"""The moves on the ticket page: right, effect, and what is said."""

import json
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.actions import mark_bounced
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.closure.models import Closure
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.routing.models import HandOver
from huisheng.stages.triage.queries import tags_of
from tests.cast import Cast

from .make import GREEN, RED, arrive, desk, path

pytestmark = pytest.mark.django_db

THREE = {"measure": "补发配件", "timing": "明天 12 点前", "responsible": "林晓"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = arrive(RED)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    return ticket


def post(person: Staff, ticket: Ticket, part: str, **fields: object) -> str:
    """Make the move; returns what the page said afterwards."""
    answer = desk(person).post(path(ticket, part), fields)
    assert answer.status_code == 302, answer.content.decode()[:800]
    ticket.refresh_from_db()
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_a_reply_reaches_the_conversation_with_its_file(cast: Cast, ticket: Ticket) -> None:
    said = post(cast.lin, ticket, "reply/", text="配件今天寄出", files=SimpleUploadedFile("单号.txt", b"SF1023"))
    reply = Message.objects.get(ticket=ticket, kind="reply")
    assert said == "已发送。"
    assert (reply.text, reply.attachments.get().name) == ("配件今天寄出", "单号.txt")
    assert ticket.status == "open"


def test_send_and_wait_pauses(cast: Cast, ticket: Ticket) -> None:
    said = post(cast.lin, ticket, "reply/", text="请拍张照片给我", then="wait")
    assert ticket.status == "waiting_customer"
    assert "暂停" in said


def test_an_empty_reply_is_refused_in_words(cast: Cast, ticket: Ticket) -> None:
    answer = desk(cast.lin).post(path(ticket, "reply/"), {"text": "  "}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_a_place_left_open_is_named_and_nothing_is_sent(cast: Cast, ticket: Ticket) -> None:
    refused = desk(cast.lin).post(
        path(ticket, "reply/"), {"text": "新的一件【什么时候】送到"}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422  # htmx swaps nothing: the words stay in the composer
    assert "【什么时候】还没有填写" in json.loads(refused.headers["HX-Trigger"])["toast"]["text"]
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


def test_a_letter_that_did_not_arrive_is_shown_beside_its_message(
    cast: Cast, ticket: Ticket, run_jobs: Callable[..., int]
) -> None:
    ticket.participants.create(identity=Identity.objects.get(customer=make_customer("刘女士", email="liu@qq.com")))
    desk(cast.lin).post(path(ticket, "reply/"), {"text": "今天补发"})
    run_jobs()
    before = desk(cast.lin).get(path(ticket)).content.decode()
    for letter in Outbound.objects.filter(about=ticket.number):
        mark_bounced(letter, kind="mailbox_full")
    after = desk(cast.lin).get(path(ticket)).content.decode()
    assert "没有送到" not in before
    reply = after.partition("今天补发")[2].partition("</article>")[0]
    assert "这封邮件没有送到（l***@qq.com：对方邮箱已满）" in reply
    assert "liu@qq.com" not in reply


def test_a_dangerous_file_is_refused_and_nothing_is_sent(cast: Cast, ticket: Ticket) -> None:
    page = SimpleUploadedFile("x.html", b"<html><script>alert(1)</script></html>", content_type="image/png")
    answer = desk(cast.lin).post(
        path(ticket, "reply/"), {"text": "看附件", "files": page}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


def test_a_solution_needs_its_three_elements(cast: Cast, ticket: Ticket) -> None:
    refused = desk(cast.lin).post(
        path(ticket, "solution/"), {**THREE, "timing": "尽快"}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422
    post(cast.lin, ticket, "solution/", **THREE)
    assert Solution.objects.get(ticket=ticket).measure == "补发配件"
    assert ticket.status == "awaiting_confirmation"


def test_take_is_for_what_nobody_has(cast: Cast, ticket: Ticket) -> None:
    colleague = make_staff("zhou", name="周岩", teams=["cs1"])
    assert desk(colleague).post(path(ticket, "owner/")).status_code == 403
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    post(colleague, ticket, "owner/")
    assert ticket.assignee == colleague
    assert ticket.first_owner == cast.lin, "who took it first stays the first owner"


def test_only_supervisors_assign_to_others(cast: Cast, ticket: Ticket) -> None:
    colleague = make_staff("zhou", name="周岩", teams=["cs1"])
    assert desk(cast.lin).post(path(ticket, "assignment/"), {"staff": colleague.pk}).status_code == 403
    post(cast.chen, ticket, "assignment/", staff=colleague.pk, note="你熟悉这家仓库")
    assert ticket.assignee == colleague


def test_a_hand_over_waits_for_the_yes(cast: Cast, ticket: Ticket) -> None:
    colleague = make_staff("zhou", name="周岩", teams=["cs1"])
    post(cast.lin, ticket, "hand-over/", staff=colleague.pk, note="我下班了")
    assert ticket.assignee == cast.lin
    asked = HandOver.objects.get(ticket=ticket)
    assert "您愿意接手吗" in desk(colleague).get(path(ticket)).content.decode()
    assert desk(cast.lin).post(path(ticket, f"hand-over/{asked.pk}/"), {"answer": "yes"}).status_code == 404
    post(colleague, ticket, f"hand-over/{asked.pk}/", answer="yes")
    assert ticket.assignee == colleague


def test_regrading_needs_a_reason_and_moves_the_clocks(cast: Cast, ticket: Ticket) -> None:
    yellow = Grade.objects.get(scheme__code="ryg", code="yellow")
    refused = desk(cast.lin).post(
        path(ticket, "grade/"), {"grade": yellow.pk, "reason": " "}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422
    before = ticket.next_due_at
    post(cast.lin, ticket, "grade/", grade=yellow.pk, reason="客户说不急")
    assert ticket.grade == yellow
    assert ticket.next_due_at > before
    assert "客户说不急" in desk(cast.lin).get(path(ticket)).content.decode()


def test_category_and_tags_change(cast: Cast, ticket: Ticket) -> None:
    post(cast.lin, ticket, "category/", category="praise")
    assert ticket.category == Category.objects.get(code="praise")
    held = {tag.code for tag in tags_of(ticket)}
    post(cast.lin, ticket, "tags/", tag=["after_sale"] if "after_sale" in held else [])
    assert {tag.code for tag in tags_of(ticket)} <= held


def test_closing_without_the_yes_is_a_supervisors_and_needs_a_reason(cast: Cast, ticket: Ticket) -> None:
    assert desk(cast.lin).post(path(ticket, "closure/"), {"kind": "spam", "reason": "广告"}).status_code == 403
    refused = desk(cast.chen).post(path(ticket, "closure/"), {"kind": "spam"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    post(cast.chen, ticket, "closure/", kind="withdrawn", reason="客户来电说找到了")
    assert Closure.objects.get(ticket=ticket).kind == "withdrawn"
    post(cast.lin, ticket, "reopening/")
    assert ticket.status == "open"


def test_only_praise_and_suggestions_end_with_an_answer(cast: Cast, ticket: Ticket) -> None:
    refused = desk(cast.lin).post(
        path(ticket, "reply/"), {"text": "好的", "then": "end"}, headers={"HX-Request": "true"}
    )
    assert refused.status_code in {422, 409}
    ticket.refresh_from_db()
    assert ticket.status != "closed"
    kind = arrive(GREEN, phone="13800000009")
    assign_ticket(kind, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    post(cast.lin, kind, "reply/", text="谢谢您的建议", then="end")
    assert Closure.objects.get(ticket=kind).kind == "answered"


def test_htmx_gets_the_ticket_anew_with_a_toast(cast: Cast, ticket: Ticket) -> None:
    answer = desk(cast.lin).post(path(ticket, "note/"), {"text": "问过仓库了"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "问过仓库了" in answer.content.decode()
    assert "toast" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_after_a_move_that_took_it_out_of_sight_comes_the_queue(
    cast: Cast, ticket: Ticket, headers: dict[str, str]
) -> None:
    answer = desk(cast.chen).post(path(ticket, "assignment/"), {"team": cast.warehouse.pk}, headers=headers)
    assert (answer.status_code, answer.headers.get("Location") or answer.headers["HX-Redirect"]) in {
        (302, "/desk/"),
        (204, "/desk/"),
    }


def test_a_refused_end_sends_nothing(cast: Cast, ticket: Ticket) -> None:
    assert desk(cast.lin).post(path(ticket, "reply/"), {"text": "谢谢您", "then": "end"}).status_code == 422
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()


@pytest.mark.parametrize(
    ("part", "fields"),
    [("solution/", THREE | {"measure": "换\x00"}), ("tags/", {"tag": "\x00"}), ("category/", {"category": "\x00"})],
)
def test_what_no_text_can_hold_changes_nothing(cast: Cast, ticket: Ticket, part: str, fields: dict[str, str]) -> None:
    before = ticket.events.count()
    assert desk(cast.lin, raise_request_exception=False).post(path(ticket, part), fields).status_code == 400
    assert ticket.events.count() == before
