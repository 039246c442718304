"""Opinions about the system: said by anybody, answered by admins, told once a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.kit.tests.make import make_picture
from huisheng.watch.notify.models import Notice
from huisheng.watch.notify.queries import notices_of
from huisheng.watch.opinions import actions
from huisheng.watch.opinions.actions import (
    OpinionEmpty,
    OpinionUnanswered,
    answer_opinion,
    give_opinion,
    tell_of_opinions,
)
from huisheng.watch.opinions.models import Opinion, ToldDay
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def lines(staff: Staff) -> list[tuple[str, str]]:
    return [(row.text, row.path) for row in notices_of(staff).rows]


def browser(person: Staff) -> Client:
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    return client


def see(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_the_answer_comes_back_as_a_bell(cast: Cast) -> None:
    one = give_opinion(cast.lin, " 标签太多，找不到 ", path="/desk/tickets/FB-1/")
    assert (one.text, one.path, one.state) == ("标签太多，找不到", "/desk/tickets/FB-1/", "new")
    answered = answer_opinion(one, state="taken", answer="下周合并标签", by=cast.admin)
    assert (answered.state, answered.answered_by) == ("taken", cast.admin)
    assert lines(cast.lin) == [("您对系统的意见有答复了：下周合并标签", "/desk/opinions/")]
    answer_opinion(answered, state="done", answer="合并好了", by=cast.admin)
    assert len(lines(cast.lin)) == 2


def test_who_answers_the_own_one_rings_at_nobody(cast: Cast) -> None:
    answer_opinion(give_opinion(cast.admin, "字太小"), state="kept", answer="可以放大", by=cast.admin)
    assert not Notice.objects.exists()


def test_empty_ones_are_refused(cast: Cast) -> None:
    with pytest.raises(OpinionEmpty):
        give_opinion(cast.lin, " \n")
    one = give_opinion(cast.lin, "慢")
    for state, answer in (("new", "看了"), ("nonsense", "看了"), ("done", " ")):
        with pytest.raises(OpinionUnanswered):
            answer_opinion(one, state=state, answer=answer, by=cast.admin)


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_only_pages_of_ours_are_linked(cast: Cast, path: str) -> None:
    assert give_opinion(cast.lin, "慢", path=path).path == ""


def test_admins_hear_once_a_day_what_nobody_has_looked_at(cast: Cast) -> None:
    give_opinion(cast.lin, "慢")
    assert tell_of_opinions(now=NINE - timedelta(minutes=1)) == 0
    told = [tell_of_opinions(now=NINE + timedelta(minutes=n)) for n in range(0, 600, 30)]
    assert sum(told) == 1
    assert lines(cast.admin) == [("有 1 条系统意见还没看", "/desk/opinions/")]
    assert lines(cast.chen) == []
    assert tell_of_opinions(now=NINE + timedelta(days=1)) == 1


def test_a_day_without_new_ones_is_quiet(cast: Cast) -> None:
    answer_opinion(give_opinion(cast.lin, "慢"), state="done", answer="快了", by=cast.admin)
    assert tell_of_opinions(now=NINE) == 0
    assert lines(cast.admin) == []


def test_after_a_crash_the_day_is_told_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    give_opinion(cast.lin, "慢")

    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("the plug")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "tell_plainly", broken)
        with pytest.raises(RuntimeError):
            tell_of_opinions(now=NINE)
    assert not ToldDay.objects.exists()
    assert tell_of_opinions(now=NINE) == 1


def test_from_any_page_with_its_address_and_a_picture(cast: Cast) -> None:
    lin = browser(cast.lin)
    assert 'href="/desk/opinions/?from=/desk/' in see(lin, "/desk/day/")
    assert 'value="/desk/day/"' in see(lin, "/desk/opinions/?from=/desk/day/")
    shot = SimpleUploadedFile("屏幕.png", make_picture("PNG"), content_type="image/png")
    sent = lin.post("/desk/opinions/", {"text": "这里看不清", "path": "/desk/day/", "picture": shot})
    assert sent.status_code == 302
    one = Opinion.objects.get()
    assert (one.staff, one.path) == (cast.lin, "/desk/day/")
    shown = lin.get(f"/desk/opinions/{one.pk}/picture/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    assert browser(cast.dan).get(f"/desk/opinions/{one.pk}/picture/").status_code == 404
    page = see(lin, "/desk/opinions/")
    assert "这里看不清" in page
    assert "还没看" in page


def test_one_reads_the_own_ones_and_admins_all(cast: Cast) -> None:
    give_opinion(cast.lin, "林晓的意见")
    give_opinion(cast.dan, "丹青的意见")
    page = see(browser(cast.lin), "/desk/opinions/")
    assert "林晓的意见" in page
    assert "丹青的意见" not in page
    all_of_it = see(browser(cast.admin), "/desk/opinions/?new")
    assert "林晓的意见" in all_of_it
    assert "丹青的意见" in all_of_it


def test_admins_answer_on_the_page_and_nobody_else(cast: Cast) -> None:
    one = give_opinion(cast.lin, "慢")
    path, said = f"/desk/opinions/{one.pk}/answer/", {"state": "done", "answer": "快了"}
    assert browser(cast.lin).post(path, said).status_code == 403
    admin = browser(cast.admin)
    assert admin.post(path, {"state": "done", "answer": ""}).status_code == 302
    one.refresh_from_db()
    assert one.state == "new"
    admin.post(path, said)
    page = see(browser(cast.lin), "/desk/opinions/")
    assert "快了" in page
    assert "方敏" in page


def test_an_empty_form_says_what_is_missing(cast: Cast) -> None:
    answer = browser(cast.lin).post("/desk/opinions/", {"text": ""})
    assert answer.status_code == 200
    assert "还没有意见。" in answer.content.decode()
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("count", [1, 5])
def test_what_the_page_costs(cast: Cast, count: int, django_assert_num_queries: object) -> None:
    for n in range(count):
        answer_opinion(give_opinion(cast.lin, f"第 {n} 条"), state="done", answer="好", by=cast.admin)
    admin = browser(cast.admin)
    see(admin, "/desk/opinions/")
    with django_assert_num_queries(2 + 2 + 1):  # type: ignore[operator]  # who, the frame, the list
        see(admin, "/desk/opinions/")
