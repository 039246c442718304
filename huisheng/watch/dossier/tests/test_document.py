"""What stands in a dossier, in which order, and what is hidden."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.actions import add_message, link_tickets
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import Confirmation, Finding
from huisheng.stages.collaboration.actions import answer_request, ask_department
from huisheng.stages.handling.models import Compensation, Solution
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.trips.merge import merge
from huisheng.watch.dossier.paper import Block, Dossier, Facts, Table, Talk, Ticks, numbered, packed, unpacked
from huisheng.watch.dossier.tests.make import NAME, PHONE, arrived, give, make_document, make_full, offer
from huisheng.watch.dossier.veil import Veil
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ORDER = ["accept", "track", "acknowledge", "assess", "investigate", "respond", "decide", "close"]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return ticket_for(cast.lin, make_full(cast).number)


def blocks(document: Dossier, code: str) -> tuple[Block, ...]:
    return next(part.blocks for part in document.parts if part.code == code)


def facts(document: Dossier, code: str) -> dict[str, str]:
    return {name: value for one in blocks(document, code) if isinstance(one, Facts) for name, value in one.rows}


def rows(document: Dossier, code: str, title: str = "") -> list[tuple[str, ...]]:
    found = next(one for one in blocks(document, code) if isinstance(one, Table) and one.title == title)
    return list(found.rows)


def test_the_steps_stand_in_the_order_of_the_standard(ticket: Ticket) -> None:
    document = make_document(ticket)
    assert [part.code for part in document.steps] == ORDER
    assert [part.code for part in document.annexes] == ["complainant", "follow_up", "attachments", "ledger"]
    assert all(part.blocks for part in document.parts)


def test_each_step_tells_what_its_rooms_know(ticket: Ticket) -> None:
    document = make_document(ticket)
    assert facts(document, "accept")["Order number"] == "1023"
    assert len(rows(document, "track", "Promised times")) >= 3
    assert any("林晓" in why for _at, why, _who in rows(document, "track", "Owners"))
    assert rows(document, "acknowledge", "Letters that left the house")[0][1] == "l***@example.com"
    assert facts(document, "assess")["Severity"] == "high"
    assert facts(document, "assess")["Complexity"] == "not said", "nothing is inferred"
    assert facts(document, "investigate")["Need"] == "核实并补发"
    assert "确实漏发，今天补发" in facts(document, "investigate")["Answer"]
    assert facts(document, "investigate")["Root cause"] == "装箱漏件"
    assert [row[0] for row in rows(document, "respond", "Solutions that were offered")] == ["1", "2"]
    assert "50 yuan" in rows(document, "respond", "Compensation")[0]
    assert [(row[2], row[3], row[4]) for row in rows(document, "decide", "The customer's answers")] == [
        ("no", "2/5", "太慢了"),
        ("yes", "5/5", "谢谢，理解了"),
    ]
    assert facts(document, "close")["How it ended"] == "confirmed by the customer"
    assert facts(document, "close")["In the customer's words"] == "配件收到了"
    assert facts(document, "close")["kind of problem"] == "no problem"
    assert facts(document, "close")["外箱"] == "受潮"
    assert rows(document, "close", "Improvements")[0][0].startswith("装箱清单双人复核")
    assert rows(document, "close", "Surveys")[-1][3] == "满意吗: 4/5 · 客服耐心"


def test_an_answer_that_the_handler_wrote_down_is_marked(ticket: Ticket) -> None:
    Confirmation.objects.filter(ticket=ticket, solved=True).update(by_handler=True)
    said = [row[5] for row in rows(make_document(ticket), "decide", "The customer's answers")]
    assert ["written down by who handled it" in one for one in said] == [False, True]


def test_the_conversation_stands_there_in_full(ticket: Ticket) -> None:
    said = next(one for one in blocks(make_document(ticket), "respond") if isinstance(one, Talk))
    assert [one.side for one in said.sayings].count("customer") == 2
    assert any(one.files == ("[1] 开箱.txt",) for one in said.sayings)
    assert [one.label for one in said.sayings if "round" in one.label] == ["solution, round 1", "solution, round 2"]


def test_attachments_are_listed_with_their_bytes_and_sum(ticket: Ticket) -> None:
    (one,) = rows(make_document(ticket), "attachments")
    assert one[:2] == ("1", "开箱.txt")
    assert "12 bytes" in one[3]
    assert len(one[4]) == 64


def test_the_ledger_has_every_event(ticket: Ticket) -> None:
    assert len(rows(make_document(ticket), "ledger")) == ticket.events.count()


def test_personal_data_is_masked_everywhere(ticket: Ticket) -> None:
    text = packed(make_document(ticket))
    assert NAME not in text
    assert PHONE not in text
    assert "刘*" in text
    assert "138****4321" in text


def test_an_open_dossier_shows_them_and_says_so(ticket: Ticket) -> None:
    document = make_document(ticket, opened=True)
    assert facts(document, "accept")["Customer"] == NAME
    assert PHONE in packed(document).replace(" ", "")
    assert "openly" in " ".join(document.cover.notes)


def test_internal_notes_can_stay_at_home(ticket: Ticket) -> None:
    inside, outside = make_document(ticket, notes=True), make_document(ticket, notes=False)
    assert "仓库说漏了一件" in packed(inside)
    assert "仓库说漏了一件" not in packed(outside)
    assert "1 internal note is left out of this copy." in outside.cover.notes


def test_it_travels_as_json(ticket: Ticket) -> None:
    document = numbered(make_document(ticket), "FB-1-D1")
    assert unpacked(packed(document)) == document
    assert replace(document.cover, number="") == make_document_cover(ticket, document)


def make_document_cover(ticket: Ticket, document: Dossier) -> object:
    return replace(make_document(ticket).cover, facts=document.cover.facts)


def test_it_speaks_chinese(ticket: Ticket) -> None:
    document = make_document(ticket, language="zh-hans")
    assert [part.title.split("\u3000")[-1] for part in document.steps] == [
        "受理", "跟踪", "告知", "初步评审", "调查", "响应", "沟通决定", "终止",
    ]  # fmt: skip
    assert facts(document, "assess")["严重程度"] == "高"


def test_a_fresh_ticket_says_what_has_not_happened(cast: Cast) -> None:
    document = make_document(ticket_for(cast.admin, make_ticket().number))
    empty = [part.code for part in document.parts if not part.blocks]
    assert empty == ["track", "investigate", "decide", "attachments"]
    assert facts(document, "close") == {"Status": "not closed: New"}


def test_what_a_colleague_took_down_are_the_customers_words(cast: Cast) -> None:
    ticket = ticket_for(cast.admin, make_ticket("来电：漏发了", by=cast.lin.party).number)
    said = next(one for one in blocks(make_document(ticket), "respond") if isinstance(one, Talk)).sayings[0]
    assert (said.who, said.side, said.label) == ("刘*", "customer", "taken down by 林晓")


def test_what_colleagues_wrote_into_any_field_is_masked_too(cast: Cast, ticket: Ticket) -> None:
    """References of payments, names of improvements, notes of hand-overs, reasons of promises: one veil for all."""
    phone, card = "13811112222", "4111 1111 1111 1111"
    Compensation.objects.filter(ticket=ticket).update(reference=f"退到 {card}")
    Solution.objects.filter(ticket=ticket).update(timing=f"送前电 {phone}", responsible=f"{NAME}家人")
    Improvement.objects.update(title=f"回拨 {phone}", action=f"联系{NAME}", done_words=phone, check_words=phone)
    Assignment.objects.filter(ticket=ticket).update(note=f"客户 {phone}")
    HandOver.objects.create(ticket=ticket, to=cast.chen, note=f"打 {phone}", asked_at=timezone.now(), by_kind="staff", by_id=cast.lin.pk)  # fmt: skip
    text, opened = packed(make_document(ticket)), packed(make_document(ticket, opened=True))
    assert (phone in text, card in text, NAME in text) == (False, False, False)
    assert opened.count(phone) >= 6
    assert "138****2222" in text


def test_proof_stays_as_it_is_under_the_veil(ticket: Ticket) -> None:
    """An order number that looks like a phone, sums and ids of letters: without them nothing could be proven."""
    ticket.order_number = "13811112222"
    document = make_document(ticket)
    assert facts(document, "accept")["Order number"] == "13811112222"
    assert veil_of("a" * 20 + "13811112222" + "b" * 33).startswith("aaaa"), "64 characters of a sum"
    assert "13811112222" in veil_of("a" * 20 + "13811112222" + "b" * 33)


def veil_of(text: str) -> str:
    return Veil(opened=False).lines(text)


def test_what_colleagues_wrote_when_they_passed_it_on_stays_at_home(cast: Cast, ticket: Ticket) -> None:
    Assignment.objects.filter(ticket=ticket).update(note="她脾气大，小心")
    HandOver.objects.create(ticket=ticket, to=cast.chen, note="我不想接", asked_at=timezone.now(), by_kind="staff", by_id=cast.lin.pk)  # fmt: skip
    inside, outside = packed(make_document(ticket)), packed(make_document(ticket, notes=False))
    assert ("她脾气大" in inside, "我不想接" in inside) == (True, True)
    assert ("她脾气大" in outside, "我不想接" in outside) == (False, False)


def test_everything_that_was_merged_is_in_it_however_often(cast: Cast) -> None:
    """A into B into C: words, what was given, what departments answered, answers and findings of all three."""
    first = arrived(cast)
    add_message(first, kind=Message.Kind.CUSTOMER, text="第一次就说过了", by=first.customer.party)
    due = timezone.now() + timedelta(hours=2)
    request = ask_department(first, team=cast.warehouse, problem="漏发", need="核对出库单", due=due, by=cast.lin.party)
    answer_request(request, text="确实没发", by=cast.wang.party)
    offer(first, cast, "补发")
    answer_confirmation(first, solved=False, stars=1, word="没用", by=first.customer.party)
    give(first, cast)
    Finding.objects.create(ticket=first, words="封箱没复核", at=timezone.now(), by_kind="staff", by_id=cast.lin.pk)
    second, third = arrived(cast), arrived(cast)
    merge(first, into=second, reason="同一件事", by=cast.lin.party)
    merge(second, into=third, reason="同一件事", by=cast.lin.party)
    text = packed(make_document(ticket_for(cast.lin, third.number)))
    for words in ("第一次就说过了", "核对出库单", "确实没发", "没用", "50 元无门槛券", "封箱没复核"):
        assert words in text, words
    assert first.number in text


@pytest.mark.parametrize(("kind", "is_later", "came_before"), [("follows", True, True), ("repeat", True, True), ("follows", False, False), ("called", True, False)])  # fmt: skip
def test_a_problem_that_was_closed_before_came_before(
    cast: Cast, kind: str, *, is_later: bool, came_before: bool
) -> None:
    old, new = arrived(cast), arrived(cast)
    link_tickets(new, other=old, kind=kind, by=cast.lin.party)
    document = make_document(ticket_for(cast.lin, (new if is_later else old).number))
    said = next(one for one in blocks(document, "follow_up") if isinstance(one, Ticks))
    assert dict(said.boxes) == {"yes": came_before, "no": not came_before}
