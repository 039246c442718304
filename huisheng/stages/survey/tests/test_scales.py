import pytest

from huisheng.stages.survey.scales import as_raw, good_share, is_low, mean_of, normalise, nps_of

LIMITS = {"csat": 2, "nps": 6, "ces": 2}


@pytest.mark.parametrize(
    ("kind", "raw", "normal"),
    [
        ("csat", 1, 0), ("csat", 3, 50), ("csat", 5, 100),
        ("nps", 0, 0), ("nps", 7, 70), ("nps", 10, 100),
        ("ces", 1, 0), ("ces", 4, 50), ("ces", 7, 100),
        ("yes_no", 1, None), ("words", None, None), ("csat", None, None),
    ],
)  # fmt: skip
def test_scales_become_comparable(kind: str, raw: int | None, normal: float | None) -> None:
    assert normalise(kind, raw) == normal


@pytest.mark.parametrize(("kind", "raw"), [("csat", 0), ("csat", 6), ("nps", 11), ("nps", -1), ("ces", 8)])
def test_what_is_not_on_the_scale_is_refused(kind: str, raw: int) -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        normalise(kind, raw)
    assert as_raw(kind, raw) is None


@pytest.mark.parametrize(
    ("kind", "raw", "low"),
    [
        ("csat", 2, True), ("csat", 3, False), ("nps", 6, True), ("nps", 7, False), ("nps", 0, True),
        ("ces", 2, True), ("ces", 3, False), ("yes_no", 0, False), ("csat", None, False),
    ],
)  # fmt: skip
def test_low_is_what_the_house_says(kind: str, raw: int | None, low: bool) -> None:
    assert is_low(kind, raw, LIMITS) is low


def test_a_limit_of_nought_means_nobody() -> None:
    assert not is_low("csat", 1, {"csat": 0})


def test_nps_is_promoters_minus_detractors() -> None:
    assert nps_of({10: 5, 9: 1, 8: 2, 6: 1, 0: 1}) == 40.0
    assert nps_of({9: 1}) == 100.0
    assert nps_of({6: 3}) == -100.0
    assert nps_of({7: 4, 8: 4}) == 0.0
    assert nps_of({}) is None


def test_the_mean_and_the_good_share_keep_the_raw_scale() -> None:
    assert mean_of({5: 3, 1: 1}) == 4.0
    assert mean_of({}) is None
    assert good_share("csat", {5: 1, 4: 1, 3: 1, 1: 1}) == 50.0
    assert good_share("ces", {7: 1, 5: 1, 4: 2}) == 50.0
    assert good_share("nps", {10: 1}) is None
    assert good_share("csat", {}) is None


@pytest.mark.parametrize(
    ("value", "raw"), [("4", 4), (4, 4), (" 5 ", 5), ("0", None), ("x", None), ("", None), (4.5, None)]
)
def test_only_whole_numbers_are_answers(value: object, raw: int | None) -> None:
    assert as_raw("csat", value) == raw


def test_words_have_no_number() -> None:
    assert as_raw("words", "3") is None
