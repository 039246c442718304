"""By which way, and when it may be loud: the person's wish, the house's default, and what cannot be switched off."""

from datetime import datetime

import pytest

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import save_wish
from huisheng.watch.notify.actions.wishes import WishRefused
from huisheng.watch.notify.models import NoticeTemplate, Wish
from huisheng.watch.notify.tests.make import make_alarm, make_event, make_wish
from huisheng.watch.notify.wishes import Manner, end_of_quiet, is_loud, manner_of, quiet_end
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def china(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


NIGHT, DAY = china("2026-11-21T23:30"), china("2026-11-21T15:00")
MORNING = china("2026-11-22T08:00")


@pytest.mark.parametrize(
    ("at", "begins", "ends", "expected"),
    [
        ("2026-11-21T23:30", "22:00", "08:00", "2026-11-22T08:00"),
        ("2026-11-21T22:00", "22:00", "08:00", "2026-11-22T08:00"),
        ("2026-11-21T21:59", "22:00", "08:00", None),
        ("2026-11-22T07:59", "22:00", "08:00", "2026-11-22T08:00"),
        ("2026-11-22T08:00", "22:00", "08:00", None),
        ("2026-11-22T00:00", "22:00", "08:00", "2026-11-22T08:00"),
        ("2026-12-31T23:00", "22:00", "08:00", "2027-01-01T08:00"),
        ("2026-11-21T12:30", "12:00", "14:00", "2026-11-21T14:00"),
        ("2026-11-21T14:00", "12:00", "14:00", None),
        ("2026-11-21T11:59", "12:00", "14:00", None),
        ("2026-11-21T12:00", "12:00", "12:00", None),
        ("2026-11-21T23:30", "22:00", "00:00", "2026-11-22T00:00"),
    ],
)
def test_quiet_hours_end_when_they_end(at: str, begins: str, ends: str, expected: str | None) -> None:
    assert end_of_quiet(china(at), begins, ends) == (china(expected) if expected else None)


def test_who_wrote_no_wish_is_quiet_when_the_house_is(cast: Cast) -> None:
    assert quiet_end(Wish(staff=cast.lin), NIGHT) is None
    change_setting("notices.quiet", True, by=SYSTEM)
    assert quiet_end(Wish(staff=cast.lin), NIGHT) == MORNING
    assert quiet_end(Wish(staff=cast.lin), DAY) is None


def test_the_persons_own_hours_go_before_the_houses(cast: Cast) -> None:
    change_setting("notices.quiet", True, by=SYSTEM)
    own = make_wish(cast.lin, quiet="own", quiet_from="12:00", quiet_until="16:00")
    assert quiet_end(own, NIGHT) is None
    assert quiet_end(own, DAY) == china("2026-11-21T16:00")
    assert quiet_end(make_wish(cast.lin, quiet="never"), NIGHT) is None


def graded(severity: int) -> Ticket:
    ticket = make_ticket()
    ticket.severity = severity
    return ticket


def alarm(severity: int = 0, kind: str = "clock_breached", level: int = 0) -> Event:
    event = make_alarm(graded(severity), kind, level=level)
    assert event.ticket is not None
    event.ticket.severity = severity
    return event


def test_a_broken_promise_on_red_breaks_the_quiet() -> None:
    assert is_loud(alarm(30))
    assert not is_loud(alarm(20))
    assert not is_loud(alarm(30, "clock_warned"))
    change_setting("notices.break_severity", 20, by=SYSTEM)
    assert is_loud(alarm(20))
    change_setting("notices.break_severity", 0, by=SYSTEM)
    assert not is_loud(alarm(30))


def test_an_escalation_from_the_second_level_on_breaks_the_quiet() -> None:
    assert not is_loud(alarm(0, "clock_escalated", level=1))
    assert is_loud(alarm(0, "clock_escalated", level=2))
    change_setting("notices.break_level", 0, by=SYSTEM)
    assert not is_loud(alarm(0, "clock_escalated", level=3))


def manner(event: Event, staff: Staff, wish: Wish | None = None, **template: bool) -> Manner:
    known = NoticeTemplate(code=event.kind, by_email=template.get("by_email", True))
    return manner_of(event, event.kind, staff, wish or Wish(staff=staff), template=known, at=DAY)


def test_by_default_a_letter_comes_to_who_is_not_at_the_desk(cast: Cast) -> None:
    event = alarm()
    assert manner(event, cast.lin) == Manner(bell=True, letter=False, quiet_until=None)
    cast.lin.presence = Presence.AWAY
    assert manner(event, cast.lin).letter
    assert not manner(event, cast.lin, by_email=False).letter


def test_a_step_that_asks_for_email_reaches_who_is_at_the_desk_too(cast: Cast) -> None:
    event = make_alarm(ways=["app", "email"])
    assert manner(event, cast.lin).letter
    assert manner(event, cast.lin, by_email=False).letter
    cast.lin.email = ""
    assert not manner(event, cast.lin).letter


@pytest.mark.parametrize(("wanted", "online", "letter"), [("always", True, True), ("never", False, False)])
def test_a_wish_for_letters_is_kept(cast: Cast, wanted: str, online: bool, letter: bool) -> None:
    cast.lin.presence = Presence.ONLINE if online else Presence.OFFLINE
    wish = make_wish(cast.lin, ways={"clock_breached": {"email": wanted}})
    assert manner(alarm(), cast.lin, wish).letter is letter
    assert manner(make_alarm(ways=["email"]), cast.lin, wish).letter is letter


def test_a_letter_of_an_escalation_cannot_be_wished_away(cast: Cast) -> None:
    wish = make_wish(cast.lin, ways={"clock_escalated": {"email": "never"}})
    assert wish.ways == {}
    old = Wish(staff=cast.lin, ways={"clock_escalated": {"email": "never"}})
    assert manner(make_alarm(kind="clock_escalated", ways=["email"], level=1), cast.lin, old).letter


def test_the_bell_can_be_wished_away_only_where_nothing_is_lost(cast: Cast) -> None:
    ways = {code: {"bell": False} for code in ("clock_warned", "clock_breached", "ticket_assigned")}
    wish = make_wish(cast.lin, ways=ways)
    assert wish.ways == {"clock_warned": {"bell": False}}
    assert not manner(alarm(kind="clock_warned"), cast.lin, wish).bell
    assert manner(alarm(), cast.lin, Wish(staff=cast.lin, ways=ways)).bell
    assert manner(make_event(), cast.lin, Wish(staff=cast.lin, ways=ways)).bell


def test_odd_times_are_refused_at_their_field(cast: Cast) -> None:
    with pytest.raises(WishRefused) as refusal:
        save_wish(cast.lin, ways={}, quiet="own", quiet_from="25:00", quiet_until="08:00")
    assert "quiet_from" in refusal.value.fields


def test_saving_twice_is_one_wish(cast: Cast) -> None:
    make_wish(cast.lin, quiet="never")
    make_wish(cast.lin, quiet="own", quiet_from="20:00")
    assert [(one.quiet, one.quiet_from) for one in Wish.objects.all()] == [("own", "20:00")]
