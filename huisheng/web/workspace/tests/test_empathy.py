"""The three steps: slots filled from the ticket, by the kind of complaint; the tip for who is upset."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.kit.party import SYSTEM
from huisheng.trips.reclassify import change_category
from huisheng.web.workspace.empathy import SCENARIOS, is_upset, scenario_of, slots_for
from huisheng.web.workspace.said import Said
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ANGRY = "你们太差劲了！气死我了，骗子公司，再也不买了！"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = arrive("我的货已经延迟5天了!", order_number="1023", name="刘女士")
    return change_category(ticket, category=Category.objects.get(code="complaint_delay"), by=SYSTEM)


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


def said(text: str, side: str = "in") -> Said:
    return Said(1, side, "刘女士", text, datetime.now().astimezone(), ())


def test_each_step_begins_with_words_for_this_kind_of_complaint(ticket: Ticket, cast: Cast) -> None:
    slots = slots_for(ticket, cast.lin, scenario_of(ticket))
    assert [slot.code for slot in slots] == ["hear", "soothe", "focus", "choose"]
    assert [slot.wordings[0].template.code for slot in slots[:3]] == ["delay_hear", "delay_soothe", "delay_focus"]
    assert "刘女士" in slots[0].text
    assert "1023" in slots[0].text


def test_words_for_another_kind_of_complaint_are_left_out(ticket: Ticket, cast: Cast) -> None:
    for name in SCENARIOS:
        codes = {one.template.code for slot in slots_for(ticket, cast.lin, name) for one in slot.wordings}
        assert f"{name}_hear" in codes
        assert not {
            code for code in codes if code.startswith(tuple(f"{other}_" for other in SCENARIOS if other != name))
        }


def test_the_sentences_of_the_requirements_speak_of_the_customers_problem(ticket: Ticket, cast: Cast) -> None:
    hear = slots_for(ticket, cast.lin, "")[0]
    assert hear.wordings[0].template.code == "any_hear"
    assert "您的货已经延迟5天了，换了谁都会不满，您的心情我完全认同" in hear.text


def test_a_choice_is_offered_and_not_put_in(ticket: Ticket, cast: Cast) -> None:
    choose = slots_for(ticket, cast.lin, "")[3]
    assert choose.text == ""
    assert any("您更倾向哪种" in one.text for one in choose.wordings)


@pytest.mark.parametrize(
    ("code", "scenario"), [("complaint_quality", "quality"), ("complaint_service", "service"), ("praise", "")]
)
def test_the_category_says_the_kind_of_complaint(ticket: Ticket, code: str, scenario: str) -> None:
    ticket.category = Category.objects.filter(code__startswith=code).first()
    assert scenario_of(ticket) == scenario


def test_who_is_upset_is_heard_first() -> None:
    assert is_upset([said(ANGRY)])
    assert not is_upset([said(ANGRY), said("好的，谢谢你，很满意")])
    assert not is_upset([said(ANGRY, side="note")])
    assert not is_upset([])


def test_the_tip_stands_over_the_answer_only_then(lin: Client, ticket: Ticket) -> None:
    assert "先让他把话说完" not in lin.get(path(ticket)).content.decode()
    make_message(ticket, ANGRY)
    assert "先让他把话说完" in lin.get(path(ticket)).content.decode()


def test_the_guide_shows_the_slots_and_takes_another_kind(lin: Client, ticket: Ticket) -> None:
    page = lin.get(path(ticket, "three-steps/")).content.decode()
    assert page.count("data-slot") == 4
    assert 'aria-pressed="true" hx-get="' in page
    other = lin.get(path(ticket, "three-steps/"), {"scenario": "service"}).content.decode()
    assert other != page
    assert lin.get(path(ticket, "three-steps/"), {"scenario": "x"}).status_code == 200


def test_its_cost_is_fixed(lin: Client, ticket: Ticket, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(7):
        lin.get(path(ticket, "three-steps/"))
