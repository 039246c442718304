"""Two admins at the same instant, on real connections."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from huisheng.core.accounts.actions import deactivate_staff
from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.accounts.tests.make import make_staff
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
