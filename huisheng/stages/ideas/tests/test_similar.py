import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.stages.ideas.actions import merge_suggestions, show_suggestion
from huisheng.stages.ideas.similar import similar, two_of
from huisheng.stages.ideas.tests.make import add_voices, make_suggestion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TITLES = (
    "包装里多放一层泡沫",
    "夜间也有人工客服",
    "APP 支持深色模式",
    "说明书字体放大一些",
    "礼盒可以手写贺卡",
    "电饭锅内胆单独卖",
)


def titles(text: str, **more: object) -> list[str]:
    return [one.suggestion.title for one in similar(text, **more)]  # type: ignore[arg-type]


@pytest.fixture
def library() -> None:
    for title in TITLES:
        make_suggestion(title)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("建议包装加层泡沫，上次压坏了", TITLES[0]),
        ("希望晚上夜间也能找到人工客服", TITLES[1]),
        ("app深色模式", TITLES[2]),
        ("说明书的字体太小了，老人看不清", TITLES[3]),
        ("能不能帮忙手写贺卡", TITLES[4]),
        ("内胆能单独卖吗", TITLES[5]),
    ],
)
@pytest.mark.usefixtures("library")
def test_the_same_wish_in_other_words_is_found(typed: str, found: str) -> None:
    assert titles(typed)[:1] == [found]


@pytest.mark.parametrize("typed", ["", "希望", "你们的产品很好", "扫地机器人总是迷路", "???", "' | ('"])
@pytest.mark.usefixtures("library")
def test_another_wish_finds_nothing(typed: str) -> None:
    assert titles(typed) == []


def test_merged_ones_the_own_one_and_hidden_ones_are_left_out(cast: Cast) -> None:
    one, other = make_suggestion("包装里多放泡沫"), make_suggestion("包装多放些泡沫")
    assert len(titles("包装多放泡沫")) == 2
    assert titles("包装多放泡沫", leave_out=one.pk) == [other.title]
    assert titles("包装多放泡沫", public=True) == []
    show_suggestion(other, public=True, by=cast.lin.party)
    assert titles("包装多放泡沫", public=True) == [other.title]
    merge_suggestions(other, into=one, by=cast.lin.party)
    assert titles("包装多放泡沫") == [one.title]


def test_of_equally_alike_ones_the_more_wanted_comes_first() -> None:
    make_suggestion("包装里多放泡沫")
    wanted = make_suggestion("包装里多放泡沫")
    add_voices(wanted, 1)
    assert similar("包装多放泡沫")[0].suggestion == wanted


def test_two_pieces_are_asked_of_the_index_in_one_query() -> None:
    assert two_of(["包装", "泡沫", "多放"]) == "('包装' & ('泡沫' | '多放')) | ('泡沫' & ('多放'))"
    assert two_of(["包装"]) == two_of([]) == ""
    make_suggestion()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert titles("包装多放泡沫")
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert titles("好") == []
    assert len(asked) == 0
