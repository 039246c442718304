"""The wall of praise and the cases in a browser's hands."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.stages.praise.models import Praise, TeachingCase
from huisheng.stages.praise.tests.make import make_praise
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERE = "/desk/praise/"


def test_the_wall_shows_the_words_and_whom_they_are_about(cast: Cast) -> None:
    assert "墙上还空着" in desk(cast.wang).get(HERE).text
    make_praise("小林很棒", people=[cast.lin])
    text = desk(cast.wang).get(HERE).text
    assert "小林很棒" in text
    assert "林晓" in text
    assert "夸的是他们吗" not in text  # who may not answer customers corrects nothing
    assert "还没有写下来的夸奖" in desk(cast.chen).get(f"{HERE}?mine").text
    assert "小林很棒" in desk(cast.lin).get(f"{HERE}?mine").text


def test_the_wall_costs_the_same_however_much_hangs_there(cast: Cast) -> None:
    client, asked = desk(cast.lin), []
    client.get(HERE)
    for _round in range(2):
        for _number in range(5):
            make_praise(people=[cast.lin, cast.chen])
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 10


def test_kind_words_in_a_feedback_go_to_the_wall(cast: Cast) -> None:
    ticket, client = arrive("上次多亏小林，处理得很快"), desk(cast.admin)
    assert f'value="{cast.lin.pk}" selected' in client.get(path(ticket, "praise/")).text
    given = {"words": "多亏小林，处理得很快", "staff": [cast.lin.pk, cast.chen.pk]}
    assert client.post(path(ticket, "praise/"), given).status_code == 302
    praise = Praise.objects.get()
    assert (praise.words, set(praise.people.all())) == ("多亏小林，处理得很快", {cast.lin, cast.chen})


def test_what_was_taken_off_can_be_put_back_and_twice_is_said(cast: Cast) -> None:
    ticket, client = arrive("小林处理得很快"), desk(cast.admin)
    given = {"words": "小林处理得很快", "staff": [cast.lin.pk]}
    for said in ("已贴上表扬墙", "已经贴在墙上了"):
        assert said in client.post(path(ticket, "praise/"), given, follow=True).text
    praise = Praise.objects.get()
    client.post(f"{HERE}{praise.pk}/hiding/", {"shown": "0"})
    assert "小林处理得很快" not in client.get(HERE).text
    again = client.post(path(ticket, "praise/"), given, follow=True).text
    assert "之前取下来过" in again
    assert "放回墙上" in again
    assert "小林处理得很快" not in desk(cast.wang).get(f"{HERE}?off").text
    client.post(f"{HERE}{praise.pk}/hiding/", {"shown": "1"})
    assert "小林处理得很快" in client.get(HERE).text
    client.post(path(ticket, "praise/"), given | {"words": "第二天还回访，谢谢"})
    assert Praise.objects.count() == 2


def test_a_colleague_corrects_it_and_takes_it_down(cast: Cast) -> None:
    praise, client = make_praise(people=[cast.lin]), desk(cast.lin)
    client.post(f"{HERE}{praise.pk}/people/", {"staff": [cast.chen.pk, "x"]})
    assert list(praise.people.all()) == [cast.chen]
    client.post(f"{HERE}{praise.pk}/hiding/", {"shown": "0"})
    praise.refresh_from_db()
    assert not praise.shown
    for move in ("people", "hiding"):
        assert desk(cast.wang).post(f"{HERE}{praise.pk}/{move}/").status_code == 403


def test_the_best_becomes_a_case_after_somebody_looked(cast: Cast) -> None:
    ticket, client = arrive("孩子生日礼物漏发了，电话 13800001234"), desk(cast.admin)
    praise = make_praise("小林连夜补发", ticket=ticket)
    answer = client.post(f"{HERE}{praise.pk}/case/")
    case = TeachingCase.objects.get()
    assert answer["Location"] == f"/desk/cases/{case.pk}/words/"
    page = client.get(answer["Location"]).text
    assert "孩子生日礼物漏发了" in page
    assert "13800001234" not in page
    words = {"title": "生日礼物漏发", "situation": "漏发", "deed": "连夜补发", "lesson": "先道歉"}
    assert client.post(answer["Location"], words | {"publish": "1", "deed": ""}).status_code == 422
    assert client.post(answer["Location"], words | {"publish": "1"}).status_code == 302
    read = desk(cast.wang)
    assert "生日礼物漏发" in read.get("/desk/cases/").text
    assert "先道歉" in read.get(f"/desk/cases/{case.pk}/").text
    assert read.get(f"/desk/cases/{case.pk}/words/").status_code == 403
    client.post(f"/desk/cases/{case.pk}/retirement/")
    assert read.get(f"/desk/cases/{case.pk}/").status_code == 404
    assert "还没有案例" in read.get("/desk/cases/").text


def test_praise_without_a_feedback_makes_no_case(cast: Cast) -> None:
    praise = make_praise()
    assert desk(cast.lin).post(f"{HERE}{praise.pk}/case/").status_code == 404
    outside = make_praise(ticket=arrive("谢谢"))
    assert desk(cast.dan).post(f"{HERE}{outside.pk}/case/").status_code == 404


def test_my_day_shows_what_was_said_about_me(cast: Cast) -> None:
    make_praise("小林真好", people=[cast.lin])
    [fetched] = re.findall(r'hx-get="(/desk/day/[^"]*words)"', desk(cast.lin).get("/desk/day/").text)
    assert "小林真好" in desk(cast.lin).get(unescape(fetched)).text
    assert "小林真好" not in desk(cast.chen).get(unescape(fetched)).text
