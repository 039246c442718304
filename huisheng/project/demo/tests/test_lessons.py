"""The cases the team learns from are told of stories that are there, without the people in them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.mask import redact
from huisheng.project.demo.lessons import LESSONS, tell_again
from huisheng.project.demo.load import hire
from huisheng.project.demo.tickets.everything import TICKETS
from huisheng.stages.praise.models import TeachingCase


def test_every_lesson_is_of_a_script() -> None:
    told = {(one.customer.name, one.order) for one in TICKETS}
    assert {(one.customer, one.order) for one in LESSONS} <= told


def test_no_lesson_names_its_customer_or_order() -> None:
    for one in LESSONS:
        words = one.title + one.situation + one.done + one.lesson
        assert one.customer not in words
        assert one.order not in words
        assert redact(words) == words


@pytest.mark.django_db
def test_two_are_read_and_one_is_a_draft() -> None:
    now = timezone.now()
    for one in LESSONS:
        ticket = make_ticket("少了电源线", customer=make_customer(one.customer, phone=f"1370000{one.order}"), at=now)
        ticket.order_number = one.order
        ticket.save(update_fields=["order_number"])
    assert len(tell_again(hire(), now)) == len(LESSONS)
    assert TeachingCase.objects.filter(state="published").count() == 2
    assert TeachingCase.objects.filter(state="draft").count() == 1
    assert not TeachingCase.objects.filter(published_at__gt=now - timedelta(days=1)).exists()


@pytest.mark.django_db
def test_without_its_ticket_nothing_is_told() -> None:
    assert tell_again(hire(), timezone.now()) == []
