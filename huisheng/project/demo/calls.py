"""The callbacks a visitor finds on the desk: some made, some missed, some waiting; by the verbs the desk uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.customers.models import Customer, Identity, IdentityKind
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.after import not_before
from huisheng.stages.closure.models import Closure
from huisheng.stages.followup.actions import (
    begin_call,
    book_talk,
    cancel_callback,
    hang_up,
    note_missed,
    pick_up,
    plan_callback,
    said_opening,
    save_record,
    take_callback,
)
from huisheng.stages.followup.errors import NotByHandler
from huisheng.stages.followup.habits import zone_of
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.windows import may_ring
from huisheng.trips.convert import to_praise, to_suggestion
from huisheng.trips.finish_callback import finish_callback

DAYS = 6  # of closed feedback that is asked about
GOOD: dict[str, Any] = {"problem": "none", "solved": True, "nothing_follows": True}


@dataclass(frozen=True, slots=True)
class Call:
    """One callback: its scenario, whose list, and how far it is; `hours` ago it was dialled (0 = around now)."""

    scenario: str
    who: str
    state: str = "planned"
    hours: float = 0
    said: str = ""
    stars: int = 5
    becomes: str = ""


CALLS: tuple[Call, ...] = (
    Call(
        "complaint", "lin", "done", 26, "谢谢你们，补发的第二天就到了，这次说话很有耐心，我放心了。", becomes="praise"
    ),
    Call(
        "after_sale", "lin", "done", 25, "希望以后能在小程序里直接看补发的单号。问题倒是解决了，谢谢。", 4, "suggestion"
    ),
    Call("after_sale", "chen", "done", 24, "挺好的，理解了，麻烦你们了。"),
    Call("complaint", "chen", "done", 5, "结果可以接受，就是等得有点久。", 3),
    Call("after_sale", "lin", "no_answer", 4),
    Call("complaint", "lin", "busy", 3),
    Call("after_sale", "chen", "wrong_number", 6),
    Call("complaint", "lin", "booked", 2, "孩子在旁边，现在不方便，想好好聊一次"),
    Call("after_sale", "lin", "to_record", 0.1, "用着不错，谢谢"),
    Call("complaint", "chen", "talking", 0.05),
    Call("after_sale", "lin"),
    Call("complaint", "lin"),
    Call("after_sale", "lin"),
    Call("complaint", "chen"),
    Call("after_sale", ""),
    Call("new_user", "lin"),
    Call("trial", "lin"),
    Call("trial", "chen", "cancelled"),
)


WHOLE = timedelta(minutes=12)  # a talk with its record and what becomes of it
SETTLED = timedelta(hours=1)  # since the last thing that happened on it: a whole talk fits in between


def ring_up(people: dict[str, Staff], now: datetime) -> list[Callback]:
    """Plan them for customers whose feedback was closed of late, and play each as far as it goes."""
    closed, others = _closed(now), _others()
    made = []
    for call in CALLS:
        about = None if call.scenario in ("new_user", "trial") else next(closed, None)
        customer = about.customer if about else next(others, None)
        if customer is not None and (planned := _planned(call, customer, about, people, now)):
            made.append(_played(call, planned, people, now))
    return made


def _closed(now: datetime) -> Iterator[Ticket]:
    """Confirmed of late, each of another customer who has a phone and nothing else to be asked about; what has
    settled first.
    """
    phone = Identity.objects.filter(customer=OuterRef("customer"), kind=IdentityKind.PHONE)
    yes = Closure.objects.filter(ticket=OuterRef("pk"), kind=Closure.Kind.CONFIRMED)
    rung = Callback.objects.filter(ticket=OuterRef("pk"))
    found = Ticket.objects.filter(Exists(phone), Exists(yes), ~Exists(rung), closed_at__gte=now - timedelta(days=DAYS))
    latest = list(found.select_related("customer", "assignee", "team").order_by("-closed_at")[:80])
    seen: set[int] = set()
    for ticket in sorted(latest, key=lambda one: not_before(one, one.created_at) > now - SETTLED):
        if ticket.customer_id not in seen:
            seen.add(ticket.customer_id)
            yield ticket


def _others() -> Iterator[Customer]:
    """Customers for whom no feedback is open: newcomers and those who try something out."""
    phone = Identity.objects.filter(customer=OuterRef("pk"), kind=IdentityKind.PHONE)
    yield from Customer.objects.filter(Exists(phone)).exclude(name="").order_by("id")[:6]


def _planned(
    call: Call, customer: Customer, about: Ticket | None, people: dict[str, Staff], now: datetime
) -> Callback | None:
    at = not_before(about, by_day(customer, now - timedelta(hours=call.hours + 3)))
    reason = f"closure:{about.pk}" if about else f"demo:{CALLS.index(call)}"
    planned = plan_callback(call.scenario, customer, reason=reason, ticket=about, by=SYSTEM, at=at)
    if planned is None or not call.who:
        return planned
    for login in (call.who, "chen", "lin", "zhou"):
        try:
            return take_callback(planned, staff=people[login], at=at)
        except NotByHandler:
            continue
    return planned


def _played(call: Call, one: Callback, people: dict[str, Staff], now: datetime) -> Callback:
    staff = one.assignee
    if staff is None or call.state == "planned":
        return one
    at, by = not_before(one.ticket, by_day(one.customer, now - timedelta(hours=call.hours))), staff.party
    if call.state == "done":
        at = min(at, now - WHOLE)
    if call.state == "cancelled":
        return cancel_callback(one, why="客户已经在微信里回了", by=by, at=at)
    if Callback.objects.filter(state=Callback.State.TALKING, assignee=staff).exists():
        return one
    return _rung(call, one, staff, at, now)


def _rung(call: Call, one: Callback, staff: Staff, at: datetime, now: datetime) -> Callback:
    """Dialled, and what came of it; who opens the shop at night finds nobody on the telephone."""
    by = staff.party
    if not may_ring(now if call.state == "talking" else at, zone_of(one.customer)):
        return one
    begin_call(one, staff=staff, at=at)
    if call.state in ("no_answer", "busy", "wrong_number"):
        return note_missed(one, outcome=call.state, by=by, at=at + timedelta(seconds=40))
    pick_up(one, by=by, at=at + timedelta(seconds=9))
    said_opening(one, by=by, at=at + timedelta(seconds=21))
    if call.state == "booked":
        tomorrow = (timezone.localtime(now) + timedelta(days=1)).replace(hour=10, minute=30, second=0, microsecond=0)
        return book_talk(one, slot_at=tomorrow, words=call.said, by=by, at=at + timedelta(minutes=2))
    if call.state != "talking":
        hang_up(one, by=by, at=at + timedelta(minutes=4))
        _record(call, one, at)
    return one


def _record(call: Call, one: Callback, at: datetime) -> None:
    assert one.assignee is not None  # noqa: S101 - somebody rang up
    by, words = one.assignee.party, {"words": call.said}
    if call.state == "to_record":
        save_record(one, words, by=by)
        return
    answers = {
        question.code: answer_of(question, call.stars, call.said)
        for question in one.scenario.questions.filter(active=True)
    }
    save_record(one, {**GOOD, **words, "stars": call.stars, "warm": call.stars > 3, "answers": answers}, by=by)
    finish_callback(one, by=by, at=at + timedelta(minutes=10))
    if call.becomes:
        (to_praise if call.becomes == "praise" else to_suggestion)(one, by=by, at=at + timedelta(minutes=11))


def answer_of(question: Any, stars: int, words: str) -> str | int:
    """What somebody with that many stars says to a question of the script."""
    if question.kind == "stars":
        return stars
    if question.kind == "choice":
        return str(question.choices[0]["code"])
    return "yes" if question.kind == "closed" else words


def by_day(customer: Customer, at: datetime) -> datetime:
    """That instant, or where it is night the afternoon before."""
    if may_ring(at, zone_of(customer)):
        return at
    local = at.astimezone(zone_of(customer))
    return local.replace(hour=15) - timedelta(days=1 if local.hour < 12 else 0)
