import pytest

from huisheng.watch.search.marks import marked
from huisheng.watch.search.question import understand


@pytest.mark.parametrize("typed", ["FB-20261121-1042", "fb-20261121-1042", " ｆｂ－20261121－1042 ", "FB202611211042"])
def test_it_reads_a_whole_number_however_it_was_typed(typed: str) -> None:
    assert understand(typed).number == "FB-20261121-1042"


@pytest.mark.parametrize("typed", ["138 0000 1234", "13800001234", "+86 138-0000-1234"])
def test_it_reads_a_whole_phone(typed: str) -> None:
    question = understand(typed)
    assert question.phone == "+8613800001234"
    assert question.tail == ""


def test_four_digits_are_a_phones_tail_and_a_piece_of_a_number() -> None:
    question = understand("1234")
    assert (question.tail, question.phone) == ("1234", "")
    assert question.keys == "'1234':*"


@pytest.mark.parametrize("typed", ["123", "12345", "1380000", "尾号1234"])
def test_other_pieces_of_a_phone_ask_for_no_phone(typed: str) -> None:
    question = understand(typed)
    assert question.tail == question.phone == ""


def test_it_reads_an_email() -> None:
    assert understand("Liu@Example.com").email == "liu@example.com"


def test_words_are_pairs_and_all_have_to_occur() -> None:
    question = understand("退款按钮 APP")
    assert question.terms == ("退款按钮", "app")
    assert question.words == "'退款' & '款按' & '按钮' & 'app':*"


def test_what_stands_before_a_dash_may_be_the_end_of_a_run() -> None:
    assert understand("1121-1042").keys == "'1042':*"


@pytest.mark.parametrize("typed", ["", "   ", "%", "!!!", "'", "\\", "🙂"])
def test_nothing_searchable_asks_for_nothing(typed: str) -> None:
    question = understand(typed)
    assert question.words == ""
    assert question.terms == ()


def test_a_long_text_is_cut() -> None:
    assert len(understand("退" * 500).terms[0]) == 80
    assert len(understand("退款 " * 20).terms) <= 5


def test_it_marks_the_words_and_keeps_the_text() -> None:
    parts = marked("APP里的退款按钮在哪", ["退款", "app"])
    assert "".join(part.text for part in parts) == "APP里的退款按钮在哪"
    assert [part.text for part in parts if part.hit] == ["APP", "退款"]


def test_it_marks_nothing_without_words() -> None:
    assert [part.hit for part in marked("退款", [])] == [False]
    assert marked("", ["退款"]) == []


def test_signs_of_a_word_are_only_signs() -> None:
    assert [part.text for part in marked("C++ 版 (新)", ["c++", "(新)"]) if part.hit] == ["C++", "(新)"]


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [("lns", "lns"), ("Liu NvShi", "liunvshi"), ("lü", "lv"), ("l", ""), ("刘", ""), ("liu1", ""), ("刘lns", "")],
)
def test_letters_may_be_pinyin(typed: str, spelled: str) -> None:
    assert understand(typed).spelled == spelled


@pytest.mark.parametrize(
    ("typed", "filters", "terms"),
    [
        ("状态:已完成 破损", (("status", "已完成"),), ("破损",)),
        ("破损 状态：已完成", (("status", "已完成"),), ("破损",)),
        ("Status:Closed owner:lin", (("status", "closed"), ("assignee", "lin")), ()),
        ("组:客服一组 时间:7天", (("team", "客服一组"), ("time", "7天")), ()),
        ("状态:", (), ("状态:",)),
        ("10:30 到货", (), ("10:30", "到货")),
        ("https://example.com/a", (), ("https://example.com/a",)),
    ],
)
def test_filters_are_told_from_words(typed: str, filters: tuple[object, ...], terms: tuple[str, ...]) -> None:
    question = understand(typed)
    assert (question.filters, question.terms) == (filters, terms)


@pytest.mark.parametrize(
    ("typed", "exact"),
    [("退款", True), ("退", True), ("app", True), ("退款 app", True), ("退款难", False), ("7天", False)],
)
def test_pieces_of_the_index_need_no_second_look(typed: str, exact: bool) -> None:
    assert understand(typed).exact is exact


def test_a_number_before_chinese_is_whole() -> None:
    assert understand("7天").words == "'7' & '天':*"
