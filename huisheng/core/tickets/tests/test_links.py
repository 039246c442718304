import pytest

from huisheng.core.tickets.links import without_secrets
from huisheng.core.tickets.tests.make import make_ticket


@pytest.mark.django_db
def test_a_quoted_link_opens_nothing_any_more() -> None:
    ticket = make_ticket()
    quoted = f"> 直接在这里接着说：https://hs.shop.example{ticket.public_path}\n> 林晓"
    kept = without_secrets(quoted)
    assert ticket.secret not in kept
    assert kept == f"> 直接在这里接着说：https://hs.shop.example/f/{ticket.number}/…/\n> 林晓"


@pytest.mark.parametrize("text", ["", "https://hs.shop.example/f/FB-20261121-0007/short/", "订单 /f/abc"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert without_secrets(text) == text
