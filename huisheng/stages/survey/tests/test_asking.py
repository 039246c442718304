from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.customers.actions import give_consent
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.survey.actions import (
    AskingHeld,
    ask_again,
    invite,
    invite_by_hand,
    invite_regularly,
    note_sent,
    opt_out,
)
from huisheng.stages.survey.models import Invitation, OptOut, Survey
from huisheng.stages.survey.queries import survey_for
from huisheng.stages.survey.tests.make import make_survey
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def customer() -> Customer:
    return make_customer("刘女士", email="liu@mail.example")


def held(survey: Survey, customer: Customer, occasion: str, **more: object) -> str:
    invitation = invite(survey, customer, occasion=occasion, **more)  # type: ignore[arg-type]
    assert invitation is not None
    return invitation.held_why


def sent(survey: Survey, customer: Customer, occasion: str, *, at: datetime) -> None:
    invitation = invite(survey, customer, occasion=occasion, at=at)
    assert invitation is not None
    assert invitation.held_why == ""
    note_sent(invitation, way="email", at=at)


def test_one_occasion_asks_once(customer: Customer) -> None:
    survey = make_survey()
    first = invite(survey, customer, occasion="closure:1")
    assert first is not None
    assert first.held_why == ""
    assert first.expires_at - first.made_at == timedelta(days=survey.open_days)
    assert invite(survey, customer, occasion="closure:1") is None
    assert [event.kind for event in Event.objects.filter(customer=customer)] == ["survey_invited"]


def test_the_ledger_of_the_ticket_says_so(customer: Customer) -> None:
    ticket = make_ticket()
    invite(make_survey(), ticket.customer, occasion="closure:1", ticket=ticket)
    assert not Event.objects.filter(kind="survey_invited").exists()  # a phone only: nobody can be written to
    assert Invitation.objects.get().held_why == "unreachable"


def test_stars_given_already_are_not_asked_for_again(customer: Customer) -> None:
    nps = make_survey("nps", questions=({"code": "recommend", "kind": "nps"},))
    assert held(make_survey(), customer, "closure:1", rated=True) == "rated"
    assert held(nps, customer, "closure:1", rated=True) == ""


def test_a_survey_lets_a_customer_rest(customer: Customer) -> None:
    survey, now = make_survey(rest_days=30), timezone.now()
    sent(survey, customer, "closure:1", at=now - 29 * DAY)
    assert held(survey, customer, "closure:2", at=now) == "tired"
    assert held(survey, customer, "closure:3", at=now + 2 * DAY) == ""


def test_all_surveys_together_let_a_customer_rest(customer: Customer) -> None:
    one, other, now = make_survey("one"), make_survey("other"), timezone.now()
    sent(one, customer, "closure:1", at=now - 6 * DAY)
    assert held(other, customer, "closure:2", at=now) == "tired"
    assert held(other, customer, "closure:3", at=now + 2 * DAY) == ""
    change_setting("survey.rest_days", 0, by=SYSTEM)
    assert held(make_survey("third"), customer, "closure:4", at=now + 2 * DAY) == ""


def test_a_letter_that_never_left_tires_nobody_after_three_days(customer: Customer) -> None:
    survey, now = make_survey(), timezone.now()
    assert held(survey, customer, "closure:1", at=now - 4 * DAY) == ""
    assert held(survey, customer, "closure:2", at=now) == ""
    assert held(survey, customer, "closure:3", at=now) == "tired"  # the second may still leave


def test_an_event_that_is_worked_on_late_finds_what_was_asked_meanwhile(customer: Customer) -> None:
    survey, now = make_survey(), timezone.now()
    sent(survey, customer, "closure:2", at=now)
    assert held(survey, customer, "closure:1", at=now - DAY) == "tired"


def test_a_colleague_sends_one_within_the_limits(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("欧阳静", email="ou@mail.example"))
    with pytest.raises(AskingHeld):  # only a phone is known for this feedback
        invite_by_hand(make_survey("other"), make_ticket(), by=cast.lin.party)
    invitation = invite_by_hand(make_survey(), ticket, by=cast.lin.party)
    assert (invitation.held_why, invitation.ticket) == ("", ticket)
    event = Event.objects.get(ticket=ticket, kind="survey_invited")
    assert (event.by_kind, event.by_id) == ("staff", cast.lin.pk)
    with pytest.raises(AskingHeld):
        invite_by_hand(invitation.survey, ticket, by=cast.lin.party)
    assert Invitation.objects.count() == 1


def test_what_was_held_back_tires_nobody(customer: Customer) -> None:
    survey = make_survey()
    assert held(survey, customer, "closure:1", rated=True) == "rated"
    assert held(survey, customer, "closure:2") == ""


def test_who_does_not_want_it_is_left_alone_until_taken_back(customer: Customer) -> None:
    survey = make_survey()
    opt_out(customer, by=customer.party)
    opt_out(customer, by=customer.party)
    assert held(survey, customer, "closure:1") == "opted_out"
    assert ask_again(customer, by=SYSTEM)
    assert not ask_again(customer, by=SYSTEM)
    assert held(survey, customer, "closure:2") == ""
    assert OptOut.objects.get().ended_at is not None
    kinds = Event.objects.filter(customer=customer).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["survey_refused", "survey_welcome", "survey_invited"]


def test_a_letter_that_left_is_noted(customer: Customer) -> None:
    invitation = invite(make_survey(), customer, occasion="closure:1")
    assert invitation is not None
    note_sent(invitation, way="email")
    invitation.refresh_from_db()
    assert (invitation.way, invitation.sent_at is not None) == ("email", True)


def test_the_channels_own_survey_speaks_before_the_general_one() -> None:
    Survey.objects.update(active=False)
    ticket = make_ticket()
    general = make_survey("general", moment="closed")
    own = make_survey("own-web", moment="closed", channel=ticket.channel, rank=99)
    assert survey_for("closed", channel=ticket.channel_id) == own
    assert survey_for("closed", channel=-1) == general
    assert survey_for("closed", channel=ticket.channel_id, closing="answered") is None
    assert survey_for("called") is None


def test_what_asks_for_the_stars_that_were_given_gives_way() -> None:
    Survey.objects.update(active=False)
    ticket = make_ticket()
    make_survey("general", moment="closed")
    own = make_survey("own-web", moment="closed", channel=ticket.channel)
    assert survey_for("closed", channel=ticket.channel_id, rated=True) == own, "where nothing else asks"
    ease = make_survey("ease", moment="closed", rank=99, questions=({"code": "ease", "kind": "ces"},))
    assert survey_for("closed", channel=ticket.channel_id, rated=True) == ease
    assert survey_for("closed", channel=ticket.channel_id) == own


# ── now and then, for the relation ───────────────────────────────────────────────────────────────────────────────────


def agreeing(n: int) -> list[Customer]:
    people = [make_customer(f"客户{k}", email=f"c{k}@mail.example") for k in range(n)]
    for one in people:
        give_consent(one, purposes=["marketing"], text_version="1", channel="web", by=SYSTEM)
    return people


def test_the_days_sample_is_no_larger_than_the_house_says() -> None:
    nps = make_survey("nps-own", moment="regular", sample=3, rest_days=90)
    agreeing(5)
    assert invite_regularly(nps) == 3
    assert invite_regularly(nps) == 0
    Invitation.objects.update(sent_at=timezone.now())
    assert invite_regularly(nps, at=timezone.now() + DAY) == 2  # the others; nobody twice within the rest
    Invitation.objects.update(sent_at=timezone.now())
    assert invite_regularly(nps, at=timezone.now() + 2 * DAY) == 0
    assert invite_regularly(nps, at=timezone.now() + 92 * DAY) == 3


def test_only_who_agreed_and_can_be_written_to_is_asked() -> None:
    nps = make_survey("nps-own", moment="regular", sample=50)
    make_customer("没同意", email="no@mail.example")
    phone = make_customer("只有电话", phone="13700001111")
    give_consent(phone, purposes=["marketing"], text_version="1", channel="web", by=SYSTEM)
    (willing, refusing) = agreeing(2)
    opt_out(refusing, by=refusing.party)
    assert invite_regularly(nps) == 1
    assert Invitation.objects.get().customer == willing


def test_a_survey_without_a_question_asks_nobody(cast: Cast) -> None:
    agreeing(1)
    assert invite_regularly(make_survey("nps-own", moment="regular", sample=5, questions=())) == 0
    Survey.objects.update(active=False)
    make_survey("empty", moment="closed", questions=())
    assert survey_for("closed") is None


def test_a_survey_without_a_sample_asks_nobody() -> None:
    agreeing(1)
    assert invite_regularly(make_survey("nps-own", moment="regular")) == 0
