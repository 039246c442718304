"""What every month has, whatever the seed: a late yes, one that was opened again, what is no second complaint, a merge."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Link
from huisheng.stages.closure.actions import close_spam
from huisheng.stages.handling.actions import give_compensation, propose_compensation
from huisheng.stages.triage.actions import set_category
from huisheng.trips.late import answer
from huisheng.trips.merge import merge
from huisheng.trips.reopen import reopen
from huisheng.watch.insight.tests.make import Told

if TYPE_CHECKING:
    from .closing import Month

HOUR = timedelta(hours=1)


def late_yes(month: "Month", one: Told) -> None:
    """Closed in silence; then the customer says yes after all: that one is in force."""
    month.hear_nothing(one)
    answer(one.ticket, solved=True, stars=5, by=one.ticket.customer.party, at=one.later(60))


def late_yes_opened(month: "Month", one: Told) -> None:
    """Opened again after the late yes: neither of the two closings is in force."""
    late_yes(month, one)
    reopen(one.ticket, why="message", by=one.ticket.customer.party, at=one.later(60))


def asked_after(month: "Month", one: Told) -> None:
    """After it was closed the customer asks something else under its number, and somebody sends junk there."""
    one.offer(30).answers(60, 4)
    for category, is_spam in ((month.consult, False), (month.complaint, True)):
        other = month.house.begin(f"{one.ticket.number} {category}", hour=(one.at - month.period.start) / HOUR + 2)
        set_category(other.ticket, category=category, by=month.agent.party, at=other.at)
        link_tickets(other.ticket, other=one.ticket, kind=Link.Kind.FOLLOWS, by=month.agent.party)
        if is_spam:
            close_spam(other.ticket, reason="广告", by=month.agent.party, at=other.later(5))
        month.told.append(other)


def merged_amended(month: "Month", one: Told) -> None:
    """What was given before the two became one was given all the same."""
    asked = propose_compensation(one.ticket, kind="coupon", fen=700, words="券", by=month.agent, at=one.at)
    give_compensation(asked, reference="C-2", by=month.agent, at=one.at + HOUR)
    other = month.early(month.phone).reply(30)
    month.told.append(other)
    merge(one.ticket, into=other.ticket, reason="同一件事", by=month.agent.party)


RARE: tuple[Callable[["Month", Told], None], ...] = (late_yes, late_yes_opened, asked_after, merged_amended)
