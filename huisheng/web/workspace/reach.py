"""The quiet line below our words: which way they went, how far they are, and whether the customer has seen them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import IdentityKind
from huisheng.core.tickets.models import Message, Participant
from huisheng.stages.handling.models import Reading, Solution
from huisheng.stages.handling.queries import readings_of
from huisheng.watch.notify.ways import Posted, posted_of
from huisheng.web.frame.filters import time_of_day

OURS = {Message.Kind.REPLY, Message.Kind.RECEIPT}


@dataclass(frozen=True, slots=True)
class Reach:
    """`ways`: where the words are, one sentence for each letter; `read`: when they were seen, "" while nobody knows;
    `lost`: the letters that did not arrive, and why."""

    ways: tuple[str, ...]
    read: str = ""
    lost: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return " · ".join(filter(None, (*self.ways, self.read)))


def reach_of(
    tickets: list[int], messages: list[Message], solutions: Iterable[Solution], addresses: Iterable[Participant]
) -> dict[int, Reach]:
    """For every message of ours that the customer may read, by its id. Two queries, whatever their number."""
    posted, readings = posted_of(tickets, messages, solutions), readings_of(tickets)
    has_mail = any(one.identity.kind == IdentityKind.EMAIL for one in addresses)
    return {one.pk: _reach(one, posted.get(one.pk, ()), readings, has_mail) for one in messages if one.kind in OURS}


def _reach(message: Message, letters: tuple[Posted, ...], readings: list[Reading], has_mail: bool) -> Reach:
    seen = _seen_at(message, readings)
    named = len(letters) > 1
    ways = tuple(_named(letter) if named else _way(letter) for letter in letters) or (_on_page(has_mail),)
    read = _("seen by the customer %(at)s") % {"at": time_of_day(seen)} if seen else ""
    if not letters and not seen:  # mails are read as well, and nobody hears of it
        read = _("no sign yet that the customer has seen it")
    return Reach(ways, read, tuple(filter(None, (letter.lost for letter in letters))))


def _seen_at(message: Message, readings: list[Reading]) -> datetime | None:
    """The first look at its page after it was there: pages show everything up to their newest message."""
    theirs = (one.at for one in readings if one.ticket_id == message.ticket_id and one.message_id >= message.pk)
    return next(theirs, None)


def _on_page(has_mail: bool) -> str:
    if has_mail:
        return _("on the progress page, without a letter")
    return _("on the progress page only: we have no email address")


def _named(letter: Posted) -> str:
    return _("%(to)s: %(way)s") % {"to": letter.to, "way": _way(letter)}


def _way(letter: Posted) -> str:
    if letter.state == Outbound.State.SENT:
        return _sent(letter)
    if letter.state == Outbound.State.BOUNCED:
        return _("the mail came back %(at)s") % {"at": time_of_day(letter.bounced_at)}
    if letter.state == Outbound.State.FAILED:
        return _("the mail server refused the mail, it was given up")
    if letter.tries and letter.next_try_at:
        return _("the mail has not left yet, next try %(at)s") % {"at": time_of_day(letter.next_try_at)}
    return _("the mail waits in the queue since %(at)s") % {"at": time_of_day(letter.created_at)}


def _sent(letter: Posted) -> str:
    """Handed over is what we know; nobody tells a sender that a mail was read."""
    at = {"at": time_of_day(letter.sent_at)}
    if letter.via == "console":
        return _("no mail server is set: kept in the outbox %(at)s") % at
    return _("handed to the mail server %(at)s") % at
