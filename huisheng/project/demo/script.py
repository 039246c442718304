"""The shape of one demo ticket: who said what, how long ago, what was offered and how it ended."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

Channel = Literal["web", "phone", "walk_in", "email", "api", "chat", "wechat"]
ClosingKind = Literal["answered", "spam", "withdrawn"]
YEARS = {"regular": 3 * 365 + 40, "core": 2 * 365 + 90}  # days with us, by tier


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """Somebody who speaks. Phones are 1380000xxxx: well formed and nobody's."""

    name: str
    phone: str = ""
    email: str = ""
    tier: str = ""  # code of a customer tier; "" = the house finds out
    days: int = 0  # with us for; 0 = what is usual in the tier

    @property
    def days_with_us(self) -> int:
        """For how long, on the day of the first ticket here."""
        return self.days or YEARS.get(self.tier, 0)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said after the opening; `author` is a login, or empty for the customer."""

    kind: Literal["reply", "note", "ask", "customer"]
    minutes_after: int  # since the ticket was opened
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer said to an offer: solved or not, 1-5 stars, perhaps a word."""

    minutes_after: int
    solved: bool
    stars: int | None = None
    word: str = ""

    @property
    def ends_it(self) -> bool:
        """Solved and not dissatisfied (requirements S3: archive only after a satisfied yes)."""
        return self.solved and (self.stars is None or self.stars >= 3)


@dataclass(frozen=True, slots=True)
class Offer:
    """A solution with its three elements: measure, time, person (the author). `text` goes before them."""

    minutes_after: int
    author: str
    measure: str
    timing: str
    text: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """An end without the customer's yes."""

    kind: ClosingKind
    minutes_after: int
    author: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """One piece of feedback. Opened `minutes_ago`, or `days_ago` at a local clock time, whichever is given."""

    key: str
    channel: Channel
    customer: DemoCustomer
    text: str
    owner: str = ""  # login of who works on it; "" = nobody yet
    minutes_ago: int | None = None
    days_ago: int = 0
    at: str = ""
    order: str = ""
    subject: str = ""
    turns: tuple[Turn, ...] = ()
    offers: tuple[Offer, ...] = ()
    close: Closing | None = None

    def opened_at(self, now: datetime) -> datetime:
        """The instant it came in, seen from an aware local `now`."""
        if self.minutes_ago is not None:
            return now - timedelta(minutes=self.minutes_ago)
        day = (now - timedelta(days=self.days_ago)).date()
        return datetime.combine(day, time.fromisoformat(self.at), tzinfo=now.tzinfo)

    @property
    def ends(self) -> Literal["closed", "confirm", "waiting", "open", "new"]:
        """Where the story stands when it has been played."""
        last_offer = self.offers[-1] if self.offers else None
        if self.close or (last_offer and last_offer.answer and last_offer.answer.ends_it):
            return "closed"
        if last_offer and last_offer.answer is None:
            return "confirm"
        spoken = [turn for turn in self.turns if turn.kind != "note"]
        if spoken and spoken[-1].kind == "ask":
            return "waiting"
        return "open" if self.owner else "new"


def reply(minutes_after: int, author: str, text: str) -> Turn:
    return Turn("reply", minutes_after, author, text)


def note(minutes_after: int, author: str, text: str) -> Turn:
    return Turn("note", minutes_after, author, text)


def ask(minutes_after: int, author: str, text: str) -> Turn:
    return Turn("ask", minutes_after, author, text)


def says(minutes_after: int, text: str) -> Turn:
    return Turn("customer", minutes_after, "", text)
