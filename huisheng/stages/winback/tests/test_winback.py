"""Lost, planned, asked, and what came of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Category, Nature
from huisheng.core.customers.models import Consent
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, close_spam, close_withdrawn
from huisheng.stages.followup.actions import note_became
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.actions import OverLimit, offer_solution, propose_compensation
from huisheng.stages.handling.limits import limit_of
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.actions import set_category
from huisheng.stages.winback import actions
from huisheng.stages.winback.actions import (
    MayNotBeRung,
    NoteMissing,
    NotPlanned,
    PlanMissing,
    WinbackOver,
    ask_back,
    end_winback,
    flag_lost,
    note_asked,
    plan_return,
    sweep_lost,
)
from huisheng.stages.winback.models import Lost
from huisheng.stages.winback.queries import asked_between, benefit_left, lost_for, return_rate
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=40)


def complaint(cast: Cast, *, days_ago: int = 40) -> Ticket:
    """On Lin's desk."""
    ticket = make_ticket(at=timezone.now() - timedelta(days=days_ago))
    set_category(ticket, category=Category.objects.filter(nature=Nature.COMPLAINT).earliest("pk"), by=SYSTEM)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return ticket


def refused(ticket: Ticket, cast: Cast, *, days_ago: int = 39) -> Ticket:
    at = timezone.now() - timedelta(days=days_ago)
    offer_solution(ticket, measure="补发", timing="11月25日 18:00 前", responsible="林晓", by=cast.lin.party, at=at)
    answer_confirmation(ticket, solved=False, stars=None, by=ticket.customer.party, at=at + timedelta(hours=1))
    return ticket


def agreed(ticket: Ticket) -> None:
    Consent.objects.create(customer=ticket.customer, purpose="marketing", text_version="1", channel="web")


def lost(cast: Cast, *, ticket: Ticket | None = None) -> Lost:
    ticket = ticket or complaint(cast)
    return flag_lost(ticket.customer, why="said_so", note="说不会再来了", ticket=ticket, by=cast.lin.party)


def planned(cast: Cast, **changes: object) -> Lost:
    given = {"plan": "登门致歉", "owner": cast.lin, "by": cast.chen, **changes}
    return plan_return(lost(cast), **given)  # type: ignore[arg-type]


def on_the_list(cast: Cast) -> Lost:
    found = planned(cast)
    assert found.ticket is not None
    agreed(found.ticket)
    return ask_back(found, by=cast.chen.party)


def asked(cast: Cast) -> Lost:
    """Talked to, on the phone."""
    found = on_the_list(cast)
    assert found.callback is not None
    assert note_asked(found.callback, at=timezone.now())
    found.refresh_from_db()
    return found


def test_one_at_a_time(cast: Cast) -> None:
    first = lost(cast)
    assert lost(cast, ticket=first.ticket).pk == first.pk
    assert Event.objects.filter(kind="customer_lost").count() == 1


def test_a_person_says_why_the_machine_need_not(cast: Cast) -> None:
    ticket = complaint(cast)
    with pytest.raises(NoteMissing):
        flag_lost(ticket.customer, why="said_so", ticket=ticket, note=" ", by=cast.lin.party)
    assert flag_lost(ticket.customer, why="silent", ticket=ticket, by=SYSTEM).state == Lost.State.FLAGGED


def test_a_customer_without_a_ticket_has_the_line_in_the_own_ledger(cast: Cast) -> None:
    found = flag_lost(cast.liu, why="no_order", note="去年起没有订单", by=cast.chen.party)
    line = Event.objects.get(kind="customer_lost")
    assert (line.customer, line.ticket, line.payload) == (cast.liu, None, {"lost": found.pk, "lost_why": "no_order"})


def test_a_plan_needs_words_and_a_benefit_for_its_cost(cast: Cast) -> None:
    found = lost(cast)
    for given in ({"plan": " "}, {"plan": "致歉", "benefit_fen": 5000}):
        with pytest.raises(PlanMissing):
            plan_return(found, owner=cast.lin, by=cast.chen, **given)


def test_the_benefit_stays_within_the_own_limit(cast: Cast) -> None:
    found = lost(cast)
    assert found.ticket is not None
    limit = limit_of(cast.lin, found.ticket)
    with pytest.raises(OverLimit):
        plan_return(found, plan="致歉", owner=cast.lin, benefit="券", benefit_fen=limit + 1, by=cast.lin)
    assert (
        plan_return(found, plan="致歉", owner=cast.lin, benefit="券", benefit_fen=limit, by=cast.lin).benefit_fen
        == limit
    )


def test_what_was_given_on_the_feedback_leaves_less_for_the_benefit(cast: Cast) -> None:
    found = lost(cast)
    assert found.ticket is not None
    limit = limit_of(cast.lin, found.ticket)
    propose_compensation(found.ticket, kind="coupon", fen=limit - 1_050, words="券", by=cast.lin)
    with pytest.raises(OverLimit):
        plan_return(found, plan="致歉", owner=cast.lin, benefit="券", benefit_fen=1_051, by=cast.lin)
    assert plan_return(found, plan="致歉", owner=cast.lin, benefit="券", benefit_fen=1_050, by=cast.lin).benefit
    assert benefit_left(cast.chen, found) == limit_of(cast.chen, found.ticket), "each has a limit of their own"


def test_where_there_is_no_feedback_the_whole_limit_is_left(cast: Cast) -> None:
    found = flag_lost(cast.liu, why="no_order", note="去年起没有订单", by=cast.chen.party)
    assert benefit_left(cast.chen, found) == limit_of(cast.chen, Ticket()) > 0


def test_asking_is_a_callback_of_its_scenario(cast: Cast) -> None:
    found = asked(cast)
    assert found.callback is not None
    assert (found.callback.scenario.code, found.callback.reason) == ("win_back", f"winback:{found.pk}")
    assert ask_back(found, by=cast.chen.party).callback == found.callback, "twice is once"


def test_nobody_is_rung_up_who_did_not_agree_to_offers(cast: Cast) -> None:
    with pytest.raises(MayNotBeRung):
        ask_back(planned(cast), by=cast.chen.party)
    assert not Callback.objects.exists()


def test_no_asking_without_a_plan(cast: Cast) -> None:
    with pytest.raises(NotPlanned):
        ask_back(lost(cast), by=cast.chen.party)


def test_an_end_is_final_and_says_how_one_knows(cast: Cast) -> None:
    found = asked(cast)
    with pytest.raises(NoteMissing):
        end_winback(found, state="returned", note="", by=cast.lin.party)
    with pytest.raises(ValueError, match="asked"):
        end_winback(found, state="asked", note="x", by=cast.lin.party)
    end_winback(found, state="returned", note="新订单 2001", by=cast.lin.party)
    assert found.note.endswith("新订单 2001")
    with pytest.raises(WinbackOver):
        end_winback(found, state="gone", note="x", by=cast.lin.party)


def test_who_is_left_in_peace_is_not_rung_up_any_more(cast: Cast) -> None:
    found = asked(cast)
    end_winback(found, state="left_alone", note="请别再打", by=cast.lin.party)
    assert found.callback is not None
    assert Callback.objects.get(pk=found.callback.pk).state == Callback.State.CANCELLED


def test_after_an_end_it_can_begin_again(cast: Cast) -> None:
    first = lost(cast)
    end_winback(first, state="gone", note="没有回来", by=cast.lin.party)
    assert lost(cast, ticket=first.ticket).pk != first.pk


def test_the_sweep_finds_who_gave_up_after_a_no(cast: Cast) -> None:
    ticket = refused(complaint(cast), cast)
    assert sweep_lost() == 0, "still open, one no only"
    close_withdrawn(ticket, reason="客户不想再谈", by=cast.chen.party)
    assert sweep_lost() == 1
    found = Lost.objects.get()
    assert (found.ticket, found.why, found.by) == (ticket, Lost.Why.REFUSED, SYSTEM)


def test_the_sweep_finds_who_refused_twice_and_fell_silent(cast: Cast) -> None:
    ticket = refused(refused(complaint(cast), cast, days_ago=38), cast, days_ago=36)
    assert sweep_lost() == 1
    assert Lost.objects.get().why == Lost.Why.SILENT
    assert ticket.customer == Lost.objects.get().customer


@pytest.mark.parametrize("silent", [False, True])
def test_who_is_being_won_back_already_takes_no_place_from_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, *, silent: bool
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    older, newer = complaint(cast), complaint(cast)
    flag_lost(older.customer, why="said_so", note="说不会再来了", by=cast.lin.party)
    for ticket in (older, newer):
        if silent:
            refused(refused(ticket, cast, days_ago=38), cast, days_ago=36)
        else:
            close_withdrawn(refused(ticket, cast), reason="客户不想再谈", by=cast.chen.party)
    assert sweep_lost() == 1
    assert list(Lost.objects.filter(by_kind="system").values_list("ticket", flat=True)) == [newer.pk]


def test_silence_is_as_long_as_the_house_says(cast: Cast) -> None:
    refused(refused(complaint(cast), cast, days_ago=38), cast, days_ago=36)
    change_setting("winback.silent_days", 37, by=SYSTEM)
    assert sweep_lost() == 0


def test_who_still_writes_is_not_silent(cast: Cast) -> None:
    ticket = refused(refused(complaint(cast), cast, days_ago=38), cast, days_ago=36)
    make_message(ticket, "还在等", kind=Message.Kind.CUSTOMER)
    assert sweep_lost() == 0


def test_what_a_person_ended_is_not_flagged_again(cast: Cast) -> None:
    ticket = refused(complaint(cast), cast)
    close_withdrawn(ticket, reason="不谈了", by=cast.chen.party)
    sweep_lost()
    end_winback(Lost.objects.get(), state="left_alone", note="别打扰", by=cast.chen.party)
    assert sweep_lost() == 0


def test_praise_and_questions_lose_nobody(cast: Cast) -> None:
    ticket = refused(complaint(cast), cast)
    set_category(ticket, category=Category.objects.filter(nature=Nature.CONSULT).earliest("pk"), by=SYSTEM)
    close_withdrawn(ticket, reason="不谈了", by=cast.chen.party)
    assert sweep_lost() == 0


def test_who_writes_again_without_complaining_came_back(cast: Cast) -> None:
    found = asked(cast)
    again = make_ticket("想再买一台", customer=found.customer)
    set_category(again, category=Category.objects.filter(nature=Nature.COMPLAINT).earliest("pk"), by=SYSTEM)
    assert sweep_lost() == 0, "a complaint is no return"
    set_category(again, category=Category.objects.filter(nature=Nature.CONSULT).earliest("pk"), by=SYSTEM)
    assert sweep_lost() == 1
    found.refresh_from_db()
    assert (found.state, found.by_kind) == (Lost.State.RETURNED, "staff")
    assert again.number in found.note


@pytest.mark.parametrize("whose", ["callback", "inside", "spam"])
def test_what_we_opened_ourselves_and_spam_are_no_way_back(cast: Cast, whose: str) -> None:
    found = asked(cast)
    assert found.callback is not None
    again = make_ticket("想再买一台", customer=found.customer, channel="internal" if whose == "inside" else "web")
    set_category(again, category=Category.objects.filter(nature=Nature.CONSULT).earliest("pk"), by=SYSTEM)
    if whose == "callback":
        note_became(found.callback, "ticket", ticket=again, by=cast.lin.party)
    if whose == "spam":
        close_spam(again, reason="广告", by=cast.lin.party)
    assert sweep_lost() == 0


def test_who_only_stands_on_the_list_was_not_asked(cast: Cast) -> None:
    found, now = on_the_list(cast), timezone.now()
    around = (now - timedelta(days=1), now + timedelta(days=1))
    assert (found.asked_at, return_rate(asked_between(*around)).asked) == (None, 0)
    again = make_ticket("想再买一台", customer=found.customer)
    set_category(again, category=Category.objects.filter(nature=Nature.CONSULT).earliest("pk"), by=SYSTEM)
    assert sweep_lost() == 0
    Callback.objects.filter(pk=found.callback_id or 0).update(hung_up_at=now)
    end_winback(found, state="returned", note="电话里又下单", by=cast.lin.party)
    assert (found.asked_at, return_rate(asked_between(*around)).returned) == (now, 1)


def test_the_rate_is_returned_of_asked(cast: Cast) -> None:
    now = timezone.now()
    end_winback(asked(cast), state="returned", note="新订单", by=cast.lin.party)
    end_winback(asked(cast), state="gone", note="没有", by=cast.lin.party)
    end_winback(lost(cast), state="returned", note="自己回来的，没有联系过", by=cast.lin.party)
    rate = return_rate(asked_between(now - timedelta(days=1), now + timedelta(days=1)))
    assert (rate.asked, rate.returned, rate.percent) == (2, 1, 50.0)
    assert return_rate(asked_between(now - LONG_AGO, now - timedelta(days=1))).percent is None


def test_one_sees_those_of_the_own_tickets_and_what_one_sees_to(cast: Cast) -> None:
    found = lost(cast)
    assert list(lost_for(cast.lin)) == [found]
    assert not lost_for(cast.dan).exists()
    plan_return(found, plan="致歉", owner=cast.dan, by=cast.chen)
    assert list(lost_for(cast.dan)) == [found]
