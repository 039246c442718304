"""Before and after an edit, over real tickets: what they gain and lose, and whether it would have been kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.sla.actions import follow_grade, heed, save_policy, start_clocks
from huisheng.stages.sla.checks import CommitmentDraft
from huisheng.stages.sla.edited import in_force, with_edit, with_switched
from huisheng.stages.sla.models import Clock, ServicePolicy
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.sla.rehearsal import KindRow, Rehearsal, rehearse
from huisheng.stages.sla.rehearsal.sample import draw_sample, spread
from huisheng.stages.sla.tests.make import TEN, after, always, clock_of, make_policy, make_ticket, only_policy, promise
from huisheng.stages.triage.actions import tag_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = after(24 * 60)
STAFF = Party("staff", 1)


def edit(*drafts: CommitmentDraft, code: str = "only", **changes: Any) -> list[Any]:
    answers = {
        "name": "改后",
        "calendar": always(),
        "scheme": None,
        "condition": {},
        "enabled": True,
        "rank": 0,
        **changes,
    }
    return with_edit(code, answers, drafts)


def compared(to: Sequence[Any], **options: Any) -> Rehearsal:
    return rehearse(in_force(), to, Ticket.objects.all(), now=NOW, **options)


def only_row(found: Rehearsal) -> KindRow:
    (row,) = found.rows
    return row


def answer(ticket: Ticket, minutes: float) -> None:
    """A person answers so many minutes after ten."""
    ticket.messages.create(kind="reply", text="您好", at=after(minutes), by_kind="staff", by_id=1)
    heed(ticket, Occasion.REPLY_SENT, at=after(minutes), by=STAFF)


def make_answered(*minutes: float) -> list[Ticket]:
    tickets = [make_ticket() for _one in minutes]
    for ticket, one in zip(tickets, minutes, strict=True):
        start_clocks(ticket, by=SYSTEM, at=TEN)
        answer(ticket, one)
    return tickets


def test_a_shorter_time_comes_earlier_and_fewer_answers_would_have_kept_it() -> None:
    only_policy(promise(amount=60), code="only")
    make_answered(5, 20, 50, 70)
    found = compared(edit(promise(amount=30)))
    row = only_row(found)
    assert (found.seen, found.touched, row.earlier, row.later) == (4, 4, 4, 0)
    assert (row.before.kept, row.before.known, row.before.percent) == (3, 4, 75)
    assert (row.after.kept, row.after.known, row.after.percent) == (2, 4, 50)
    assert [one.before - one.after for one in found.examples if one.before and one.after] == [timedelta(minutes=30)] * 4


def test_what_is_gained_is_judged_by_the_answers_there_really_were() -> None:
    """No clock of this kind ever ran, but a person answered."""
    only_policy(promise("resolve", 4, "hour"), code="only")
    make_answered(5, 50)
    found = compared(edit(promise("resolve", 4, "hour"), promise(amount=30)))
    gained = next(row for row in found.rows if row.kind == "first_response")
    assert (gained.gained, gained.before.count, gained.after.count) == (2, 0, 2)
    assert (gained.after.kept, gained.after.known) == (1, 2)
    assert {one.before for one in found.examples} == {None}


def test_what_is_lost_and_what_a_switch_takes_away() -> None:
    policy = only_policy(promise(amount=60), code="only")
    make_answered(5)
    for to in (edit(promise(amount=60), enabled=False), with_switched([policy.pk], enabled=False)):
        row = only_row(compared(to))
        assert (row.lost, row.after.count, row.after.median) == (1, 0, "–")


def test_saving_without_a_change_changes_nothing() -> None:
    only_policy(promise(amount=60), code="only")
    make_answered(5, 70)
    found = compared(edit(promise(amount=60)))
    assert (found.touched, found.examples, only_row(found).changed) == (0, [], 0)


def test_another_policy_that_comes_first_still_wins() -> None:
    only_policy(promise(amount=60), code="only")
    make_policy(promise(amount=10), code="first")
    make_answered(5)
    assert compared(edit(promise(amount=30))).touched == 0
    assert compared(edit(promise(amount=30, overrides=True))).touched == 1


def test_it_says_the_same_as_the_clocks_do_after_the_edit() -> None:
    """The rehearsal against real life: save the edit, promise anew, and look."""
    only_policy(promise(amount=60), promise("resolve", 3, "hour", grade_code="red"), code="only")
    tickets = [make_ticket(grade=grade) for grade in ("red", "yellow", "green")]
    drafts = [
        promise(amount=20, grade_code="red"),
        promise(amount=90, grade_code="green"),
        promise("resolve", 9, "hour"),
    ]
    foretold = compared(edit(*drafts))
    save_policy("only", name="改后", calendar=always(), commitments=drafts, by=SYSTEM)
    for ticket in tickets:
        start_clocks(ticket, by=SYSTEM, at=TEN)
    counts = {row.kind: row.after.count for row in foretold.rows}
    real = [one.kind for one in Clock.objects.all()]
    assert counts == {kind: real.count(kind) for kind in ("first_response", "resolve")}
    assert {row.kind: (row.gained, row.lost) for row in foretold.rows} == {"first_response": (0, 1), "resolve": (2, 0)}


def test_time_spent_waiting_for_the_customer_is_not_held_against_the_house() -> None:
    only_policy(promise("resolve", 60), code="only")
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    clock = clock_of(ticket, "resolve")
    clock.pauses.create(reason="waiting_customer", since=after(10), until=after(50))
    Clock.objects.filter(pk=clock.pk).update(met_at=after(80))
    row = only_row(compared(edit(promise("resolve", 50))))
    assert (row.before.kept, row.after.kept) == (1, 1)
    assert only_row(compared(edit(promise("resolve", 50, pauses_in=[])))).after.kept == 0
    assert only_row(compared(edit(promise("resolve", 30)))).after.kept == 0


def test_what_is_open_and_not_due_is_not_judged_and_what_is_overdue_is() -> None:
    only_policy(promise(amount=60), code="only")
    start_clocks(make_ticket(), by=SYSTEM, at=TEN)
    row = only_row(compared(edit(promise(amount=3, unit="natural_day"))))
    assert (row.before.known, row.before.kept, row.after.known) == (1, 0, 0)


def test_promises_that_begin_later_are_named_and_not_compared() -> None:
    only_policy(promise(amount=60), code="only")
    make_answered(5)
    found = compared(edit(promise(amount=60), promise("next_reply", 30), promise("callback", 24, "hour")))
    assert (found.touched, found.left_out) == (0, ["再次回复", "回访"])


def test_it_reads_words_tags_and_repetition_where_the_condition_asks() -> None:
    only_policy(promise(amount=60), code="only")
    ticket, other = make_ticket("屏幕碎了"), make_ticket("建议加个灯")
    tag_ticket(other, add=[Tag.objects.get(code="case_12315")], by=SYSTEM)
    Ticket.objects.filter(pk=other.pk).update(customer=ticket.customer)
    wanted = {
        "words": ({"field": "text", "op": "has_any", "value": ["屏幕"]}, ticket.number),
        "tags": ({"field": "tags", "op": "any_of", "value": ["case_12315"]}, other.number),
    }
    for condition, number in wanted.values():
        found = compared(edit(promise(amount=30), code="more", condition=condition))
        assert [one.number for one in found.examples] == [number]
    again = {"field": "repeat_count", "op": "gte", "value": 2}
    assert compared(edit(promise(amount=30), code="more", condition=again)).touched == 2


def test_only_the_last_thirty_days_and_only_what_one_may_see() -> None:
    only_policy(promise(amount=60), code="only")
    make_answered(5, 5)
    Ticket.objects.filter(pk=Ticket.objects.latest("pk").pk).update(created_at=NOW - timedelta(days=31))
    assert compared(edit(promise(amount=30))).seen == 1
    assert rehearse(in_force(), edit(promise(amount=30)), Ticket.objects.none(), now=NOW).seen == 0


def test_of_many_it_takes_an_even_sample_and_says_so() -> None:
    only_policy(promise(amount=60), code="only")
    make_answered(5, 5, 5, 5, 5)
    found = compared(edit(promise(amount=30)), most=2)
    assert (found.seen, found.all, found.sampled, found.bounded) == (2, 5, True, False)


@pytest.mark.parametrize(
    ("count", "most", "chosen"), [(0, 3, []), (2, 3, [0, 1]), (6, 3, [0, 2, 4]), (7, 3, [0, 2, 4])]
)
def test_a_sample_is_spread_from_new_to_old(count: int, most: int, chosen: list[int]) -> None:
    assert spread(list(range(count)), most) == chosen


def test_it_costs_the_same_statements_for_many_tickets(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    only_policy(promise(amount=60), code="only")
    make_answered(*[5] * 12)
    asked = {"text", "tags", "repeat_count"}
    with django_assert_max_num_queries(15):
        sample = draw_sample(Ticket.objects.all(), asked, now=NOW)
        assert [len(sample.facts(one, asked)) for one in sample.tickets] == [3] * 12
        assert all(sample.facts(one, asked)["repeat_count"] == 1 for one in sample.tickets)
    to = edit(promise(amount=30), condition={"field": "text", "op": "has_any", "value": ["漏发"]})
    before = in_force()
    with django_assert_max_num_queries(13):
        rehearse(before, to, Ticket.objects.all(), now=NOW)


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "name": "红色:更快", "name_en": "", "calendar": always().pk, "scheme": "", "condition": "", "rank": "0", "enabled": "1",
        "based_on": "1", "promise-TOTAL_FORMS": "1", "promise-INITIAL_FORMS": "0", "promise-0-kind": "first_response",
        "promise-0-amount": "5", "promise-0-unit": "minute", "promise-0-grade_code": "red", **changes,
    }  # fmt: skip


def make_recent() -> Ticket:
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(created_at=timezone.now() - timedelta(hours=2))
    return ticket


def test_the_editor_shows_before_and_after_and_saves_nothing(admin: Client) -> None:
    ticket = make_recent()
    address = reverse("settings:policy_rehearsal", args=["ryg_red"])
    page = admin.post(address, typed(), headers={"HX-Request": "true"}).content.decode()
    assert ticket.number in page
    assert "<html" not in page
    assert ServicePolicy.objects.get(code="ryg_red").version == 1
    assert "<html" in admin.post(address, typed()).content.decode()


def test_a_new_policy_and_a_preset_can_be_compared_too(admin: Client) -> None:
    ticket = make_recent()
    new = admin.post(reverse("settings:new_policy_rehearsal"), typed(code="brand_new"))
    assert ticket.number in new.content.decode()
    off = admin.post(reverse("settings:family_rehearsal", args=["P-RYG"]), {"enabled": "0"})
    assert ticket.number in off.content.decode()
    assert ServicePolicy.objects.get(code="ryg_red").enabled


@pytest.mark.parametrize(
    "changes", [{"promise-0-amount": "soon"}, {"name": ""}, {"condition": '{"field": "moon", "op": "is", "value": 1}'}]
)
def test_what_cannot_be_read_is_said_instead(admin: Client, changes: dict[str, str]) -> None:
    make_recent()
    response = admin.post(reverse("settings:policy_rehearsal", args=["ryg_red"]), typed(**changes))
    assert (response.status_code, b'role="alert"' in response.content) == (200, True)


def test_comparing_is_for_those_who_may_change_settings(client: Client, cast: Cast) -> None:
    address = reverse("settings:policy_rehearsal", args=["ryg_red"])
    client.force_login(cast.chen)
    assert client.post(address, typed()).status_code == 403
    client.force_login(cast.admin)
    assert client.get(address).status_code == 405


def test_following_a_grade_after_the_edit_agrees_with_what_was_foretold() -> None:
    """A policy for red only: a yellow ticket that turns red is foretold with the grade it has now."""
    only_policy(promise(amount=60), code="only")
    ticket = make_ticket(grade="red")
    start_clocks(ticket, by=SYSTEM, at=TEN)
    drafts = [promise(amount=60), promise("give_plan", 2, "hour", grade_code="red")]
    foretold = compared(edit(*drafts))
    save_policy("only", name="改后", calendar=always(), commitments=drafts, by=SYSTEM)
    begun = follow_grade(ticket, by=SYSTEM, at=after(1))
    assert [one.kind for one in begun] == [row.kind for row in foretold.rows if row.gained]
