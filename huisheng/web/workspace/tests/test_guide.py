"""The first steps of an empty house."""

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.base.house import house
from huisheng.core.channels.models import Channel, Inbound
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.models import Clock
from huisheng.web.workspace import guide
from tests.cast import Cast

pytestmark = pytest.mark.django_db
START = "/settings/start/"
DESK = "/desk/"


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def done() -> set[str]:
    return {step.code for step in guide.steps() if step.done}


def test_it_leads_who_sets_up_an_empty_house_there_once(admin: Client) -> None:
    assert admin.get(DESK).headers["location"] == START
    page = admin.get(DESK)
    assert page.status_code == 200
    assert START in page.content.decode(), "the empty desk still links to it"


def test_it_leaves_others_and_used_houses_alone(cast: Cast, client: Client, admin: Client) -> None:
    guide.send_test(cast.admin)
    assert admin.get(DESK).status_code == 200
    client.force_login(cast.lin)
    assert client.get(DESK).status_code == 200
    assert client.get(START).status_code == 403


def test_it_sees_what_is_done_from_the_data(cast: Cast) -> None:
    Staff.objects.exclude(pk=cast.admin.pk).update(is_active=False)
    assert done() == set()
    change_setting("house.name", "禾屿生活", by=SYSTEM)
    change_setting("house.public_url", "https://help.example.com/", by=SYSTEM)
    change_setting("mail.host", "smtp.example.com", by=SYSTEM)
    Staff.objects.update(is_active=True)
    assert done() == {"name", "people", "mail", "form"}
    [form] = [step for step in guide.steps() if step.code == "form"]
    assert form.state == "https://help.example.com" + reverse("portal:form")


def test_its_test_ticket_passes_the_line_and_shows_where_it_lies(admin: Client, cast: Cast) -> None:
    assert admin.post("/settings/start/test/").headers["location"] == START
    ticket = Ticket.objects.get()
    assert ticket.grade
    assert ticket.team
    assert Clock.objects.filter(ticket=ticket).exists()
    assert Inbound.objects.get().channel.code == "web"
    page = admin.get(START).content.decode()
    assert ticket.number in page
    assert ticket.team.label in page
    assert guide.last_test(cast.admin) == ticket


def test_it_says_that_the_form_is_shut(admin: Client) -> None:
    Channel.objects.filter(code="web").update(enabled=False, closed_text="请打电话给我们。")
    page = admin.post("/settings/start/test/", follow=True).content.decode()
    assert "请打电话给我们。" in page
    assert not Ticket.objects.exists()


def test_it_can_be_hidden_and_is_not_offered_in_the_demo(cast: Cast, admin: Client) -> None:
    assert admin.get("/settings/start/hidden/").status_code == 405
    admin.post("/settings/start/hidden/")
    assert house(guide.HIDDEN) is True
    page = admin.get(DESK)
    assert page.status_code == 200
    assert START not in page.content.decode()
    change_setting(guide.HIDDEN, False, by=SYSTEM)
    assert guide.is_open(cast.admin)
    change_setting("house.demo", True, by=SYSTEM)
    assert not guide.is_open(cast.admin)
