"""The customer's own page: what it shows, what it never shows, what writing there does."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from huisheng.core.accounts.models import Team
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.stages.closure.actions import close_spam, close_withdrawn
from huisheng.stages.handling.actions import add_note, ask_customer, send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.merge import merge
from huisheng.web.portal.tests.make import TEXT, Customer, offer
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STATES = {"received": "已接收", "in_progress": "处理中", "done": "已完成"}


@pytest.fixture
def customer() -> Customer:
    return Customer()


@pytest.fixture
def ticket(cast: Cast, customer: Customer) -> Ticket:
    return customer.give()


def current(page: str) -> str:
    found = re.search(r'aria-current="step">\s*<strong>([^<]+)', page)
    assert found
    return found[1]


def words_of(page: str) -> str:
    """What a reader sees: tags, addresses and secrets away."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def rows() -> dict[str, int]:
    """How many rows each table holds, counting what a look might leave."""
    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def test_it_shows_three_states_as_the_work_goes_on(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    assert current(customer.read(ticket.public_path)) == STATES["received"]
    send_reply(ticket, text="您好，马上查", by=cast.lin.party)
    page = customer.read(ticket.public_path)
    assert current(page) == STATES["in_progress"]
    assert "您好，马上查" in page
    ask_customer(ticket, text="请发一张照片", by=cast.lin.party)
    assert current(customer.read(ticket.public_path)) == STATES["in_progress"]
    offer(ticket, by=cast.lin.party)
    assert current(customer.read(ticket.public_path)) == STATES["in_progress"]
    answer(customer, ticket, solved="yes", stars="5")
    assert current(customer.read(ticket.public_path)) == STATES["done"]


def answer(customer: Customer, ticket: Ticket, **fields: str) -> Any:
    return customer.post(f"{ticket.public_path}confirmation/", **fields)


def test_it_shows_the_three_elements_of_the_solution(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    offer(ticket, by=cast.lin.party, measure="换新机", timing="周三到", responsible="王专员")
    page = words_of(customer.read(ticket.public_path))
    for element in ("换新机", "周三到", "王专员"):
        assert element in page


def test_it_never_shows_what_is_internal(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    add_note(ticket, text="客户难缠，先拖一拖", by=cast.lin.party, files=())
    assign_ticket(ticket, staff=cast.chen, by=cast.admin.party, note="交给主管压一压")
    assign_ticket(ticket, staff=cast.lin, team=Team.objects.get(code="cs1"), by=cast.admin.party, note="再转回来")
    send_reply(ticket, text="正在核对", by=cast.lin.party)
    ticket.refresh_from_db()
    assert ticket.grade
    page = customer.read(ticket.public_path)
    shown = words_of(page)
    forbidden = [
        "难缠",
        "压一压",
        "再转回来",
        "陈蔚",
        "规则",
        "分级",
        "首问",
        ticket.grade.label + "色",
        "红色",
        "黄色",
        "绿色",
    ]
    assert [word for word in forbidden if word in shown] == []
    for code in ("complaint_", "ticket_graded", "cs1", "hs-grade", ticket.grade.code + '"'):
        assert code not in page, code
    assert "138****1234" not in page


def test_a_note_and_its_file_are_nobodys_to_guess(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    customer.post(f"{ticket.public_path}messages/", text="图", files=SimpleUploadedFile("a.jpg", make_photo()))
    mine = Attachment.objects.get()
    note = add_note(ticket, text="内部图", by=cast.lin.party, files=[("内部.jpg", mine.file)])
    hidden = Attachment.objects.get(message=note)
    seen = customer.get(f"{ticket.public_path}files/{mine.pk}/")
    assert b"".join(seen.streaming_content)
    assert customer.get(f"{ticket.public_path}files/{hidden.pk}/").status_code == 404
    other = customer.give("另一件事")
    assert customer.get(f"{other.public_path}files/{mine.pk}/").status_code == 404


@pytest.mark.parametrize("secret", ["wrong", "a" * 32, "%00", "é"])
@pytest.mark.parametrize("rest", ["", "files/1/"])
def test_a_wrong_secret_finds_nothing(ticket: Ticket, customer: Customer, secret: str, rest: str) -> None:
    for number in (ticket.number, "FB-20260101-0001", "%00"):
        assert customer.get(f"/f/{number}/{secret}/{rest}").status_code == 404


def test_a_wrong_secret_writes_nothing(ticket: Ticket, customer: Customer) -> None:
    before = rows()
    for noun, fields in (("messages", {"text": "x"}), ("confirmation", {"solved": "yes", "stars": "5"})):
        assert customer.post(f"/f/{ticket.number}/wrong/{noun}/", **fields).status_code == 404
    tallies = {"frame_hit": rows()["frame_hit"]}  # wrong ones are counted, so that guessing stops
    assert rows() == before | tallies


def test_a_preview_changes_nothing(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    """Chat programs and mail filters open links; only a POST counts."""
    offer(ticket, by=cast.lin.party)
    before = rows()
    for path in ("", "?new=1", "confirmation/", "messages/", "confirmation/?solved=yes&stars=5"):
        for method in ("get", "head", "options"):
            getattr(customer.client, method)(ticket.public_path + path)
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation"
    assert rows() == before


def test_it_is_not_for_search_engines_nor_passed_on(ticket: Ticket, customer: Customer) -> None:
    answer = customer.client.get(ticket.public_path)
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-referrer" not in answer.content.decode(), "browsers would send Origin: null, and the forms be refused"


# ── yes and no


def test_a_yes_with_stars_archives(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    offer(ticket, by=cast.lin.party)
    assert answer(customer, ticket, solved="yes", stars="4", word="谢谢").status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == "closed"


@pytest.mark.parametrize("fields", [{"solved": "no"}, {"solved": "yes", "stars": "1"}, {"solved": "yes", "stars": "2"}])
def test_a_no_or_a_bad_yes_sends_it_back(
    ticket: Ticket, customer: Customer, cast: Cast, fields: dict[str, str]
) -> None:
    owner = ticket.assignee
    offer(ticket, by=cast.lin.party)
    assert answer(customer, ticket, **fields).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("open", owner)
    assert current(customer.read(ticket.public_path)) == STATES["in_progress"]


@pytest.mark.parametrize(
    "fields", [{}, {"solved": "maybe", "stars": "5"}, {"solved": "yes"}, {"solved": "yes", "stars": "6"}]
)
def test_half_an_answer_is_asked_again(ticket: Ticket, customer: Customer, cast: Cast, fields: dict[str, str]) -> None:
    offer(ticket, by=cast.lin.party)
    again = answer(customer, ticket, word="话要留着", **fields)
    assert again.status_code in {400, 422}
    assert "话要留着" in again.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation"


def test_a_second_click_on_yes_is_told_kindly(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    offer(ticket, by=cast.lin.party)
    answer(customer, ticket, solved="yes", stars="5")
    again = answer(customer, ticket, solved="yes", stars="5")
    assert (again.status_code, again["Location"]) == (302, f"{ticket.public_path}?now=answered#state")
    page = customer.read(f"{ticket.public_path}?now=answered")
    assert current(page) == STATES["done"]
    assert "没有等您确认" not in page
    other = answer(customer, ticket, solved="yes", stars="1")
    assert other.status_code == 409, "another answer is no second click"


def test_an_old_page_does_not_answer_a_new_offer(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    offer(ticket, by=cast.lin.party)
    old = customer.read(ticket.public_path)
    assert 'name="round" value="1"' in old
    answer(customer, ticket, solved="no")
    ticket.refresh_from_db()
    offer(ticket, by=cast.lin.party, measure="全额退款")
    refused = answer(customer, ticket, solved="yes", stars="5", round="1")
    assert refused.status_code == 409
    assert "全额退款" in refused.content.decode()
    assert 'name="round" value="2"' in refused.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation"


def test_an_old_page_that_says_no_again_is_told_of_the_new_offer(
    ticket: Ticket, customer: Customer, cast: Cast
) -> None:
    offer(ticket, by=cast.lin.party)
    answer(customer, ticket, solved="no", round="1")
    ticket.refresh_from_db()
    offer(ticket, by=cast.lin.party, measure="全额退款")
    for solved in ("no", "yes"):
        told = answer(customer, ticket, solved=solved, stars="" if solved == "no" else "5", word="唉", round="1")
        page = told.content.decode()
        assert told.status_code == 409
        assert page.count("方案刚更新过，刚才的回答没有算上") == 1
        assert page.index("方案刚更新过") < page.index("全额退款"), "before the new question"
        assert "checked" not in page, "stars were for the old one"
    assert "唉" in page
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation"


# ── writing on


def test_a_message_with_a_file_goes_to_the_same_ticket(ticket: Ticket, customer: Customer) -> None:
    path = f"{ticket.public_path}messages/"
    sent = customer.post(path, text="补一张图", files=SimpleUploadedFile("图.jpg", make_photo(gps=True)))
    assert sent.status_code == 302
    page = customer.read(ticket.public_path)
    assert "补一张图" in page
    assert "图.jpg" in page
    assert Ticket.objects.count() == 1


def test_an_empty_message_is_asked_for_words(ticket: Ticket, customer: Customer) -> None:
    refused = customer.post(f"{ticket.public_path}messages/", text=" ")
    assert refused.status_code == 422
    assert Message.objects.count() == 1


def test_a_bad_file_keeps_the_words(ticket: Ticket, customer: Customer) -> None:
    bad = SimpleUploadedFile("a.pdf", b"MZ\x90\x00" * 400)
    refused = customer.post(f"{ticket.public_path}messages/", text="请看附件", files=bad)
    assert refused.status_code == 422
    assert "请看附件" in refused.content.decode()


def test_the_same_message_twice_is_one(ticket: Ticket, customer: Customer) -> None:
    stamp = customer.stamp(ticket.public_path)
    for text in ("还没到", "还没到", "到了"):
        customer.post(f"{ticket.public_path}messages/", text=text, stamp=stamp)
    assert list(Message.objects.order_by("id").values_list("text", flat=True)) == [TEXT, "还没到", "到了"]


def test_writing_is_limited_as_the_form_is(ticket: Ticket, customer: Customer) -> None:
    path = f"{ticket.public_path}messages/"
    answers = [customer.post(path, text=f"第{n}句").status_code for n in range(11)]
    assert answers == [302] * 10 + [429]


def test_thanks_after_the_end_change_nothing_and_trouble_reopens(
    ticket: Ticket, customer: Customer, cast: Cast
) -> None:
    offer(ticket, by=cast.lin.party)
    answer(customer, ticket, solved="yes", stars="5")
    customer.post(f"{ticket.public_path}messages/", text="谢谢！")
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    customer.post(f"{ticket.public_path}messages/", text="又坏了")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("open", cast.lin)


def test_a_page_closed_as_spam_says_no_more_than_done(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    close_spam(ticket, reason="广告", by=cast.lin.party)
    page = customer.read(ticket.public_path)
    assert current(page) == STATES["done"]
    assert "广告" not in words_of(page)


def test_a_page_closed_at_the_customers_wish_says_so_and_how_to_go_on(
    ticket: Ticket, customer: Customer, cast: Cast
) -> None:
    offer(ticket, by=cast.lin.party, measure="补寄两块积木")
    close_withdrawn(ticket, reason="孩子找到了", by=cast.lin.party)
    page = customer.read(ticket.public_path)
    assert "按您的意思，这件事先到这里" in page
    assert 'id="solution"' not in page
    assert "孩子找到了" not in page
    customer.post(f"{ticket.public_path}messages/", text="还是少一块")
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert "按您的意思" not in customer.read(ticket.public_path)


def test_a_page_closed_as_spam_shows_no_offer_and_blames_nobody(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    offer(ticket, by=cast.lin.party, measure="补寄两块积木")
    close_spam(ticket, reason="广告", by=cast.lin.party)
    page = customer.read(ticket.public_path)
    assert 'id="solution"' not in page
    assert not [word for word in ("广告", "垃圾", "按您的意思") if word in words_of(page)]


def test_it_names_who_wrote_even_when_somebody_else_has_it_now(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    send_reply(ticket, text="我先查一下", by=cast.lin.party)
    assign_ticket(ticket, staff=cast.chen, by=cast.admin.party)
    page = words_of(customer.read(ticket.public_path))
    assert f"已交给：{cast.chen.name}" in page
    assert re.search(rf"{cast.lin.name} · [^·]+ 我先查一下", page)


def test_it_answers_what_was_sent_and_lets_the_browser_forget_the_draft(
    ticket: Ticket, customer: Customer, cast: Cast
) -> None:
    """`data-sent` is what forms.js waits for: without it the next one in this tab is offered the text again."""
    assert "data-sent" not in customer.read(ticket.public_path)
    sent = customer.post(f"{ticket.public_path}messages/", text="还有一件事", stamp=customer.stamp(ticket.public_path))
    page = customer.read(sent.url)
    assert "data-sent" in page
    assert "您的留言已收到" in page
    assert "data-sent" in customer.read(f"{ticket.public_path}?new=1")


def test_it_thanks_for_a_no_and_for_a_yes(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    said = []
    for solved in ("no", "yes"):
        offer(ticket, by=cast.lin.party)
        page = customer.read(ticket.public_path)
        round_ = re.search(r'name="round" value="(\d+)"', page)
        assert round_
        sent = customer.post(f"{ticket.public_path}confirmation/", solved=solved, stars="5", round=round_[1])
        said.append(words_of(customer.read(sent.url)))
    assert "谢谢您直说" in said[0]
    assert "谢谢您告诉我们" in said[1]


def test_it_asks_the_same_few_questions_however_long_the_talk(
    ticket: Ticket, customer: Customer, cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        customer.get(ticket.public_path)
    for n in range(4):
        send_reply(ticket, text=f"第{n}封", by=cast.lin.party)
    with django_assert_num_queries(6):
        customer.get(ticket.public_path)


def test_a_merged_one_shows_how_far_the_other_is_and_none_of_its_words(
    ticket: Ticket, customer: Customer, cast: Cast
) -> None:
    other = customer.give(text="另一件:门铃也不响")
    send_reply(other, text="门铃的配件在路上", by=cast.lin.party)
    merge(ticket, into=other, reason="同一个包裹", by=cast.lin.party)
    page = customer.read(ticket.public_path)
    assert current(page) == STATES["in_progress"]
    assert other.number in page
    assert "门铃" not in page
    assert other.public_path not in page
