"""The operations that move a ticket on."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.core.knowledge.models import Phrase
from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.stages.closure.models import Closure
from huisheng.web.api.tests.make import ROOT, Machine, make_machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SOLUTION = {"measure": "为您换一台新机", "timing": "3天内送达", "responsible": "王专员"}


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return make_machine()


@pytest.fixture
def number(machine: Machine) -> str:
    return str(machine.ticket(customer={"phone": "13812341234"})["number"])


def move(machine: Machine, number: str, noun: str, body: dict[str, Any], key: str = "") -> Any:
    return machine.post(f"/tickets/{number}/{noun}", body, key=key)


def page_of(machine: Machine, number: str) -> str:
    """What the customer reads."""
    return str(machine.client.get(Ticket.objects.get(number=number).public_path).content.decode())


@pytest.mark.parametrize("kind", ["customer", "reply", "note"])
def test_a_message_of_each_kind(machine: Machine, number: str, kind: str) -> None:
    answer = move(machine, number, "messages", {"text": "请看这里", "kind": kind})
    assert answer.status_code == 201
    assert (answer.json()["kind"], answer.json()["text"]) == (kind, "请看这里")
    assert Message.objects.filter(ticket__number=number, kind=kind, text="请看这里").count() == 1


def test_a_message_is_a_reply_unless_said_otherwise(machine: Machine, number: str) -> None:
    assert move(machine, number, "messages", {"text": "马上"}).json()["kind"] == "reply"


def test_what_the_customer_said_is_kept_once_per_key(machine: Machine, number: str) -> None:
    said = {"text": "还没到", "kind": "customer"}
    first, again = (move(machine, number, "messages", said, key="m1").json() for _ in range(2))
    assert first["id"] == again["id"]
    other = move(machine, number, "messages", said | {"text": "到了"}, key="m1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_note_never_reaches_the_customer(machine: Machine, number: str) -> None:
    move(machine, number, "messages", {"text": "此人是老客户，别多赔", "kind": "note"})
    machine.send_files(f"/tickets/{number}/attachments", files=SimpleUploadedFile("内部.pdf", PDF), kind="note")
    page = page_of(machine, number)
    assert "别多赔" not in page
    assert "内部.pdf" not in page


def test_files_go_in_and_come_out_again(machine: Machine, number: str) -> None:
    answer = machine.send_files(
        f"/tickets/{number}/attachments",
        files=[SimpleUploadedFile("发票 2026.pdf", PDF), SimpleUploadedFile("说明.txt", "内容".encode())],
        text="发票在这里",
        kind="reply",
    )
    assert answer.status_code == 201, answer.content.decode()
    given = answer.json()["attachments"]
    assert [one["name"] for one in given] == ["发票 2026.pdf", "说明.txt"]
    back = machine.get(f"/attachments/{given[0]['id']}")
    assert back.status_code == 200
    assert b"".join(back.streaming_content) == PDF
    assert "attachment" in back["Content-Disposition"]
    assert "发票 2026.pdf" in page_of(machine, number)


def test_a_file_of_an_unknown_kind_is_refused(machine: Machine, number: str) -> None:
    answer = machine.send_files(f"/tickets/{number}/attachments", files=SimpleUploadedFile("a.pdf", b"MZ\x90\x00" * 99))
    assert (answer.status_code, answer.json()["code"]) == (400, "file_refused")
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(("fields", "wrong"), [({}, "files"), ({"files": "text"}, "files"), ({"kind": "x"}, "kind")])
def test_files_need_to_be_files(machine: Machine, number: str, fields: dict[str, str], wrong: str) -> None:
    given: dict[str, Any] = {"files": SimpleUploadedFile("a.pdf", PDF)} if wrong == "kind" else {}
    answer = machine.send_files(f"/tickets/{number}/attachments", **given, **fields)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [wrong])


def test_more_files_than_we_take_at_once_are_a_problem(machine: Machine, number: str) -> None:
    files = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(30)]
    answer = machine.send_files(f"/tickets/{number}/attachments", files=files)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("ident", ["0", "-1", "999999", "9" * 40])
def test_an_attachment_that_is_none(machine: Machine, ident: str) -> None:
    assert machine.get(f"/attachments/{ident}").status_code == 404


def test_it_puts_a_ticket_on_a_desk_or_into_a_pool(machine: Machine, number: str) -> None:
    answer = move(machine, number, "assignment", {"assignee": "dan", "note": "他熟悉"}).json()
    assert (answer["assignee"], answer["team"]) == ("dan", "cs2")
    answer = move(machine, number, "assignment", {"team": "cs1"}).json()
    assert (answer["assignee"], answer["team"]) == (None, "cs1")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "assignee"),
        ({"assignee": "nobody"}, 422, "assignee"),
        ({"team": "nowhere"}, 422, "team"),
        ({"assignee": 7}, 422, "assignee"),
        ({"assignee": "wang"}, 400, "name"),  # a colleague of the warehouse does not answer customers
    ],
)
def test_a_desk_that_is_none_is_refused(
    machine: Machine, number: str, body: dict[str, Any], status: int, field: str
) -> None:
    answer = move(machine, number, "assignment", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (status, [field])


def test_a_grade_is_changed_with_a_reason(machine: Machine, number: str) -> None:
    answer = move(machine, number, "grade", {"grade": "green", "reason": "客户说不急"}).json()
    assert answer["grade"]["code"] == "green"
    assert "客户说不急" in answer["grade"]["reason"]
    for body, field in (({"grade": "green"}, "reason"), ({"grade": "purple", "reason": "x"}, "grade")):
        refused = move(machine, number, "grade", body)
        assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])


def test_a_solution_needs_its_three_elements(machine: Machine, number: str) -> None:
    answer = move(machine, number, "solution", SOLUTION)
    assert answer.status_code == 201
    assert answer.json()["round"] == 1
    assert "为您换一台新机" in page_of(machine, number)
    assert move(machine, number, "solution", SOLUTION).status_code == 409


def test_a_solution_that_names_no_time_is_refused(machine: Machine, number: str) -> None:
    answer = move(machine, number, "solution", SOLUTION | {"timing": "尽快"})
    assert (answer.status_code, answer.json()["code"]) == (400, "solution_incomplete")
    assert "timing" in answer.json()["errors"]


def test_the_customers_yes_closes_and_a_no_does_not(machine: Machine, number: str) -> None:
    assert move(machine, number, "confirmation", {"solved": True, "stars": 5}).status_code == 409
    move(machine, number, "solution", SOLUTION)
    assert move(machine, number, "confirmation", {"solved": True}).json()["code"] == "answer_incomplete"
    no = move(machine, number, "confirmation", {"solved": False})
    assert (no.status_code, no.json()["status"]) == (201, "open")
    move(machine, number, "solution", SOLUTION)
    yes = move(machine, number, "confirmation", {"solved": True, "stars": 4, "word": "谢谢"})
    assert (yes.status_code, yes.json()["status"]) == (201, "closed")
    assert Closure.objects.get().kind == "confirmed"
    assert move(machine, number, "messages", {"text": "补充", "kind": "reply"}).json()["code"] == "ticket_closed"


@pytest.mark.parametrize("body", [{}, {"solved": "yes"}, {"solved": 1}, {"solved": True, "stars": 6}, {"solved": None}])
def test_an_answer_that_is_none_is_refused(machine: Machine, number: str, body: dict[str, Any]) -> None:
    assert move(machine, number, "confirmation", body).status_code == 422


@pytest.mark.parametrize("noun", ["messages", "assignment", "grade", "solution", "confirmation"])
def test_nothing_moves_a_ticket_that_is_not_there(machine: Machine, noun: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "messages": {"text": "x"},
        "assignment": {"assignee": "lin"},
        "grade": {"grade": "red", "reason": "x"},
        "solution": SOLUTION,
        "confirmation": {"solved": False},
    }
    for number in ("FB-1", "%00"):
        assert move(machine, number, noun, bodies[noun]).status_code == 404
    assert machine.client.get(f"{ROOT}/tickets/FB-1/{noun}", headers=machine.headers()).status_code == 405


def test_a_reply_tells_what_the_house_would_rather_not_say(machine: Machine, number: str) -> None:
    answer = move(machine, number, "messages", {"text": "您好，我们会尽快处理", "kind": "reply"})
    (found,) = answer.json()["wording"]
    assert (found["kind"], found["severity"], found["found"]) == ("vague", "hint", "尽快")
    assert (found["start"], found["end"]) == (6, 8)
    assert found["better"][0] == "【几点】前"


@pytest.mark.parametrize("kind", ["customer", "note"])
def test_nobody_weighs_the_words_of_customers_and_notes(machine: Machine, number: str, kind: str) -> None:
    assert move(machine, number, "messages", {"text": "尽快处理", "kind": kind}).json()["wording"] == []


def test_a_reply_does_not_repeat_itself(machine: Machine, number: str) -> None:
    said = {"text": "您的心情我完全能够理解。", "kind": "reply"}
    assert move(machine, number, "messages", said).json()["wording"] == []


def test_blocked_words_are_refused_with_better_ones(machine: Machine, number: str) -> None:
    Phrase.objects.filter(code="no_way").update(severity="block")
    answer = move(machine, number, "messages", {"text": "我们没办法", "kind": "reply"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "wording_blocked"
    assert "我们可以为您提供【方案】" in answer.content.decode()
