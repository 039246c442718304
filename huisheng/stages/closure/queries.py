"""What is known of the asking about an offered solution. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from huisheng.core.base.house import BY_KEY, house, house_all
from huisheng.core.catalogue.models import Category, Nature
from huisheng.core.customers.models import IdentityKind
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.models import Asking, Closure, Confirmation, Raised, Try
from huisheng.stages.closure.protocol import Step, Terms, missing, silent_at
from huisheng.stages.handling.models import Solution
from huisheng.stages.intake.thanks import is_thanks, says_solved
from huisheng.stages.sla.calendars import house_calendar, work_calendar
from huisheng.stages.triage.models import CategoryChange

COUNTS = (Try.Result.SENT, Try.Result.NO_ANSWER, Try.Result.REACHED)  # tries that were tries
DEAD = (Try.Result.NOT_DELIVERED, Try.Result.SKIPPED, Try.Result.REFUSED)  # the way leads nowhere
RUNNING = (Asking.State.WAITING, Asking.State.EXHAUSTED)
ENDS_ANSWERED = (Nature.PRAISE, Nature.SUGGESTION)
MATTERS = (Nature.COMPLAINT, Nature.REPAIR)
MACHINES = ("rule", "system")  # kinds of Party
WAYS = {IdentityKind.EMAIL: Try.Way.LETTER, IdentityKind.PHONE: Try.Way.PHONE}


@dataclass(frozen=True, slots=True)
class Facts:
    """One asking as the protocol sees it: what counts was done since the customer's last word."""

    since: datetime
    made: tuple[Step, ...]
    ways: tuple[str, ...]
    terms: Terms
    is_our_turn: bool  # the customer wrote and nobody has answered: this is no silence
    is_on_its_way: bool  # a letter of ours waits for the mail server: it counts, but nothing ends before it has left

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
        tries=max(1, _bounded(house, "closure.tries")),
        ways=max(1, _bounded(house, "closure.ways")),
        gap_hours=_bounded(house, "closure.gap_hours"),
        wait_hours=_bounded(house, "closure.wait_hours"),
        calendar=work_calendar(house_calendar()),
    )


def _bounded(house: Mapping[str, Any], key: str) -> int:
    """What a house set before there was a bound is cut to it: no date is reckoned beyond the calendar."""
    return min(int(house[key]), BY_KEY[key].most)


def askings_going() -> QuerySet[Asking]:
    """Those that go on. One that ended in silence stays EXHAUSTED, with its end."""
    return Asking.objects.filter(state__in=RUNNING, ended_at=None)


def running_asking(ticket: Ticket) -> Asking | None:
    """The asking that goes on about this ticket's latest offer, if any. One query."""
    return askings_going().filter(ticket=ticket).select_related("solution").order_by("-id").first()


def facts_of(asking: Asking) -> Facts:
    """A handful of small queries."""
    tries = list(Try.objects.filter(asking=asking).select_related("outbound"))
    last = _last_words(asking)
    since = max(asking.asked_at, last.at) if last else asking.asked_at
    dead = {one.way for one in tries if one.result in DEAD or one.was_lost}
    counted = [one for one in tries if one.result in COUNTS and not one.was_lost and one.at >= since]
    ways = tuple(way for way in ways_to(asking.ticket) if way not in dead)
    return Facts(
        since=since,
        made=tuple(Step(one.way, one.made_at) for one in counted),
        ways=ways or (Try.Way.MESSAGE,),
        terms=terms_in_force(),
        is_our_turn=last is not None and not answered_since(asking.ticket, last),
        is_on_its_way=any(one.is_on_its_way for one in counted),
    )


def ways_to(ticket: Ticket) -> list[str]:
    """By which ways this customer can be asked; who wrote by mail is written to first, who called is rung up first."""
    kinds = set(ticket.participants.values_list("identity__kind", flat=True))
    ways = [str(way) for kind, way in WAYS.items() if kind in kinds]
    return ways[::-1] if ticket.channel.kind == "phone" else ways


def unconfirmed_offer(ticket: Ticket) -> Solution | None:
    """The offer that a silent customer never answered, where the ticket is closed for that. Two small queries."""
    if ended_as(ticket) != Closure.Kind.UNCONFIRMED:
        return None
    return Solution.objects.filter(ticket=ticket).select_related("ticket").order_by("-round").first()


def ended_as(ticket: Ticket) -> str:
    """How a closed ticket ended (`Closure.Kind`), "" for an open one. One query."""
    closures = Closure.objects.filter(ticket=ticket).order_by("-id").values_list("kind", flat=True)
    return (closures.first() or "") if ticket.is_closed else ""


def newest_round(ticket: Ticket) -> int:
    """The number of the latest offer, 0 without any. One query."""
    return Solution.objects.filter(ticket=ticket).order_by("-round").values_list("round", flat=True).first() or 0


def ends_with_yes(category: Category | None) -> bool:
    """Whether this kind ends only with the customer's yes (or the protocol of silence): all but praise and suggestions."""
    return category is None or category.nature not in ENDS_ANSWERED


def was_matter(ticket: Ticket) -> bool:
    """Whether it ever was a complaint or a problem, by whomever. One query."""
    named = CategoryChange.objects.filter(ticket=ticket, category__nature__in=MATTERS)
    return named.exists()


def waiting_yes(ticket: Ticket) -> Confirmation | None:
    """The customer's yes to the latest offer that waits for open parts. Two queries, none for what awaits no answer."""
    if ticket.status != Status.AWAITING_CONFIRMATION:
        return None
    latest = Solution.objects.filter(ticket=ticket).order_by("-round").values("pk")[:1]
    given = Confirmation.objects.filter(solution=latest).select_related("solution__ticket").first()
    return given if given is not None and given.is_yes else None


def said_before(
    ticket: Ticket, *, solved: bool, stars: int | None, word: str, round_: int | None
) -> Confirmation | None:
    """The same answer to the same offer, where it is there already: a second click is no second answer. One query."""
    offers = Solution.objects.filter(ticket=ticket, **({"round": round_} if round_ else {})).order_by("-round")
    answers = Confirmation.objects.filter(solution=offers.values("pk")[:1], by_kind="customer")
    given = answers.select_related("solution").first()
    same = given is not None and (given.solved, given.stars, given.word) == (solved, stars, word.strip())
    return given if same else None


def wrote_since(ticket: Ticket, at: datetime) -> bool:
    """Whether the customer wrote something since that no person has answered; a thank-you needs none."""
    said = ticket.messages.filter(kind=Message.Kind.CUSTOMER, at__gt=at).order_by("-pk")
    last = next((one for one in said if not is_thanks(one.text)), None)
    return last is not None and not answered_since(ticket, last)


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
    """What the customer wrote since the offer; a mere thank-you is no answer, "it is solved" is one."""
    said = Message.objects.filter(ticket=asking.ticket_id, kind=Message.Kind.CUSTOMER)
    later = said.filter(pk__gt=asking.solution.message_id).order_by("-pk")
    return next((one for one in later if says_solved(one.text) or not is_thanks(one.text)), None)


def answered_since(ticket: Ticket, last: Message) -> bool:
    """Whether a person answered these words; a rule's reply, or news about a suggestion, answers nothing."""
    replies = Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY, pk__gt=last.pk)
    said = Event.objects.filter(ticket=ticket, kind="message_added", payload__aside=True)
    aside = set(said.values_list("payload__message", flat=True))
    return any(pk not in aside for pk in replies.exclude(by_kind__in=MACHINES).values_list("pk", flat=True))
