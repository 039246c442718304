"""The suggestion library in a browser's hands."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Message
from huisheng.kit.party import SYSTEM
from huisheng.stages.ideas.actions import merge_suggestions, pack_month, support_suggestion
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.ideas.tests.make import add_voices, make_suggestion
from huisheng.web.workspace.tests.make import GREEN, arrive, desk, path
from tests.cast import LIU_PHONE, Cast

pytestmark = pytest.mark.django_db
HERE = "/desk/ideas/"


def test_the_board_shows_the_most_wanted_first_and_counts_each_status(cast: Cast) -> None:
    one, other = make_suggestion("多放泡沫"), make_suggestion("夜间客服")
    add_voices(other, 2)
    Suggestion.objects.filter(pk=one.pk).update(status="done")
    text = desk(cast.lin).get(HERE).text
    assert "夜间客服" in text
    assert "多放泡沫" not in text  # done is not open
    text = desk(cast.lin).get(f"{HERE}?status=").text
    assert text.index("夜间客服") < text.index("多放泡沫")
    assert "多放泡沫" in desk(cast.lin).get(f"{HERE}?status=&q=泡沫").text
    assert "夜间客服" not in desk(cast.lin).get(f"{HERE}?status=&q=泡沫").text


def test_an_empty_library_says_what_fills_it(cast: Cast) -> None:
    assert "还没有建议" in desk(cast.lin).get(HERE).text
    make_suggestion()
    assert "没有这样的" in desk(cast.lin).get(f"{HERE}?q=蓝牙").text


def test_the_board_costs_the_same_however_much_is_on_it(cast: Cast) -> None:
    client = desk(cast.lin)
    client.get(HERE)
    asked = []
    for _round in range(2):
        for number in range(6):
            make_suggestion(f"心愿 {_round} {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        asked.append(len(queries))
    assert asked == [6, 6]


def test_a_page_costs_the_same_however_many_want_it(cast: Cast) -> None:
    client, one = desk(cast.lin), make_suggestion()
    client.get(f"{HERE}{one.pk}/")
    asked = []
    for _round in range(2):
        add_voices(one, 4)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{HERE}{one.pk}/")
        asked.append(len(queries))
    assert asked == [11, 11]


def test_from_a_ticket_the_wish_is_kept_and_the_ticket_says_so(cast: Cast) -> None:
    ticket, client = arrive(GREEN, name="刘女士"), desk(cast.admin)
    assert "收进建议库" in client.get(path(ticket)).text
    page = client.get(path(ticket, "suggestion/"))
    assert GREEN in page.text
    answer = client.post(path(ticket, "suggestion/"), {"title": "包装多放泡沫", "words": GREEN})
    kept = Suggestion.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}{kept.pk}/")
    assert f"{HERE}{kept.pk}/" in client.get(path(ticket)).text
    text = client.get(f"{HERE}{kept.pk}/").text
    assert "刘女士" in text
    assert ticket.number in text


def test_two_clicks_keep_one_wish_and_other_words_are_another(cast: Cast) -> None:
    ticket, client = arrive(GREEN), desk(cast.admin)
    for title in ("包装多放泡沫", "包装多放泡沫", "夜里也有客服"):
        client.post(path(ticket, "suggestion/"), {"title": title, "words": GREEN})
    assert sorted(Suggestion.objects.values_list("title", flat=True)) == ["包装多放泡沫", "夜里也有客服"]


def test_while_typing_similar_ones_are_shown_and_one_may_be_chosen(cast: Cast) -> None:
    known, client = make_suggestion("包装里多放一层泡沫"), desk(cast.lin)
    found = client.get(f"{HERE}similar/", {"title": "包装加层泡沫", "words": ""}).text
    assert "包装里多放一层泡沫" in found
    assert f'value="{known.pk}"' in found
    client.post(f"{HERE}new/", {"title": "", "words": "包装加层泡沫", "into": known.pk})
    known.refresh_from_db()
    assert (Suggestion.objects.count(), known.votes) == (1, 2)
    assert known.proposals.latest("pk").source == Proposal.Source.STAFF


def test_nothing_typed_is_refused_in_words(cast: Cast) -> None:
    page = desk(cast.lin).post(f"{HERE}new/", {"title": " ", "words": " "})
    assert page.status_code == 422
    assert "请用几句话说说希望什么" in page.text


def test_who_may_not_see_a_ticket_reads_the_wish_without_the_person(cast: Cast) -> None:
    ticket = arrive("建议加泡沫，我是刘小满，电话 13800001234", name="刘小满")
    kept = make_suggestion(ticket=ticket, source="ticket", words="建议加泡沫，我是刘小满，电话 13800001234")
    text = desk(cast.wang).get(f"{HERE}{kept.pk}/").text
    assert "建议加泡沫" in text
    assert not any(known in text for known in ("刘小满", "13800001234", ticket.number))


def test_an_answer_reaches_everybody(cast: Cast, run_jobs: Callable[..., int]) -> None:
    ticket, client = arrive(GREEN), desk(cast.lin)
    kept = make_suggestion(ticket=ticket, source="ticket")
    page = client.post(
        f"{HERE}{kept.pk}/answer/", {"status": "planned", "answer": "下个月就换。", "sure": "1"}, follow=True
    )
    assert "正在告诉 1 位" in page.text
    run_jobs()
    assert ticket.messages.filter(kind=Message.Kind.REPLY, text__contains="下个月就换").exists()
    assert "1 位都知道了" in client.get(f"{HERE}{kept.pk}/").text
    assert "下个月就换" in client.get(ticket.public_path).text


def test_before_an_answer_leaves_the_page_asks_with_how_many_hear_it(cast: Cast) -> None:
    kept, client = make_suggestion(ticket=arrive(GREEN), source="ticket"), desk(cast.lin)
    support_suggestion(kept, voter="a" * 32, source="page", by=SYSTEM)
    page = client.post(f"{HERE}{kept.pk}/answer/", {"status": "planned", "answer": "下个月就换。"})
    assert "会告诉 1 位提过的客户，发出去就收不回了" in page.text
    assert "下个月就换。</textarea>" in page.text
    assert 'name="sure" value="1"' in page.text
    kept.refresh_from_db()
    assert kept.answered_at is None


def test_an_answer_that_is_too_long_is_refused_and_stays(cast: Cast) -> None:
    kept, client = make_suggestion(), desk(cast.lin)
    for sure in ("", "1"):
        given = {"status": "planned", "answer": "好" * 20_001, "sure": sure}
        page = client.post(f"{HERE}{kept.pk}/answer/", given)
        assert page.status_code == 422
        assert "最多 20000 个字，现在有 20001 个。" in page.text
        assert "好" * 20_001 in page.text


def test_who_heard_and_who_cannot_be_reached_are_counted_apart(cast: Cast, run_jobs: Callable[..., int]) -> None:
    kept, client = make_suggestion(ticket=arrive(GREEN), source="ticket"), desk(cast.lin)
    for voter in ("a" * 32, "b" * 32):
        support_suggestion(kept, voter=voter, source="page", by=SYSTEM)
    given = {"status": "planned", "answer": "下个月就换。", "sure": "1"}
    assert "正在告诉 1 位" in client.post(f"{HERE}{kept.pk}/answer/", given, follow=True).text
    run_jobs()
    text = client.get(f"{HERE}{kept.pk}/").text
    assert "1 位知道了 · 2 位联系不上" in text
    assert "会再告诉大家一遍" in text


def test_duplicates_are_merged_and_apart_again(cast: Cast) -> None:
    one, twin, client = make_suggestion("包装多放泡沫"), make_suggestion("包装里多放些泡沫"), desk(cast.lin)
    assert twin.title in client.get(f"{HERE}{one.pk}/").text
    client.post(f"{HERE}{one.pk}/merge/", {"into": twin.pk})
    twin.refresh_from_db()
    assert twin.votes == 2
    assert "已并入" in client.get(f"{HERE}{one.pk}/").text
    client.post(f"{HERE}{one.pk}/merge/undo/")
    twin.refresh_from_db()
    assert twin.votes == 1


def test_a_voice_becomes_its_own(cast: Cast) -> None:
    one, client = make_suggestion(), desk(cast.lin)
    mine = add_voices(one, 1)[-1]
    client.post(f"{HERE}{one.pk}/voices/{mine.pk}/split/", {"title": "盒子大一点"})
    assert Suggestion.objects.get(title="盒子大一点").votes == 1
    assert client.post(f"{HERE}{one.pk}/voices/{mine.pk}/split/", {"title": "再来"}).status_code == 404


def test_small_moves(cast: Cast) -> None:
    one, client = make_suggestion(), desk(cast.lin)
    client.post(f"{HERE}{one.pk}/status/", {"status": "considered"})
    client.post(f"{HERE}{one.pk}/owner/", {"staff": cast.lin.pk})
    client.post(f"{HERE}{one.pk}/wording/", {"title": "加泡沫", "body": "易碎品先加"})
    client.post(f"{HERE}{one.pk}/public/", {"public": "1"})
    client.post(f"{HERE}{one.pk}/votes/", {"contact": LIU_PHONE})
    one.refresh_from_db()
    assert (one.status, one.owner, one.title, one.public, one.votes) == ("considered", cast.lin, "加泡沫", True, 2)
    assert "已经记过" in client.post(f"{HERE}{one.pk}/votes/", {"contact": LIU_PHONE}, follow=True).text
    assert "没有这个电话" in client.post(f"{HERE}{one.pk}/votes/", {"contact": "13811112222"}, follow=True).text
    assert "加泡沫" in client.get(f"{HERE}?mine=1").text
    text = client.get(f"{HERE}{one.pk}/").text
    assert "状态：新建议 → 评估中" in text
    assert "由林晓负责" in text


MOVES = ("answer", "status", "wording", "owner", "public", "merge", "merge/undo", "votes", "telling")


@pytest.mark.parametrize("move", MOVES)
def test_who_neither_answers_customers_nor_sits_in_its_department_changes_nothing(cast: Cast, move: str) -> None:
    one = make_suggestion()
    given = {
        "status": "done",
        "answer": "好",
        "title": "改",
        "staff": cast.wang.pk,
        "public": "1",
        "contact": LIU_PHONE,
    }
    assert desk(cast.wang).post(f"{HERE}{one.pk}/{move}/", given).status_code == 403
    assert desk(cast.wang).post(f"{HERE}{one.pk}/voices/{one.proposals.get().pk}/split/", given).status_code == 403
    fresh = Suggestion.objects.get(pk=one.pk)
    assert (fresh.status, fresh.title, fresh.owner, fresh.public, fresh.votes) == ("new", one.title, None, False, 1)


def test_who_sits_in_its_department_tends_it(cast: Cast) -> None:
    one = make_suggestion()
    Suggestion.objects.update(team=cast.warehouse)
    assert desk(cast.wang).post(f"{HERE}{one.pk}/status/", {"status": "planned"}).status_code == 302
    one.refresh_from_db()
    assert one.status == "planned"


def test_a_merged_one_is_not_tended(cast: Cast) -> None:
    one, into = make_suggestion(), make_suggestion("别的")
    merge_suggestions(one, into=into, by=SYSTEM)
    page = desk(cast.lin).post(
        f"{HERE}{one.pk}/status/", {"status": "done"}, headers={"Referer": "http://testserver/desk/"}
    )
    assert page.status_code == 302
    one.refresh_from_db()
    assert one.status == "new"


def test_the_month_is_a_page_and_a_table(cast: Cast) -> None:
    one, client = make_suggestion("=多放泡沫", words="电话 13800001234"), desk(cast.lin)
    month = f"{timezone.localdate():%Y-%m}"
    text = client.get(f"{HERE}months/{month}/").text
    assert "1 个新声音" in text
    assert "还没交" in text
    pack_month(timezone.localdate())
    assert "已交给产品部门" in client.get(f"{HERE}months/{month}/").text
    answer = client.get(f"{HERE}months/{month}/csv/")
    table = answer.getvalue().decode("utf-8-sig")
    head, row = csv.reader(StringIO(table))
    assert (head[0], row[0], row[2], row[3]) == ("心愿", f"'{one.title}", "1", "1")
    assert "13800001234" not in table


@pytest.mark.parametrize("month", ["2026-13", "abc", "9999-01", "0001-01", "2026-1-1"])
def test_a_month_that_is_none_does_not_exist(cast: Cast, month: str) -> None:
    assert desk(cast.lin).get(f"{HERE}months/{month}/").status_code == 404


def test_the_way_to_the_public_page_is_there_where_it_is_on(cast: Cast) -> None:
    client = desk(cast.lin)
    assert 'href="/ideas/"' not in client.get(HERE).text
    change_setting("ideas.page", True, by=SYSTEM)
    assert 'href="/ideas/"' in client.get(HERE).text


def test_a_product_colleague_without_rights_reads_the_library(cast: Cast) -> None:
    su = make_staff("su", name="苏禾", role="colleague", teams=["product"])
    one = make_suggestion()
    assert one.title in desk(su).get(HERE).text
    assert desk(su).get(f"{HERE}new/").status_code == 403
