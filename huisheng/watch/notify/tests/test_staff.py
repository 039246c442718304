from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.watch.notify.actions import mark_read, tell_staff
from huisheng.watch.notify.models import Delivery, Notice
from huisheng.watch.notify.queries import notices_of, unread_count
from huisheng.watch.notify.tests.make import make_event, make_notice, make_notice_template
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def offline(staff: Staff) -> Staff:
    staff.presence = Presence.OFFLINE
    staff.save(update_fields=["presence"])
    return staff


def test_a_notice_rings_once(cast: Cast) -> None:
    event = make_event()
    assert tell_staff(event, "ticket_assigned", cast.lin) is not None
    assert tell_staff(event, "ticket_assigned", cast.lin) is None
    assert unread_count(cast.lin) == 1


def test_nobody_hears_of_the_own_deed(cast: Cast) -> None:
    assert tell_staff(make_event(by=cast.lin.party), "ticket_assigned", cast.lin) is None


def test_who_left_hears_nothing(cast: Cast) -> None:
    cast.lin.is_active = False
    assert tell_staff(make_event(), "ticket_assigned", cast.lin) is None


def test_a_notice_that_is_switched_off_is_silent(cast: Cast) -> None:
    make_notice_template(enabled=False)
    assert tell_staff(make_event(), "ticket_assigned", cast.lin) is None
    assert unread_count(cast.lin) == 0


def test_a_notice_without_wording_still_rings(cast: Cast) -> None:
    event = make_event(make_ticket(assignee=cast.lin))
    assert tell_staff(event, "no_wording", cast.lin) is not None
    assert event.ticket is not None
    assert notices_of(cast.lin).rows[0].text == f"{event.ticket.number} 有新动静"


def test_who_is_at_the_desk_gets_no_letter(cast: Cast) -> None:
    make_notice(cast.lin)
    assert not Outbound.objects.exists()


def test_who_is_away_gets_a_letter_with_the_way_to_the_ticket(cast: Cast) -> None:
    ticket = make_ticket(assignee=cast.lin)
    make_notice(offline(cast.lin), event=make_event(ticket))
    letter = Delivery.objects.get(reader=f"staff:{cast.lin.pk}").outbound
    assert letter is not None
    assert letter.to == "lin@shop.example"
    assert f"/desk/tickets/{ticket.number}/" in letter.letter["text"]
    assert ticket.secret not in letter.letter["text"]


def test_who_has_no_address_is_only_rung(cast: Cast) -> None:
    cast.lin.email = ""
    make_notice(offline(cast.lin))
    assert not Outbound.objects.exists()


def test_a_house_may_keep_letters_to_colleagues_off(cast: Cast) -> None:
    make_notice_template(by_email=False)
    make_notice(offline(cast.lin))
    assert not Outbound.objects.exists()


def test_contact_details_in_a_message_do_not_leave_by_letter(cast: Cast) -> None:
    ticket = make_ticket(assignee=offline(cast.lin))
    make_message(ticket, "请打 13912345678 找我")
    tell_staff(ticket.events.get(kind="message_added"), "message_added", cast.lin)
    text = Outbound.objects.get().letter["text"]
    assert "13912345678" not in text
    assert "139****5678" in text


def test_a_letter_speaks_the_colleagues_language(cast: Cast) -> None:
    cast.lin.language = "en"
    make_notice(offline(cast.lin))
    assert "is on your desk" in Outbound.objects.get().letter["subject"]


def test_the_bell_says_what_happened_in_the_readers_language(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("欧阳静", phone="13811114444"), assignee=cast.lin)
    make_notice(cast.lin, event=make_event(ticket))
    [row] = notices_of(cast.lin).rows
    assert row.text == f"{ticket.number} 到您桌上了：欧阳静"
    assert (row.number, row.is_read) == (ticket.number, False)
    with translation.override("en"):
        assert notices_of(cast.lin).rows[0].text == f"{ticket.number} is on your desk: 欧阳静"


def test_a_ticket_that_went_to_others_is_told_by_its_number_only(cast: Cast) -> None:
    ticket = make_ticket("纸灯笼碎了", customer=make_customer("欧阳静", phone="13811114444"), assignee=cast.lin)
    make_notice(cast.lin, event=make_event(ticket))
    Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.dan, team=cast.cs2)
    [row] = notices_of(cast.lin).rows
    assert (row.text, row.about) == (f"{ticket.number} 已由其他同事处理。", "")


def test_reading_marks_only_the_own_notices(cast: Cast) -> None:
    event = make_event()
    mine, hers = make_notice(cast.lin, event=event), make_notice(cast.chen, event=event)
    assert mark_read(cast.lin, [mine.pk, hers.pk]) == 1
    assert mark_read(cast.lin, [mine.pk]) == 0
    assert (unread_count(cast.lin), unread_count(cast.chen)) == (0, 1)


def test_all_may_be_read_at_once(cast: Cast) -> None:
    for _count in range(3):
        make_notice(cast.lin)
    assert mark_read(cast.lin) == 3
    assert unread_count(cast.lin) == 0


def test_pages_of_the_bell_follow_each_other(cast: Cast) -> None:
    made = [make_notice(cast.lin).pk for _count in range(5)]
    first = notices_of(cast.lin, size=3)
    second = notices_of(cast.lin, first.next_cursor, size=3)
    assert [row.id for row in first.rows + second.rows] == made[::-1]
    assert second.next_cursor is None


@pytest.mark.parametrize("count", [1, 12])
def test_the_bell_costs_three_queries(cast: Cast, django_assert_num_queries: Callable[..., Any], count: int) -> None:
    for _count in range(count):
        make_notice(cast.lin)
    with django_assert_num_queries(3):
        assert len(notices_of(cast.lin).rows) == count
    with django_assert_num_queries(1):
        unread_count(cast.lin)


def test_the_bell_counts_to_a_hundred(cast: Cast) -> None:
    event = make_event()
    assert event.ticket is not None
    Notice.objects.bulk_create(
        Notice(staff=cast.lin, ticket=event.ticket, event=event, code=f"c{n}", audience="assignee", at=event.at)
        for n in range(120)
    )
    assert unread_count(cast.lin) == 100
