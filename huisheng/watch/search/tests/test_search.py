from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import grant_access
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.paging import BadCursor
from huisheng.kit.party import SYSTEM
from huisheng.watch.search import queries, walk
from huisheng.watch.search.queries import search
from huisheng.watch.search.question import understand
from huisheng.watch.search.sql import bitmaps_only
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Counter = Callable[..., Any]


def found(staff: Any, query: str, **more: Any) -> list[Ticket]:
    return [hit.ticket for hit in search(staff, query, **more).rows]


def test_it_finds_two_characters_in_mid_sentence(cast: Cast) -> None:
    ticket = make_ticket("APP里面的退款按钮在哪里")
    make_ticket("发票什么时候开")
    assert found(cast.admin, "款按") == [ticket]
    assert found(cast.admin, "退款按钮") == [ticket]
    assert found(cast.admin, "退按") == []


def test_it_finds_a_single_character_and_latin_beginnings(cast: Cast) -> None:
    ticket = make_ticket("APP闪退")
    assert found(cast.admin, "退") == [ticket]
    assert found(cast.admin, "ap") == [ticket]
    assert found(cast.admin, "ＡＰＰ") == [ticket]


def test_all_words_have_to_occur(cast: Cast) -> None:
    ticket = make_ticket("退款三天没到账")
    make_ticket("退款按钮找不到")
    assert found(cast.admin, "退款 到账") == [ticket]


def test_it_finds_later_messages_and_shows_them(cast: Cast) -> None:
    ticket = make_ticket("漏发了配件")
    make_message(ticket, "补发的单号是 SF1234567890，麻烦查一下")
    [hit] = search(cast.admin, "sf1234567890").rows
    assert (hit.ticket, hit.where) == (ticket, "message")
    assert "SF1234567890" in hit.excerpt
    assert [part.text for part in hit.parts if part.hit] == ["SF1234567890"]


def test_it_finds_numbers_whole_and_by_their_end(cast: Cast) -> None:
    ticket = make_ticket()
    make_ticket()
    assert found(cast.admin, ticket.number) == [ticket]
    assert found(cast.admin, ticket.number.lower()) == [ticket]
    assert found(cast.admin, ticket.number.rpartition("-")[2]) == [ticket]
    assert found(cast.admin, ticket.number[7:]) == [ticket]
    assert search(cast.admin, ticket.number).rows[0].where == "number"


def test_it_finds_order_numbers(cast: Cast) -> None:
    ticket = make_ticket("包装破损", order_number="DD20261118-77A")
    make_ticket("包装破损", order_number="DD20261118-90")
    assert found(cast.admin, "DD20261118-77A") == [ticket]
    assert len(found(cast.admin, "dd20261118")) == 2


def test_it_finds_customers_by_name(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("欧阳静", phone="13811110000"))
    make_ticket(customer=make_customer("王静怡", phone="13811110001"))
    [hit] = search(cast.admin, "欧阳").rows
    assert (hit.ticket, hit.where) == (ticket, "customer")


def test_it_finds_phones_whole_and_by_the_last_four_digits_only(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("刘女士", phone="13955557788"))
    assert found(cast.admin, "139 5555 7788") == [ticket]
    assert found(cast.admin, "7788") == [ticket]
    assert search(cast.admin, "7788").rows[0].where == "contact"
    for piece in ("788", "57788", "1395555", "5557"):
        assert found(cast.admin, piece) == []


def test_it_finds_emails_whole(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("刘女士", email="liu@example.com"))
    assert found(cast.admin, "LIU@example.com") == [ticket]
    assert found(cast.admin, "liu@example") == []


@pytest.mark.parametrize("wild", ["%", "_", "100%", "退_款", "\\"])
def test_wildcards_stand_for_themselves(cast: Cast, wild: str) -> None:
    make_ticket("退了款")
    assert found(cast.admin, wild) == []


def test_a_sign_between_letters_is_checked(cast: Cast) -> None:
    ticket = make_ticket("折扣是 100% 吗")
    make_ticket("买了 100 件")
    assert found(cast.admin, "100%") == [ticket]


def test_nobody_finds_what_they_may_not_see(cast: Cast) -> None:
    mine = make_ticket("退款没到", team=cast.cs1)
    other = make_ticket("退款没到", team=cast.cs2)
    assert found(cast.lin, "退款") == [mine]
    assert found(cast.dan, "退款") == [other]
    assert found(cast.wang, "退款") == []
    assert search(cast.wang, other.number).rows == []
    grant_access(other, staff=cast.wang, by=SYSTEM)
    assert found(cast.wang, other.number) == [other]


@pytest.mark.parametrize("cap", [2000, 2])
def test_pages_follow_each_other_without_gap_or_twin(cast: Cast, monkeypatch: pytest.MonkeyPatch, cap: int) -> None:
    monkeypatch.setattr(queries, "CAP", cap)
    tickets = [make_ticket(f"第{n}件退款") for n in range(7)]
    seen: list[Ticket] = []
    cursor = ""
    for _page in range(4):
        page = search(cast.admin, "退款", cursor=cursor, limit=2)
        seen += [hit.ticket for hit in page.rows]
        cursor = page.next_cursor
    assert cursor == ""
    assert seen == tickets[::-1]


def test_the_total_is_exact_until_it_would_cost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        make_ticket(f"第{number}件退款")
    assert search(cast.admin, "退款", limit=2).total == "4"
    monkeypatch.setattr(queries, "CAP", 3)
    assert search(cast.admin, "退款", limit=9).total == "4"
    monkeypatch.setattr(walk, "FIRST", 3)
    found = search(cast.admin, "退款", limit=2)
    assert (found.total, len(found.rows), found.counts) == ("3+", 2, {"feedback": "", "talk": ""})


def test_a_bounded_way_back_says_how_far_it_went(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A common word that the newest tickets do not hold: no endless look, and nothing is lost for good."""
    monkeypatch.setattr(queries, "CAP", 1)
    monkeypatch.setattr(walk, "FIRST", 1)
    monkeypatch.setattr(walk, "BUDGET_S", 0)
    old = [make_ticket(f"第{n}件退款") for n in range(2)]
    newest = make_ticket("发票")
    page = search(cast.admin, "退款")
    assert (page.rows, page.total, page.looked_back_to) == ([], "0+", newest.created_at)
    seen: list[Ticket] = []
    while page.next_cursor:
        page = search(cast.admin, "退款", cursor=page.next_cursor)
        seen += [hit.ticket for hit in page.rows]
    assert seen == old[::-1]


def test_common_words_are_walked_within_the_gate(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CAP", 1)
    mine = make_ticket("退款没到", team=cast.cs1)
    make_ticket("退款没到", team=cast.cs2)
    named = make_ticket("发票", team=cast.cs1, customer=make_customer("退款先生", phone="13811112222"))
    assert found(cast.lin, "退款") == [named, mine]


def test_a_foreign_page_mark_is_refused(cast: Cast) -> None:
    make_ticket("退款")
    for cursor in ("nonsense!", "WyJ4Il0"):
        with pytest.raises(BadCursor):
            search(cast.admin, "退款", cursor=cursor)


def test_an_empty_question_costs_nothing(cast: Cast, django_assert_num_queries: Counter) -> None:
    with django_assert_num_queries(0):
        assert search(cast.admin, "  ").rows == []


@pytest.mark.parametrize("count", [1, 15])
def test_the_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Counter, count: int) -> None:
    for number in range(count):
        make_message(make_ticket(f"第{number}件退款", team=cast.cs1), "退款还没到")
    staff = type(cast.lin).objects.select_related("role").get(pk=cast.lin.pk)
    # the newest 300 and their words (4), savepoint twice, leash twice, candidates, visible, page, excerpts
    with django_assert_num_queries(12):
        rows = search(staff, "退款").rows
        assert [hit.ticket.customer.name for hit in rows] == ["刘女士"] * count


def test_the_leash_is_taken_off_again(cast: Cast) -> None:
    search(cast.admin, "退款")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('enable_seqscan'), current_setting('enable_indexscan'),"
            " current_setting('parallel_setup_cost')"
        )
        assert cursor.fetchone() == ("on", "on", "1000")


FILL = """
    INSERT INTO tickets_message (ticket_id, kind, text, quoted, written_from, at, by_kind)
    SELECT %s, 'customer', '第' || n || '次询问，包裹到了哪里，什么时候能送到', '', '', now(), 'customer'
    FROM generate_series(1, 20000) AS n
"""


def test_the_bigram_index_finds_a_rare_word_among_20000(cast: Cast) -> None:
    ticket = make_ticket("运单显示已签收")
    with connection.cursor() as cursor:
        cursor.execute(FILL, [ticket.pk])
        cursor.execute("ANALYZE tickets_message")
    rare = make_ticket("快递小哥把包裹放在丰巢柜里")
    question = understand("丰巢柜")
    said = list(queries._sources(question))[-1]
    with bitmaps_only():
        plan = said.explain()
    assert "message_text_bigrams" in plan
    assert "Seq Scan" not in plan
    assert found(cast.admin, "丰巢柜") == [rare]
    assert Message.objects.count() > 20_000
    assert set(found(cast.admin, "包裹")) == {ticket, rare}


@pytest.mark.parametrize(
    ("position", "index"),
    [(0, "ticket_keys_bigrams"), (1, "customer_name_bigrams"), (2, "ticket_subject_bigrams")],
)
def test_each_source_has_its_index(cast: Cast, position: int, index: str) -> None:
    make_ticket()
    sources = list(queries._sources(understand("dd2026")))
    with bitmaps_only():
        assert index in sources[position].explain()


NAMES = [
    ("欧阳静", "oyj"),
    ("欧阳静", "ouyang"),
    ("单雄信", "shan"),
    ("单雄信", "dxx"),
    ("曾女士", "zns"),
    ("王小明", "xiaoming"),
]


@pytest.mark.parametrize(("name", "typed"), NAMES)
def test_customers_are_found_in_pinyin(cast: Cast, name: str, typed: str) -> None:
    ticket = make_ticket("包装破损", customer=make_customer(name, phone="13811110009"))
    make_ticket("包装破损", customer=make_customer("Anna", phone="13811110010"))
    [hit] = search(cast.admin, typed).rows
    assert (hit.ticket, hit.where) == (ticket, "customer")
    assert [part.text for part in hit.name if part.hit] == [name]


def test_pinyin_is_searched_on_the_way_back_as_well(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CAP", 0)
    ticket = make_ticket("包装破损", customer=make_customer("欧阳静", phone="13811110009"))
    assert found(cast.admin, "jing") == [ticket]
    assert found(cast.admin, "ang") == []


def test_the_index_answers_for_pinyin(cast: Cast) -> None:
    make_ticket(customer=make_customer("欧阳静", phone="13811110009"))
    spelled = list(queries._sources(understand("ouyang")))[-1]
    with bitmaps_only():
        assert "customer_spelled_bigrams" in spelled.explain()


def test_finds_are_counted_by_kind_and_can_be_asked_for_apart(cast: Cast) -> None:
    named = make_ticket("音乐盒少了钥匙")
    said = make_ticket("少了一个配件")
    make_message(said, "是音乐盒的钥匙")
    page = search(cast.admin, "音乐盒")
    assert [hit.ticket for hit in page.rows] == [said, named]
    assert page.counts["feedback"] == "1"
    assert found(cast.admin, "音乐盒", kind="feedback") == [named]
    assert said in found(cast.admin, "音乐盒", kind="talk")
