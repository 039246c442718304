"""Two months of callbacks that are over, so that targets and reports have months to count; by the desk's own verbs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Nature
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.calls import GOOD, answer_of
from huisheng.stages.closure.models import Closure
from huisheng.stages.followup.actions import (
    begin_call,
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
from huisheng.trips.finish_callback import finish_callback

OLDEST, NEWEST = timedelta(days=75), timedelta(days=2)  # since the ending; `calls.py` tells what is later
MADE = 64
HOURS = (10, 11, 14, 15, 16)  # of the day after the ending
BEFORE = timedelta(hours=3)  # the talk it is put on the list,
TAKEN = timedelta(hours=2, minutes=40)  # taken,
MISSED = timedelta(hours=2)  # and tried for the first time
LAST_LINE = timedelta(hours=2)  # after the ending at most
TALKS: tuple[tuple[int, str], ...] = (  # stars, the customer's words
    (5, "收到了，换的那台很安静，谢谢你们。"), (5, "小姑娘说话很耐心，一步一步教我，谢谢。"), (4, "退款到账了，就是比说的晚了半天。"),
    (5, "没想到你们还专门打电话来问，放心了。"), (4, "现在好用了，理解你们也忙。"), (3, "解决是解决了，中间换了两个人，话要说两遍。"),
    (5, "第二天就补寄了，挺快的，谢谢。"), (4, "师傅上门准时，活儿也干净。"), (5, "挺好的，没别的事了。"),
    (2, "东西是换了，可我请了两次假在家等。"), (4, "发票重开了，抬头没错。"), (3, "还行吧，希望下次别再让我催。"),
)  # fmt: skip
RECORD_MIN = (3, 5, 6, 7, 8, 9, 14)  # after hanging up; ten minutes are the goal
OPENING_S = (9, 11, 12, 12, 13, 14, 19)  # fifteen seconds are the goal
TALK_MIN = (3, 4, 5, 5, 6, 6, 7, 8)


def remember_calls(people: dict[str, Staff], now: datetime) -> list[Callback]:
    """About sixty, spread over the days; every seventh customer was reached at the second try. The same for the same house."""
    made = []
    for n, (ticket, at) in enumerate(_ended(now)):
        is_complaint = ticket.category is not None and ticket.category.nature == Nature.COMPLAINT
        scenario = "complaint" if is_complaint else "after_sale"
        planned = plan_callback(
            scenario, ticket.customer, reason=f"closure:{ticket.pk}", ticket=ticket, by=SYSTEM, at=at - BEFORE
        )
        if planned is not None and planned.state == Callback.State.PLANNED and (one := _taken(planned, people, at)):
            made.append(_talked(one, n, at))
    return made


def _ended(now: datetime) -> Iterator[tuple[Ticket, datetime]]:
    """What customers confirmed, each of another customer, evenly over the weeks, with the hour of the call."""
    phone = Identity.objects.filter(customer=OuterRef("customer"), kind=IdentityKind.PHONE)
    yes = Closure.objects.filter(ticket=OuterRef("pk"), kind=Closure.Kind.CONFIRMED)
    later = Event.objects.filter(ticket=OuterRef("pk"), at__gt=OuterRef("closed_at") + LAST_LINE)
    found = Ticket.objects.filter(
        Exists(phone), Exists(yes), ~Exists(later), closed_at__range=(now - OLDEST, now - NEWEST)
    )
    latest = (
        found.select_related("customer", "category", "assignee", "team")
        .order_by("customer", "-id")
        .distinct("customer")
    )
    ended = sorted(((one.closed_at, one.pk, one) for one in latest if one.closed_at), key=itemgetter(0, 1))
    for n, (closed_at, _pk, one) in enumerate(ended[:: max(1, len(ended) // MADE)][:MADE]):
        next_day = closed_at.astimezone(zone_of(one.customer)) + timedelta(days=1)
        yield one, next_day.replace(hour=HOURS[n % len(HOURS)], minute=n * 7 % 60)


def _taken(one: Callback, people: dict[str, Staff], at: datetime) -> Callback | None:
    for login in ("lin", "chen", "zhou"):
        try:
            return take_callback(one, staff=people[login], at=at - TAKEN)
        except NotByHandler:
            continue
    return None


def _talked(one: Callback, n: int, at: datetime) -> Callback:
    staff = one.assignee
    assert staff is not None  # noqa: S101 - somebody took it
    by = staff.party
    if n % 7 == 3:
        begin_call(one, staff=staff, at=at - MISSED)
        note_missed(one, outcome="no_answer", by=by, at=at - MISSED + timedelta(seconds=38))
    begin_call(one, staff=staff, at=at)
    pick_up(one, by=by, at=at + timedelta(seconds=8))
    said_opening(one, by=by, at=at + timedelta(seconds=8 + OPENING_S[n % len(OPENING_S)]))
    over = at + timedelta(minutes=TALK_MIN[n % len(TALK_MIN)], seconds=n * 17 % 60)
    hang_up(one, by=by, at=over)
    save_record(one, _said(one, *TALKS[n % len(TALKS)]), by=by)
    finish_callback(one, by=by, at=over + timedelta(minutes=RECORD_MIN[n % len(RECORD_MIN)]))
    return one


def _said(one: Callback, stars: int, words: str) -> dict[str, Any]:
    questions = one.scenario.questions.filter(active=True)
    answers = {question.code: answer_of(question, stars, words) for question in questions}
    return {**GOOD, "words": words, "stars": stars, "warm": stars > 3, "answers": answers}
