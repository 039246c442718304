"""Tries are counted once, whoever counts them at the same time."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from huisheng.web.frame import ratelimit
from huisheng.web.frame.models import Hit
from huisheng.web.frame.ratelimit import TooManyTries, forgive, guard, limit, look


@pytest.mark.django_db
def test_it_allows_so_many_and_then_says_when_to_come_back() -> None:
    tallies = [limit("lookup:1", 3, 600) for _ in range(4)]
    assert [one.allowed for one in tallies] == [True, True, True, False]
    assert [one.left for one in tallies] == [2, 1, 0, 0]
    assert 590 < tallies[3].retry_after <= 600
    assert limit("lookup:2", 3, 600).allowed


@pytest.mark.django_db
def test_the_phone_behind_a_key_cannot_be_found_by_trying_all() -> None:
    limit("form:contact:+8613800001234", 3, 600)
    assert Hit.objects.get().key != hashlib.sha256(b"form:contact:+8613800001234").hexdigest()


@pytest.mark.django_db
def test_it_starts_anew_when_the_window_is_over() -> None:
    limit("a", 1, 60)
    assert not limit("a", 1, 60).allowed
    Hit.objects.update(until=F("until") - timedelta(seconds=61))
    assert limit("a", 1, 60).allowed
    assert Hit.objects.get().count == 1


@pytest.mark.django_db
def test_a_blocked_key_does_not_block_itself_for_longer_by_trying() -> None:
    limit("a", 1, 60)
    before = Hit.objects.get().until
    limit("a", 1, 60)
    assert Hit.objects.get().until == before


@pytest.mark.django_db
def test_it_looks_without_counting_and_forgives() -> None:
    assert look("a", 2) == ratelimit.Tally(True, 1, 0)
    limit("a", 2, 60)
    limit("a", 2, 60)
    assert not look("a", 2).allowed
    assert not look("a", 2).allowed
    forgive("a")
    assert look("a", 2).allowed


@pytest.mark.django_db
def test_it_raises_a_refusal_with_minutes_for_people() -> None:
    guard("a", 1, 90)
    with pytest.raises(TooManyTries, match="2 分钟") as refusal:
        guard("a", 1, 90)
    assert 80 < refusal.value.retry_after <= 91


@pytest.mark.django_db
def test_it_keeps_no_key_in_clear() -> None:
    limit("phone:13812341234", 3, 60)
    assert "1381" not in Hit.objects.get().key


@pytest.mark.django_db
def test_it_sweeps_only_windows_that_are_over() -> None:
    limit("old", 3, 60)
    Hit.objects.update(until=timezone.now() - timedelta(seconds=1))
    limit("new", 3, 60)
    ratelimit.sweep()
    assert list(Hit.objects.values_list("key", flat=True)) == [ratelimit.hashed("new")]


@pytest.fixture
def several() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_it_never_lets_one_too_many_in_when_all_come_at_once(several: ThreadPoolExecutor) -> None:
    def knock(_number: int) -> bool:
        try:
            return limit("door", 10, 600).allowed
        finally:
            connection.close()

    assert sum(several.map(knock, range(40))) == 10
    assert Hit.objects.get().count == 40
