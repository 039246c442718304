"""What is known of the asking about an offered solution. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from huisheng.core.base.house import house, house_all
from huisheng.core.customers.models import IdentityKind
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.closure.models import Asking, Closure, Raised, Try
from huisheng.stages.closure.protocol import Step, Terms, missing, silent_at
from huisheng.stages.handling.models import Solution
from huisheng.stages.intake.thanks import is_thanks
from huisheng.stages.sla.calendars import house_calendar, work_calendar

COUNTS = (Try.Result.SENT, Try.Result.NO_ANSWER, Try.Result.REACHED)  # tries that were tries
DEAD = (Try.Result.NOT_DELIVERED, Try.Result.SKIPPED, Try.Result.REFUSED)  # the way leads nowhere
RUNNING = (Asking.State.WAITING, Asking.State.EXHAUSTED)
WAYS = {IdentityKind.EMAIL: Try.Way.LETTER, IdentityKind.PHONE: Try.Way.PHONE}


@dataclass(frozen=True, slots=True)
class Facts:
    """One asking as the protocol sees it: what counts was done since the customer's last word."""

    since: datetime
    made: tuple[Step, ...]
    ways: tuple[str, ...]
    terms: Terms
    is_our_turn: bool  # the customer wrote and nobody has answered: this is no silence

    @property
    def missing(self) -> tuple[str, ...]:
        return missing(self.made, self.ways, self.terms)

    @property
    def silent_at(self) -> datetime | None:
        """When silence is an answer; None before every try was made."""
        return None if self.missing or not self.made else silent_at(self.made, self.terms)


def terms_in_force() -> Terms:
    """The protocol by the house's settings and office hours. Raises LookupError in a house without calendars."""
    house = house_all()
    return Terms(
        tries=max(1, int(house["closure.tries"])),
        ways=max(1, int(house["closure.ways"])),
        gap_hours=int(house["closure.gap_hours"]),
        wait_hours=int(house["closure.wait_hours"]),
        calendar=work_calendar(house_calendar()),
    )


def running_asking(ticket: Ticket) -> Asking | None:
    """The asking that goes on about this ticket's latest offer, if any. One query."""
    found = Asking.objects.filter(ticket=ticket, state__in=RUNNING).select_related("solution")
    return found.order_by("-id").first()


def facts_of(asking: Asking) -> Facts:
    """A handful of small queries."""
    tries = list(Try.objects.filter(asking=asking))
    last = _last_words(asking)
    since = max(asking.asked_at, last.at) if last else asking.asked_at
    dead = {one.way for one in tries if one.result in DEAD}
    ways = tuple(way for way in ways_to(asking.ticket) if way not in dead)
    return Facts(
        since=since,
        made=tuple(Step(one.way, one.at) for one in tries if one.result in COUNTS and one.at >= since),
        ways=ways or (Try.Way.MESSAGE,),
        terms=terms_in_force(),
        is_our_turn=last is not None and not _answered_since(asking, last),
    )


def ways_to(ticket: Ticket) -> list[str]:
    """By which ways this customer can be asked; who wrote by mail is written to first, who called is rung up first."""
    kinds = set(ticket.participants.values_list("identity__kind", flat=True))
    ways = [str(way) for kind, way in WAYS.items() if kind in kinds]
    return ways[::-1] if ticket.channel.kind == "phone" else ways


def unconfirmed_offer(ticket: Ticket) -> Solution | None:
    """The offer that a silent customer never answered, where the ticket is closed for that. Two small queries."""
    if not ticket.is_closed:
        return None
    closure = Closure.objects.filter(ticket=ticket).order_by("-id").first()
    if closure is None or closure.kind != Closure.Kind.UNCONFIRMED:
        return None
    return Solution.objects.filter(ticket=ticket).select_related("ticket").order_by("-round").first()


def is_too_late(solution: Solution, *, at: datetime) -> bool:
    """Whether a customer's answer to this offer no longer counts (`closure.answer_days`, 0 = it always does)."""
    days = int(house("closure.answer_days"))
    return bool(days) and solution.offered_at < at - timedelta(days=days)


def open_raised(ticket: Ticket) -> list[Raised]:
    """Who looks after it besides its owner, the highest level last. One query."""
    return list(Raised.objects.filter(ticket=ticket, ended_at=None).select_related("staff__role").order_by("level"))


def raised_by(confirmation: int) -> list[Raised]:
    """To whom this no raised it. One query."""
    return list(Raised.objects.filter(confirmation=confirmation))


def _last_words(asking: Asking) -> Message | None:
    """What the customer wrote since the offer; a mere thank-you is no answer."""
    said = Message.objects.filter(ticket=asking.ticket_id, kind=Message.Kind.CUSTOMER)
    later = said.filter(pk__gt=asking.solution.message_id).order_by("-pk")
    return next((one for one in later if not is_thanks(one.text)), None)


def _answered_since(asking: Asking, last: Message) -> bool:
    return Message.objects.filter(ticket=asking.ticket_id, kind=Message.Kind.REPLY, pk__gt=last.pk).exists()
