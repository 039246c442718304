"""Two people at the same instant, on real connections."""

from datetime import date, time
from threading import Barrier, Thread

import pytest
from django.db import connections

from huisheng.core.accounts.actions import deactivate_staff, plan_shifts
from huisheng.core.accounts.errors import AccountRefused, RosterRefused
from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.accounts.shifts import Pattern
from huisheng.core.accounts.tests.make import make_staff
from huisheng.kit.party import SYSTEM
from tests.cast import gather


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_switch_each_other_off_leave_one() -> None:
    pair = [gather().admin, make_staff("second", role="admin")]
    start, refused = Barrier(2), []

    def switch_off(whom: Staff, by: Staff) -> None:
        start.wait(10)
        try:
            deactivate_staff(whom, by=by.party)
        except AccountRefused as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=switch_off, args=(whom, by)) for whom, by in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    left = Staff.objects.filter(is_active=True, role__rights__contains=[Right.SETTINGS.value])
    assert (left.count(), len(refused)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_plan_the_same_person_at_once_plan_one_shift() -> None:
    person, refused = make_staff("he"), []
    start = Barrier(2)

    def plan(opens: int) -> None:
        day = date(2026, 11, 23)
        pattern = Pattern(frozenset({0}), time(opens), time(18), day, day)
        start.wait(10)
        try:
            plan_shifts([person], pattern, by=SYSTEM)
        except RosterRefused as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=plan, args=(opens,)) for opens in (9, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (person.shifts.count(), len(refused)) == (1, 1)
