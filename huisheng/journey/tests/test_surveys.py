"""Who is asked how it felt: after an ending, and after a call; nobody twice for the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.channels.models import Outbound
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.journey.surveys import ask_how_it_felt, ask_how_the_call_was
from huisheng.journey.tests.make import latest
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import Closure
from huisheng.stages.closure.tests.make import make_asking, make_every_try, make_offered
from huisheng.stages.followup.actions import begin_call, complete_record, hang_up, save_record
from huisheng.stages.followup.models import Callback, Scenario
from huisheng.stages.followup.tests.make import WHOLE, by_day, make_callback, make_scenario
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.survey.models import Invitation, Survey
from huisheng.stages.survey.tests.make import make_invitation, make_survey
from huisheng.trips.asking import ask_due
from tests.cast import Cast
from tests.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db


def talked(cast: Cast, scenario: Scenario, *, ticket: Ticket | None = None, stars: int | None = None) -> Callback:
    """A call whose record is complete; without stars, as a house may leave the field out."""
    customer = ticket.customer if ticket else make_customer("孙先生", phone="13700001111", email="sun@mail.example")
    callback = begin_call(make_callback(by_day(customer), scenario=scenario, ticket=ticket), staff=cast.chen)
    hang_up(callback, by=cast.chen.party)
    save_record(callback, {**WHOLE, "stars": stars or 5}, by=cast.chen.party)
    complete_record(callback, by=cast.chen.party)
    return callback


def asked() -> list[tuple[str, str]]:
    return list(Invitation.objects.order_by("id").values_list("survey__code", "held_why"))


def letters() -> list[str]:
    return [one.writing.text for one in Outbound.objects.order_by("id") if "/s/" in one.writing.text]


def test_who_gave_stars_on_the_phone_is_asked_for_no_second_rating(cast: Cast) -> None:
    Survey.objects.filter(code="csat-called").update(active=False)
    make_survey("stars", moment="called", questions=({"code": "satisfied", "kind": "csat"},))
    talked(cast, make_scenario(), stars=4)
    run_waiting_jobs()
    assert asked() == [("stars", "rated")]
    assert letters() == []


def test_whoever_was_rung_up_is_asked_once_how_the_call_was(cast: Cast) -> None:
    """The shipped survey asks for no stars, so it asks who gave some, too: by one letter, and the same call never twice."""
    callback = talked(cast, make_scenario(), stars=4)
    run_waiting_jobs()
    invitation = Invitation.objects.get()
    assert (invitation.occasion, invitation.held_why, invitation.ticket) == (f"callback:{callback.pk}", "", None)
    assert len(letters()) == 1
    assert invitation.public_path in letters()[0]
    ask_how_the_call_was(Event.objects.get(kind="callback_recorded"))
    assert Invitation.objects.count() == 1


def test_the_survey_after_a_call_about_a_matter_belongs_to_it_and_is_its_channels_own(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("孙先生", phone="13700001111", email="sun@mail.example"))
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    make_survey(
        "of-the-channel", moment="called", channel=ticket.channel, questions=({"code": "heard", "kind": "yes_no"},)
    )
    talked(cast, make_scenario(), ticket=ticket)
    run_waiting_jobs()
    assert asked() == [("of-the-channel", "")]
    assert Invitation.objects.get().ticket == ticket


@pytest.mark.parametrize("changes", [{"trigger": "protocol"}, {"trigger": "event", "event": "survey_low"}])
def test_who_was_rung_up_for_silence_or_a_low_score_is_not_asked_about_the_call(
    cast: Cast, changes: dict[str, str]
) -> None:
    talked(cast, make_scenario("test-special", **changes))
    run_waiting_jobs()
    assert asked() == []


def test_no_survey_after_calls_none_goes(cast: Cast) -> None:
    Survey.objects.filter(moment="called").update(active=False)
    talked(cast, make_scenario())
    run_waiting_jobs()
    assert asked() == []


def confirmed(cast: Cast, *, stars: int | None) -> Ticket:
    """With a yes from the page, or, without stars, one that a colleague heard."""
    ticket = make_offered(cast.lin, at=timezone.now() - timedelta(hours=1))
    by = cast.chen.party if stars is None else ticket.customer.party
    answer_confirmation(ticket, solved=True, stars=stars, by=by)
    run_waiting_jobs()
    return ticket


def test_stars_of_a_yes_are_the_rating_and_no_letter_asks_for_more(cast: Cast) -> None:
    confirmed(cast, stars=4)
    assert asked() == [("csat-closed", "rated")]
    assert letters() == []


def test_after_the_stars_of_a_yes_the_house_may_ask_how_easy_it_was(cast: Cast) -> None:
    Survey.objects.filter(code="ces-closed").update(active=True)
    ticket = confirmed(cast, stars=4)
    assert asked() == [("ces-closed", "")]
    assert len(letters()) == 1
    ask_how_it_felt(latest(ticket, "ticket_confirmed"))
    assert Invitation.objects.count() == 1


def test_a_yes_without_stars_is_asked_for_them_and_for_nothing_else(cast: Cast) -> None:
    Survey.objects.filter(code="ces-closed").update(active=True)
    confirmed(cast, stars=None)
    assert asked() == [("csat-closed", "")]


def test_who_was_asked_a_short_while_ago_is_not_asked_how_easy_it_was(cast: Cast) -> None:
    Survey.objects.filter(code="ces-closed").update(active=True)
    ticket = make_offered(cast.lin, at=timezone.now() - timedelta(hours=1))
    make_invitation(make_survey(), ticket.customer, ticket=ticket)
    answer_confirmation(ticket, solved=True, stars=4, by=ticket.customer.party)
    run_waiting_jobs()
    assert asked() == [("own", ""), ("ces-closed", "tired")]


def test_silence_to_the_end_is_one_letter_whatever_the_survey_says(cast: Cast) -> None:
    """Decision 0014: the closing letter asks both questions itself."""
    Survey.objects.filter(code="csat-closed").update(closings=["confirmed", "unconfirmed"])
    asking = make_asking(make_offered(cast.lin))
    make_every_try(asking, cast.chen)
    run_waiting_jobs()
    before = Outbound.objects.count()
    assert asking.next_at
    ask_due(at=asking.next_at)
    tell_of_the_end(asking.ticket)
    assert Closure.objects.get().kind == Closure.Kind.UNCONFIRMED
    goodbye = [one.writing.text for one in Outbound.objects.order_by("id")][before:]
    assert len(goodbye) == 1
    assert "解决了没有、满不满意" in goodbye[0]
    assert asking.ticket.public_path in goodbye[0]
    assert asked() == []


def tell_of_the_end(ticket: Ticket) -> None:
    """Today, whenever the story plays: what is older than three days is told to nobody."""
    Event.objects.filter(ticket=ticket, kind="ticket_closed").update(at=timezone.now())
    run_waiting_jobs()
