"""Groups of similar tickets on the desk, and the grade picker with its matrix and handbook."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import GradingScheme, MatrixCell
from huisheng.core.tickets.models import Message, Ticket
from huisheng.journey.tests.make import make_received
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.models import Grading, Incident
from huisheng.stages.triage.tests.make import make_incident
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def door(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"desk:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def three(cast: Cast) -> tuple[Incident, list[Ticket]]:
    tickets = [make_received("净水器出水有点慢", owner=cast.lin) for _ in range(3)]
    for ticket in tickets:
        assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return make_incident(*tickets), tickets


def test_the_list_says_what_will_be_there_and_then_what_is(cast: Cast) -> None:
    assert "目前没有批量问题" in page(door(cast.chen), "incidents")
    three(cast)
    html = page(door(cast.chen), "incidents")
    assert "净水器出水有点慢" in html
    assert "3 条相似" in html
    assert "待确认" in html
    assert "净水器" not in page(door(cast.dan), "incidents")


def test_a_supervisor_confirms_and_all_rise(cast: Cast) -> None:
    incident, tickets = three(cast)
    client = door(cast.chen)
    html = page(client, "incident", incident.pk)
    assert all(one.number in html for one in tickets)
    client.post(reverse("desk:incident_state", args=[incident.pk]), {"state": "confirmed"})
    incident.refresh_from_db()
    assert incident.state == "confirmed"
    assert {one.grade.code for one in Ticket.objects.filter(pk__in=[t.pk for t in tickets]) if one.grade} == {"red"}
    client.post(reverse("desk:incident_state", args=[incident.pk]), {"state": "over", "reason": "水厂修好了"})
    assert "水厂修好了" in page(client, "incident", incident.pk)


def test_who_does_not_lead_may_look_and_not_decide(cast: Cast) -> None:
    incident, _tickets = three(cast)
    assert "是批量问题</button>" not in page(door(cast.lin), "incident", incident.pk)
    for name in ("incident_state", "incident_note"):
        sent = {"state": "confirmed", "text": "x"}
        assert door(cast.lin).post(reverse(f"desk:{name}", args=[incident.pk]), sent).status_code == 403
        assert door(cast.dan).post(reverse(f"desk:{name}", args=[incident.pk]), sent).status_code == 404
    incident.refresh_from_db()
    assert incident.state == "proposed"


def test_one_word_reaches_the_owners(cast: Cast) -> None:
    incident, tickets = three(cast)
    door(cast.chen).post(reverse("desk:incident_note", args=[incident.pk]), {"text": "今晚八点恢复"})
    assert Message.objects.filter(kind="note", text="今晚八点恢复").count() == 3
    assert "告诉了所有负责人" in page(door(cast.lin), "ticket", tickets[0].number)


def test_the_ticket_leads_to_its_group(cast: Cast) -> None:
    incident, tickets = three(cast)
    door(cast.chen).post(reverse("desk:incident_state", args=[incident.pk]), {"state": "confirmed"})
    assert reverse("desk:incident", args=[incident.pk]) in page(door(cast.lin), "ticket", tickets[0].number)


def test_the_page_costs_the_same_however_many(cast: Cast) -> None:
    small, _tickets = three(cast)
    large = make_incident(*(make_received("门铃不响", owner=cast.lin) for _ in range(9)))
    client, costs = door(cast.admin), []
    page(client, "incident", small.pk)
    for one in (small, large):
        with CaptureQueriesContext(connection) as queries:
            page(client, "incident", one.pk)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


class TestPicker:
    def test_the_handbook_and_the_history_stand_beside_it(self, cast: Cast) -> None:
        ticket = make_received("漏发了配件", owner=cast.lin)
        sent = {"grade": ticket.grade_id, "reason": "配件很小，先记着"}
        door(cast.lin).post(reverse("desk:grade", args=[ticket.number]), sent)
        html = page(door(cast.lin), "dialogs", ticket.number)
        for words in ("用不了，或者已经造成损失", "破损需补发", "漏发、少件", "配件很小，先记着", "林晓", "命中“漏发”"):
            assert words in html, words
        assert 'name="cell"' not in html

    def test_a_cell_is_chosen_by_hand(self, cast: Cast) -> None:
        """影响 中 × 紧急 高 → 黄."""
        GradingScheme.objects.filter(code="ryg").update(mode="matrix")
        ticket = make_received("咨询保修政策", owner=cast.lin)
        assert 'name="cell"' in page(door(cast.lin), "dialogs", ticket.number)
        cell = MatrixCell.objects.get(
            impact__scheme__code="ryg", impact__code="middle", urgency__axis="urgency", urgency__code="high"
        )
        sent = {"cell": cell.pk, "grade": ticket.grade_id, "reason": "明天搬家要用"}
        door(cast.lin).post(reverse("desk:grade", args=[ticket.number]), sent)
        grading = Grading.objects.filter(ticket=ticket).latest("id")
        assert (grading.grade.code, grading.impact, grading.urgency) == ("yellow", cell.impact, cell.urgency)

    def test_a_cell_of_another_scheme_does_not_exist(self, cast: Cast) -> None:
        ticket = make_received("咨询保修政策", owner=cast.lin)
        cell = MatrixCell.objects.filter(impact__scheme__code="levels").first()
        assert cell is not None
        sent = {"cell": cell.pk, "grade": ticket.grade_id, "reason": "试试"}
        assert door(cast.lin).post(reverse("desk:grade", args=[ticket.number]), sent).status_code == 404
