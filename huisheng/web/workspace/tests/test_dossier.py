"""The dossier at the desk: read, ordered, made by the worker, downloaded."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.stages.triage.models import Assessment
from huisheng.watch.dossier.models import Made
from huisheng.watch.dossier.tests.make import NAME, make_full
from huisheng.web.workspace.dossier import dossier_for
from tests.cast import Cast
from tests.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db
QUERIES = 48  # one of them: the questions of the calls, beside whose answers they stand


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_full(cast)


def page(ticket: Ticket) -> str:
    return f"/desk/tickets/{ticket.number}/dossier/"


def test_the_page_tells_everything_masked(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.lin)
    told = client.get(page(ticket), headers={"Accept-Language": "en"}).content.decode()
    for words in ("核实并补发", "50 元无门槛券", "谢谢，理解了", "装箱漏件", "客服耐心", "开箱.txt"):
        assert words in told
    assert NAME not in told.partition("ds-body")[2]


def test_the_number_of_queries_does_not_grow(cast: Cast, ticket: Ticket) -> None:
    def count() -> int:
        mine = ticket_for(cast.lin, ticket.number)
        with CaptureQueriesContext(connection) as asked:
            dossier_for(mine, maker="林晓")
        return len(asked)

    count()  # what is remembered (calendar, words of the house) is asked once
    assert count() == QUERIES
    for n in range(20):
        make_message(ticket, f"第 {n} 句", kind=Message.Kind.CUSTOMER)
    assert count() == QUERIES


def test_a_file_is_ordered_made_and_downloaded(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.lin)
    answer = client.post(f"{page(ticket)}files/new/", {"shape": "pdf", "data": "masked"})
    assert answer.status_code == 302
    made = Made.objects.get(ticket=ticket)
    assert 'hx-trigger="load delay:1s"' in client.get(f"{page(ticket)}files/").content.decode(), "the list looks again"
    assert client.get(f"{page(ticket)}files/{made.pk}/").status_code == 404, "not there yet"
    run_waiting_jobs()
    told = client.get(f"{page(ticket)}files/").content.decode()
    assert "hx-trigger" not in told
    assert made.name in told
    file = client.get(f"{page(ticket)}files/{made.pk}/")
    assert b"".join(file).startswith(b"%PDF-")
    assert file.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{quote(made.name, safe='')}")
    assert (made.opened, made.notes) == (False, False)


def test_open_data_are_for_who_may(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.lin)
    assert client.post(f"{page(ticket)}files/new/", {"shape": "pdf", "data": "open"}).status_code == 403
    assert 'value="open"' not in client.get(page(ticket)).content.decode()
    client.force_login(cast.chen)
    assert client.post(f"{page(ticket)}files/new/", {"shape": "docx", "data": "open", "notes": "1"}).status_code == 302
    run_waiting_jobs()
    made = Made.objects.get(ticket=ticket)
    assert (made.shape, made.opened, made.notes) == ("docx", True, True)
    assert b"".join(client.get(f"{page(ticket)}files/{made.pk}/")).startswith(b"PK")
    client.force_login(cast.lin)
    assert client.get(f"{page(ticket)}files/{made.pk}/").status_code == 403


def test_a_file_belongs_to_its_ticket(cast: Cast, ticket: Ticket, client: Client) -> None:
    other = make_full(cast)
    client.force_login(cast.lin)
    client.post(f"{page(ticket)}files/new/", {"shape": "pdf"})
    made = Made.objects.get(ticket=ticket)
    assert client.get(f"{page(other)}files/{made.pk}/").status_code == 404


def test_the_assessment_is_written_on_the_page(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.lin)
    said = {"severity": "low", "complexity": "nonsense", "safety": "yes", "at_once": "", "words": "查过"}
    assert client.post(f"/desk/tickets/{ticket.number}/assessment/", said).status_code == 302
    found = Assessment.objects.get(ticket=ticket)
    assert (found.severity, found.complexity, found.safety, found.at_once) == ("low", "", True, None)
    assert "checked" in client.get(page(ticket)).content.decode()


def test_the_pack_follows_the_rights_of_the_other_forms(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.lin)
    assert client.post(f"{page(ticket)}files/new/", {"shape": "zip", "data": "open"}).status_code == 403
    assert client.post(f"{page(ticket)}files/new/", {"shape": "zip", "data": "masked"}).status_code == 302
    run_waiting_jobs()
    made = Made.objects.get(ticket=ticket)
    answer = client.get(f"{page(ticket)}files/{made.pk}/")
    assert answer.streaming
    assert answer.headers["Content-Type"] == "application/zip"
    assert b"".join(answer).startswith(b"PK")
    client.force_login(cast.dan)
    assert client.get(f"{page(ticket)}files/{made.pk}/").status_code == 404
    assert client.post(f"{page(ticket)}files/new/", {"shape": "zip"}).status_code == 404


def test_the_ledger_on_paper_says_no_today(cast: Cast, ticket: Ticket) -> None:
    document = dossier_for(ticket_for(cast.lin, ticket.number), maker="林晓")
    [ledger] = [part for part in document.annexes if part.code == "ledger"]
    told = "".join(row[1] for block in ledger.blocks for row in block.rows)  # type: ignore[union-attr]
    assert "今天" not in told
    assert "today" not in told
    assert f"{timezone.localtime(ticket.created_at):%Y}-" in told
