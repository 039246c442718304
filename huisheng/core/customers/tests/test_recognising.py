from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from huisheng.core.customers.actions import give_consent, recognise_customer, set_tier, settle_conflict
from huisheng.core.customers.models import Consent, Customer, Identity, IdentityConflict
from huisheng.core.customers.queries import find_customers, known_customer, open_conflicts
from huisheng.kit.party import Party

from .make import make_customer, make_tier

pytestmark = pytest.mark.django_db
PHONE = "138 0000 1234"


def test_it_makes_a_customer_once_and_knows_the_phone_however_it_is_written() -> None:
    first = recognise_customer(name="刘女士", phone=PHONE)
    again = recognise_customer(phone="+86-13800001234")
    assert first.is_new
    assert not again.is_new
    assert again.customer == first.customer
    assert Identity.objects.count() == 1


def test_it_seals_the_phone_and_shows_it_masked() -> None:
    identity = recognise_customer(phone=PHONE).identities[0]
    assert b"13800001234" not in bytes(Identity.objects.get(pk=identity.pk).sealed)
    assert (identity.masked, identity.value, identity.shown) == ("138****1234", "+8613800001234", "138 0000 1234")
    assert "1234" not in identity.tail


def test_a_typed_name_never_overwrites_a_known_one() -> None:
    recognise_customer(name="刘女士", phone=PHONE)
    assert recognise_customer(name="骗子", phone=PHONE).customer.name == "刘女士"


def test_a_name_is_kept_as_it_is_typed_in_pinyin() -> None:
    assert "liunvshi" in recognise_customer(name="刘女士", phone=PHONE).customer.spelled.split()
    recognise_customer(phone="13800005678")
    assert "oyj" in recognise_customer(name=" 欧阳静 ", phone="13800005678").customer.spelled.split()
    assert set(Customer.objects.values_list("name", flat=True)) == {"刘女士", "欧阳静"}


def test_a_name_fills_an_empty_one() -> None:
    recognise_customer(phone=PHONE)
    recognise_customer(name="刘女士", phone=PHONE)
    assert Customer.objects.get().name == "刘女士"


def test_it_adds_a_new_identity_to_the_customer_it_found() -> None:
    customer = make_customer(phone=PHONE)
    found = recognise_customer(phone=PHONE, email="Liu@Mail.example")
    assert found.customer == customer
    assert {identity.masked for identity in found.identities} >= {"138****1234"}
    assert known_customer(email="liu@mail.example") == customer


def test_a_form_alone_verifies_nothing_a_colleague_does() -> None:
    assert not recognise_customer(phone=PHONE).identities[0].verified
    assert recognise_customer(phone=PHONE, verified=True).identities[0].verified
    assert recognise_customer(phone=PHONE).identities[0].verified


def test_identities_of_two_customers_make_a_conflict_and_merge_nobody() -> None:
    liu, zhao = make_customer("刘女士", phone=PHONE), make_customer("赵先生", email="zhao@mail.example")
    found = recognise_customer(name="刘女士", phone=PHONE, email="zhao@mail.example")
    assert found.customer == liu
    assert found.conflict is not None
    assert (found.conflict.customer, found.conflict.other) == (liu, zhao)
    assert Identity.objects.get(kind="email").customer == zhao
    assert Customer.objects.count() == 2


def test_the_same_conflict_is_asked_once_until_an_agent_settles_it() -> None:
    liu = make_customer("刘女士", phone=PHONE)
    zhao = make_customer("赵先生", email="zhao@mail.example")
    for _each in range(3):
        recognise_customer(phone=PHONE, email="zhao@mail.example")
    (conflict,) = open_conflicts(liu)
    assert open_conflicts(zhao) == [conflict]
    settle_conflict(conflict)
    assert not open_conflicts(liu)
    assert recognise_customer(phone=PHONE, email="zhao@mail.example").conflict is None
    assert IdentityConflict.objects.get().resolution == "separate"


def test_the_first_of_external_phone_email_decides_who_it_is() -> None:
    make_customer("刘女士", phone=PHONE)
    shop = recognise_customer(name="赵先生", external_id="CRM-9").customer
    assert recognise_customer(external_id="CRM-9", phone=PHONE).customer == shop


def test_without_any_identity_everybody_is_somebody_new() -> None:
    assert recognise_customer(name="匿名").customer != recognise_customer(name="匿名").customer
    assert not Identity.objects.exists()


def test_what_is_no_phone_becomes_no_identity() -> None:
    assert recognise_customer(phone="call me", email="at home").identities == ()


def test_it_finds_people_for_the_desk_by_phone_tail_email_and_name() -> None:
    liu = make_customer("刘女士", phone=PHONE, email="liu@mail.example")
    make_customer("赵先生", phone="13900005678")
    for text in (PHONE, "1234", "LIU@mail.example", "刘", "刘女士"):
        assert list(find_customers(text)) == [liu], text


@pytest.mark.parametrize("text", ["", "  ", "138", "0000", "女士", "@", "mail.example"])
def test_pieces_of_a_number_find_nobody(text: str) -> None:
    make_customer("刘女士", phone=PHONE, email="liu@mail.example")
    assert not find_customers(text).exists()


def test_it_keeps_what_the_customer_agreed_to() -> None:
    liu = make_customer(phone=PHONE)
    give_consent(
        liu, purposes=["service", "marketing"], text_version="2026-11", channel="web", by=Party("customer", liu.pk)
    )
    kept = Consent.objects.filter(customer=liu)
    assert {consent.purpose for consent in kept} == {"service", "marketing"}
    assert {consent.text_version for consent in kept} == {"2026-11"}
    assert all(consent.withdrawn_at is None for consent in kept)


def test_a_tier_is_set_and_taken_back() -> None:
    liu = set_tier(make_customer(), tier=make_tier("core"))
    assert Customer.objects.get(pk=liu.pk).tier == make_tier("core")
    assert set_tier(liu, tier=None).tier is None


def test_names_of_before_are_spelled_once() -> None:
    """The migration that brought the column: every name is read once, however many customers bear it."""
    for tail in range(3):
        recognise_customer(name="单雄信", phone=f"1380000999{tail}")
    Customer.objects.update(spelled="")
    import_module("huisheng.core.customers.migrations.0004_spelled").spell(apps, connection.schema_editor())
    assert {"shanxiongxin" in one.spelled and "dxx" in one.spelled for one in Customer.objects.all()} == {True}
