"""The dialog of compensation: what is wrong with an amount is said, and its labels are its own."""

import pytest

from huisheng.stages.handling.models import Compensation
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写我们要承担的金额"),
        ("abc", "这不是金额"),
        ("-5", "金额要大于零"),
        ("0", "金额要大于零"),
        ("12.345", "最多两位小数"),
        ("99999999999", "最多 1,000,000 元"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_with_why(cast: Cast, typed: str, words: str) -> None:
    ticket, client = arrive("杯子到手就是碎的", name="刘女士"), desk(cast.admin)
    given = {"what": Compensation.Kind.values[0], "amount": typed, "words": "一张优惠券"}
    here = path(ticket)
    page = client.post(
        path(ticket, "compensation/"), given, headers={"Referer": f"http://testserver{here}"}, follow=True
    )
    assert words in page.text
    assert not Compensation.objects.exists()


def test_what_the_customer_gets_is_not_called_what_was_changed(cast: Cast) -> None:
    page = desk(cast.admin).get(path(arrive("杯子到手就是碎的", name="刘女士"), "compensation/dialog/")).text
    assert "<legend>给客户什么</legend>" in page
    assert "改了什么" not in page
