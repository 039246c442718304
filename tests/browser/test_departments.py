"""A department on a phone, and the desk that asks it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Contact
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.collaboration.models import CollabRequest
from tests.browser.conftest import Open
from tests.cast import ZHAO_PHONE, Cast
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    _customer, ticket = give("收到的是 B 型，发错货了", phone=ZHAO_PHONE, name="赵先生", order_number="1175")
    return move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk) if ticket.assignee != cast.lin else ticket


def test_a_colleague_answers_on_a_phone_with_three_taps(opened: Open, cast: Cast, ticket: Ticket) -> None:
    """Tap the field, type, tap send: what a message costs. Nothing to scroll to before the first button."""
    wang = Contact.objects.create(team=cast.warehouse, name="王姐", phone="021-5550-0101")
    due = timezone.now() + timedelta(hours=1)
    request = ask_department(
        ticket, team=cast.warehouse, contact=wang, problem="收到的是 B 型", need="确认 A 型有没有货", due=due,
        by=cast.lin.party,
    )  # fmt: skip
    phone = opened(width=390, at=request.public_path)
    assert phone.faults() == []
    assert phone.page.get_by_role("button", name="接单").bounding_box()["y"] < 844  # type: ignore[index]
    taps = [phone.page.get_by_role("button", name="接单"), phone.page.get_by_label("您的答复")]
    taps += [phone.page.get_by_role("button", name="发出答复")]
    taps[0].tap()
    phone.page.get_by_text("已接单").wait_for()
    taps[1].tap()
    phone.type("确实发错了，A 型有货，12 点前发出")
    taps[2].tap()
    phone.page.get_by_text("马上就能看到").wait_for()
    assert len(taps) == 3
    assert phone.faults() == []
    request.refresh_from_db()
    assert (request.state, request.answer) == ("answered", "确实发错了，A 型有货，12 点前发出")
    assert list(request.steps.values_list("kind", flat=True)) == ["asked", "opened", "accepted", "answered"]


def test_the_desk_asks_with_the_keyboard(opened: Open, cast: Cast, ticket: Ticket) -> None:
    li = Contact.objects.create(team=cast.warehouse, name="老李", phone="021-5550-0102")
    Contact.objects.create(team=cast.warehouse, name="王姐", backup=li, weekly={})
    lin = opened(cast.lin, at=f"/desk/tickets/{ticket.number}/")
    lin.press("c")
    lin.page.get_by_role("heading", name="请部门协助").wait_for()
    assert lin.faults() == []
    lin.page.get_by_label("需求：").fill("A 型有没有货，几点能发")
    lin.page.locator("[data-sets]").nth(1).click()
    lin.page.locator("#d-ask").get_by_role("button", name="发出请求").click()
    lin.page.get_by_text("问题：订单 1175：").first.wait_for()
    request = CollabRequest.objects.get()
    assert (request.need, request.team) == ("A 型有没有货，几点能发", cast.warehouse)
    assert timedelta(minutes=50) < request.due_at - timezone.now() <= timedelta(minutes=60)
    assert lin.faults() == []


def test_everybody_can_use_the_pages_of_departments(opened: Open, cast: Cast, ticket: Ticket) -> None:
    Contact.objects.create(team=cast.warehouse, name="王姐", phone="021-5550-0101", duty="查库存")
    due = timezone.now() + timedelta(hours=1)
    asked = ask_department(
        ticket, team=cast.warehouse, problem="收到的是 B 型", need="查库存", due=due, by=cast.lin.party
    )
    admin, colleague = opened(cast.admin), opened(cast.wang)
    pages = {
        admin: (f"/desk/tickets/{ticket.number}/", "/settings/contacts/", "/settings/contacts/new/"),
        colleague: ("/desk/requests/", f"/desk/requests/{asked.pk}/", "/desk/contacts/"),
    }
    for window, paths in pages.items():
        for path in paths:
            assert window.go(path) == 200
            for width, dark in ((390, True), (1440, False)):
                window.turn(width=width, dark=dark)
                assert window.faults() == [], (path, width)
