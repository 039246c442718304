"""Reply templates on the desk: filled, found, counted, kept for oneself."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.customers.models import Customer
from huisheng.core.knowledge.actions import note_use, save_own_template
from huisheng.core.knowledge.models import ReplyTemplate, TemplateUse
from huisheng.core.knowledge.tests.make import make_template
from huisheng.core.tickets.models import Ticket
from huisheng.web.workspace.offers import facts_for, offers_for
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return arrive("我的货已经延迟5天了!", order_number="1023", name="刘女士")


def offered(ticket: Ticket, cast: Cast, **options: bool) -> list[str]:
    return [one.template.name for one in offers_for(ticket, cast.lin, **options)]


def own(cast: Cast, name: str, **changes: Any) -> ReplyTemplate:
    given = {"owner": cast.lin, "team": None, "name": name, "body": "{customer}，早！", "by": cast.lin.party}
    return save_own_template(None, **{**given, **changes})


def test_it_is_filled_and_says_what_is_still_to_write(ticket: Ticket, cast: Cast) -> None:
    make_template(name="量身", body="{customer}，{problem}。订单 {order}，【什么时候】到，{expected}前")
    ticket.order_number = ""
    one = next(one for one in offers_for(ticket, cast.lin) if one.template.name == "量身")
    assert one.text.startswith("刘女士，您的货已经延迟5天了。订单 {order}，【什么时候】到，")
    assert one.missing == ["order"]
    assert one.places == ["【什么时候】"]


def test_the_customers_language_decides(ticket: Ticket, cast: Cast) -> None:
    make_template(name="问候", body="您好", body_en="Hello {customer}")
    Customer.objects.filter(pk=ticket.customer_id).update(language="en")
    ticket.refresh_from_db()
    assert "Hello 刘女士" in [one.text for one in offers_for(ticket, cast.lin)]


def test_one_sees_the_own_the_teams_and_the_houses(ticket: Ticket, cast: Cast) -> None:
    own(cast, "我的")
    own(cast, "一组的", owner=None, team=cast.cs1)
    own(cast, "二组的", owner=None, team=cast.cs2)
    own(cast, "丹青的", owner=cast.dan)
    seen = set(offered(ticket, cast))
    assert {"我的", "一组的"} <= seen
    assert not seen & {"二组的", "丹青的"}


def test_what_is_retired_is_not_offered(lin: Client, ticket: Ticket, cast: Cast) -> None:
    one = own(cast, "旧的")
    lin.post(reverse("desk:template_retirement", args=[one.pk]), {"active": "0"})
    assert "旧的" not in offered(ticket, cast)
    lin.post(reverse("desk:template_retirement", args=[one.pk]), {"active": "1"})
    assert "旧的" in offered(ticket, cast)


def test_putting_one_in_is_counted(lin: Client, ticket: Ticket, cast: Cast) -> None:
    one = ReplyTemplate.objects.get(code="solve_refund")
    for _time in range(2):
        assert lin.post(reverse("desk:template_use", args=[one.pk])).status_code == 204
    note_use(one, staff=cast.chen)
    assert dict(TemplateUse.objects.filter(template=one).values_list("staff__name", "count")) == {"林晓": 2, "陈蔚": 1}
    shown = next(offer for offer in offers_for(ticket, cast.lin) if offer.template == one)
    assert (shown.used, shown.last_by) == (3, "陈蔚")
    assert offered(ticket, cast, most_used_first=True)[0] == one.name


def test_nobody_counts_what_they_cannot_see(lin: Client, cast: Cast) -> None:
    one = own(cast, "丹青的", owner=cast.dan)
    assert lin.post(reverse("desk:template_use", args=[one.pk])).status_code == 404
    assert not TemplateUse.objects.exists()


def test_the_picker_is_found_by_pinyin_and_groups_or_ranks(lin: Client, ticket: Ticket, cast: Cast) -> None:
    own(cast, "催物流", folder="progress")
    page = lin.get(path(ticket, "templates/")).content.decode()
    assert "cuiwuliu" in page
    assert " cwl" in page
    assert "<h3>" in page
    ranked = lin.get(path(ticket, "templates/"), {"order": "used"}).content.decode()
    assert "<h3>" not in ranked


def test_the_picker_offers_single_facts(ticket: Ticket, cast: Cast) -> None:
    facts = {str(what): value for what, value in facts_for(ticket, cast.lin)}
    assert facts["客户自己说的问题"] == "您的货已经延迟5天了"
    assert facts["订单号"] == "1023"
    ticket.order_number = ""
    assert "订单号" not in {str(what) for what, _value in facts_for(ticket, cast.lin)}


def test_the_pickers_cost_does_not_grow(ticket: Ticket, cast: Cast, django_assert_num_queries: Any) -> None:
    ticket = Ticket.objects.select_related("customer").get(pk=ticket.pk)
    cast.lin.team_ids  # noqa: B018 - read once
    with django_assert_num_queries(PICK):
        offers_for(ticket, cast.lin)
    for number in range(5):
        note_use(own(cast, f"我的{number}"), staff=cast.lin)
    with django_assert_num_queries(PICK):
        offers_for(ticket, cast.lin)


PICK = 4  # templates with teams, two of their uses, the promised time


def test_one_writes_a_template_for_oneself(lin: Client, cast: Cast) -> None:
    sent = {"name": "早安", "whose": "mine", "body": "{customer}，早！", "folder": "hear", "active": "on"}
    assert lin.post(reverse("desk:new_own_template"), sent).status_code == 302
    one = ReplyTemplate.objects.get(name="早安")
    assert (one.owner, one.team, one.folder) == (cast.lin, None, "hear")
    lin.post(reverse("desk:own_template", args=[one.pk]), {**sent, "body": "{customer}，早上好！"})
    one.refresh_from_db()
    assert one.body == "{customer}，早上好！"
    assert "早安" in lin.get(reverse("desk:own_templates")).content.decode()


def test_what_nothing_fills_is_told_at_the_text(lin: Client) -> None:
    page = lin.post(reverse("desk:new_own_template"), {"name": "x", "whose": "mine", "body": "{nmae}"}).content.decode()
    assert 'id="id_body_error"' in page


@pytest.mark.parametrize(("who", "whose"), [("lin", "cs1"), ("lin", "house"), ("chen", "cs2"), ("chen", "house")])
def test_nobody_keeps_one_for_others_than_theirs(cast: Cast, who: str, whose: str) -> None:
    sent = {"name": "越界", "whose": whose, "body": "您好", "active": "on"}
    assert desk(getattr(cast, who)).post(reverse("desk:new_own_template"), sent).status_code == 200
    assert not ReplyTemplate.objects.filter(name="越界").exists()


def test_who_assigns_keeps_the_teams(cast: Cast) -> None:
    sent = {"name": "一组问候", "whose": "cs1", "body": "您好", "active": "on"}
    assert desk(cast.chen).post(reverse("desk:new_own_template"), sent).status_code == 302
    assert ReplyTemplate.objects.get(name="一组问候").team == cast.cs1


def test_the_houses_and_others_are_not_ones_own_to_change(lin: Client, cast: Cast) -> None:
    house, other = ReplyTemplate.objects.get(code="solve_refund"), own(cast, "丹青的", owner=cast.dan)
    assert lin.get(reverse("desk:own_template", args=[house.pk])).status_code == 403
    assert lin.get(reverse("desk:own_template", args=[other.pk])).status_code == 404
    assert lin.post(reverse("desk:template_retirement", args=[house.pk]), {"active": "0"}).status_code == 403
