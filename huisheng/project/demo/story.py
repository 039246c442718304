"""A story as it is played: an opening and acts, each at its instant."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .script import DemoCustomer, DemoTicket

BY_HAND = ("phone", "walk_in")  # channels a colleague types in


@dataclass(frozen=True, slots=True)
class Gift:
    """What the customer gets for the trouble: a kind of `Compensation`, what it costs in yuan, in words, and why."""

    kind: str
    yuan: int
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What it turned out to be: codes of a root cause and of the team whose it was."""

    cause: str
    words: str
    team: str = ""
    improve: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened: reply, ask, note, says, offer, yes, no, answered, spam, withdrawn or merge; for the
    trouble somebody proposes a gift, allows or gives the latest one; at the end somebody finds why it happened.

    `by` is a login; empty = the customer. Of what the customer says, `by` took the call and typed it in. `text` is
    what was said, the last word, the reason, or (gives) the coupon's code or the payment's number.
    """

    at: datetime
    kind: str
    by: str = ""
    text: str = ""
    measure: str = ""
    timing: str = ""
    stars: int | None = None
    channel: str = ""  # of what the customer says; empty = the web page of the ticket
    gift: Gift | None = None
    found: Found | None = None


def says(at: datetime, text: str, *, channel: str, owner: str) -> Act:
    """The customer speaks again, by the same way; who telephoned, or stood in the shop, telephones."""
    by_hand = channel in BY_HAND
    return Act(at, "says", by=owner if by_hand else "", text=text, channel="phone" if by_hand else channel)


@dataclass(frozen=True, slots=True)
class Opening:
    """What came in, and who has it: `owner` is a login, `taker` who typed it in."""

    key: str
    at: datetime
    channel: str
    customer: DemoCustomer
    text: str
    order: str = ""
    subject: str = ""
    category: str = ""  # the sender's own choice; empty = the rules decide
    expected: str = ""  # what it is: chosen by the sender where the rules would say otherwise
    taker: str = ""

    @property
    def content(self) -> dict[str, str]:
        """The item as a door stores it."""
        content = {
            "text": self.text,
            "subject": self.subject,
            "name": self.customer.name,
            "phone": self.customer.phone,
            "email": self.customer.email,
            "order_number": self.order,
        }
        return {**content, "category": self.category} if self.category else content


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket from its opening on. `goes_on`: what happens after its last act is told by the verbs themselves."""

    opening: Opening
    owner: str = ""
    acts: tuple[Act, ...] = field(default=())
    goes_on: bool = False

    def until(self, now: datetime) -> "Story":
        """What of it has happened by now."""
        return replace(self, acts=tuple(act for act in self.acts if act.at <= now))

    def told_until(self, now: datetime) -> datetime:
        """Up to when the archive tells it."""
        return min(now, self.acts[-1].at) if self.goes_on and self.acts else now


def story_of(script: DemoTicket, now: datetime) -> Story:
    """A written script as a story around an aware local `now`."""
    opened = script.opened_at(now)
    taker = script.owner if script.channel in BY_HAND else ""
    opening = Opening(
        script.key, opened, script.channel, script.customer, script.text, script.order, script.subject,
        _wish(script), "", taker,
    )  # fmt: skip
    return Story(opening, script.owner, tuple(sorted(_acts(script, opened), key=lambda act: act.at)))


def _wish(script: DemoTicket) -> str:
    """Only suggestions and praise may end with an answer."""
    return "suggestion" if script.close and script.close.kind == "answered" else ""


def _acts(script: DemoTicket, opened: datetime) -> list[Act]:
    acts = []
    for turn in script.turns:
        at = _after(opened, turn.minutes_after)
        if turn.kind == "customer":
            acts.append(says(at, turn.text, channel=script.channel, owner=script.owner))
        else:
            acts.append(Act(at, turn.kind, turn.author, turn.text))
    for offer in script.offers:
        at = _after(opened, offer.minutes_after)
        acts.append(Act(at, "offer", offer.author, offer.text, offer.measure, offer.timing))
        if answer := offer.answer:
            at = _after(opened, answer.minutes_after)
            acts.append(Act(at, "yes" if answer.solved else "no", text=answer.word, stars=answer.stars))
    if script.close:
        at = _after(opened, script.close.minutes_after)
        acts.append(Act(at, script.close.kind, script.close.author, script.close.reason))
    return acts


def _after(opened: datetime, minutes: int) -> datetime:
    return opened + timedelta(minutes=minutes)
