"""Fill an empty house with the shop: its people, three months of feedback, and a living desk around this moment."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from huisheng.core.accounts.actions import add_skill, add_staff, set_presence, set_skills
from huisheng.core.accounts.actions.skills import HAND_OUT_TASK
from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.base.house import house
from huisheng.core.channels.actions import SEND_TASK
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.actions import set_agent
from huisheng.core.tickets.actions import REACT_TASK
from huisheng.core.tickets.kinds import REACTING
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.journey.models import Reaction
from huisheng.journey.reactions import REACTIONS
from huisheng.journey.runner import run_effect
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.archive.house import Shop
from huisheng.project.demo.archive.playing import Archive
from huisheng.project.demo.archive.rows import TABLES
from huisheng.project.demo.calls import ring_up
from huisheng.project.demo.confirming import ask_for_answers
from huisheng.project.demo.departments import ask_around, fill_the_table
from huisheng.project.demo.duty import plan_duty
from huisheng.project.demo.engine.telling import Teller
from huisheng.project.demo.giving import give_today
from huisheng.project.demo.goals import set_targets
from huisheng.project.demo.improving import improve
from huisheng.project.demo.lessons import tell_again
from huisheng.project.demo.lists import bring_lists
from huisheng.project.demo.older_calls import remember_calls
from huisheng.project.demo.people import PEOPLE, SHOP, SHOWN_LOGINS, SKILLS, DemoPerson
from huisheng.project.demo.rules import use_rules
from huisheng.project.demo.speech import teach
from huisheng.project.demo.surveys import answer_for_ninety_days, answer_low
from huisheng.project.demo.views import keep_views
from huisheng.project.demo.warming import weigh_lately
from huisheng.project.demo.winback import lose_some
from huisheng.project.demo.wishes import keep_wishes
from huisheng.stages.followup.actions import TAKE_TASK
from huisheng.stages.handling.actions import note_read
from huisheng.stages.praise.actions import SHARE_TASK
from huisheng.stages.sla.actions import ring_due
from huisheng.watch.insight.actions import keep_charges
from huisheng.watch.notify.models import Delivery, Notice

PASSWORD = "echo-demo-8000"  # noqa: S105  # of the demo, printed at start and shown on its login page
NEWS = timedelta(hours=20)  # older events ring no bell any more
SEEN = timedelta(hours=2)  # older notices have been read
LOOKED = timedelta(minutes=13)  # how long after an answer its page is opened
TOLD = 0.75  # share of the progress bar: telling; then writing

Say = Callable[[str], None]
Show = Callable[[float], None]  # progress, 0 to 1


def logins() -> list[tuple[str, str, str]]:
    """Role, login and password of the three people the console prints; empty in a house without the demo."""
    if not house("house.demo"):
        return []
    shown = Staff.objects.select_related("role").filter(username__in=SHOWN_LOGINS)
    found = {person.username: person for person in shown}
    return [(found[name].role.label, name, PASSWORD) for name in SHOWN_LOGINS if name in found]


def load(show: Show, *, now: datetime | None = None) -> None:
    """The shop and its feedback up to now: about 2,000 tickets. No letter leaves, no reaction is left to do."""
    now = now or timezone.localtime()
    change_setting("house.name", SHOP, by=SYSTEM)
    change_setting("house.demo", True, by=SYSTEM)
    change_setting("check.on", True, by=SYSTEM)
    people = hire()
    plan_duty(people, now)
    with translation.override(settings.LANGUAGE_CODE), _no_sweeping():
        _write_history(people, now, show)
        ask_for_answers(people, now)
        ask_around(fill_the_table(), now)
        give_today(people, now)
        remember_calls(people, now)
        ring_up(people, now)
        lose_some(people, now)
        answer_low(now)
        improve(people, now)
        bring_lists(people, now)
        ring_due(now=now)
    _ring_the_latest(now)
    keep_wishes(people, now)
    tell_again(people, now)
    weigh_lately(now)
    keep_charges(list(Ticket.objects.exclude(closed_at=None)))
    _mark_the_old_as_done()
    answer_for_ninety_days(now)
    _let_customers_look(now)
    for one in PEOPLE:
        if one.present and one.role != "admin":
            set_presence(people[one.login], "online", by=people[one.login].party)
    _give_own_agents(people)
    teach(people, now)
    use_rules()
    set_targets(people, now)
    keep_views(people)
    show(1)


@contextmanager
def _no_sweeping() -> Iterator[None]:
    """A hundred thousand rows that all stay until they are written: looking for garbage among them costs a fifth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def hire() -> dict[str, Staff]:
    """Everybody who works there, by login."""
    shared = make_password(PASSWORD)
    for code, name, name_en in SKILLS:
        add_skill(code, name=name, name_en=name_en, by=SYSTEM)
    return {one.login: _hire(one, password_hash=shared) for one in PEOPLE}


def _give_own_agents(people: dict[str, Staff]) -> None:
    """Core customers have somebody of their own: who took their latest feedback first (requirements S4)."""
    core = Ticket.objects.filter(customer__tier__code="core", first_owner__in=people.values())
    for ticket in core.select_related("customer", "first_owner").order_by("customer", "-id").distinct("customer"):
        set_agent(ticket.customer, agent=ticket.first_owner)


def _hire(one: DemoPerson, *, password_hash: str) -> Staff:
    person, _password = add_staff(
        one.login,
        name=one.name,
        role=one.role,
        teams=one.teams,
        email=one.email,
        password=PASSWORD,
        password_hash=password_hash,
        senior=one.senior,
        capacity=one.capacity,
        by=SYSTEM,
    )
    if one.skills:
        set_skills(person, dict(one.skills), by=SYSTEM)
    Membership.objects.filter(staff=person, team__code__in=one.leads).update(leads=True)
    return person


def _write_history(people: dict[str, Staff], now: datetime, show: Show) -> None:
    archive = Archive(Shop(people))
    for done, of in Teller(archive, now).tell():
        show(TOLD * done / of)
    for place, _table in enumerate(archive.rows.write(), 1):
        show(TOLD + (0.95 - TOLD) * place / len(TABLES))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(table._meta.db_table for table in TABLES)}")


def _ring_the_latest(now: datetime) -> None:
    """The bells and letters of today, by the real reactions; what is older rings no bell any more."""
    for event in Event.objects.filter(kind__in=REACTING, at__gte=now - NEWS).order_by("pk"):
        for effect in REACTIONS[event.kind]:
            run_effect(event, effect)
    Notice.objects.filter(at__lt=now - SEEN).update(read_at=F("at"))


def _mark_the_old_as_done() -> None:
    """The worker finds every reaction done, every letter gone, and nothing in its queue."""
    pairs = [(kind, effect.__name__) for kind, effects in REACTIONS.items() for effect in effects]
    kinds, effects = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(kinds), list(effects)])
        done = [REACT_TASK, SEND_TASK, HAND_OUT_TASK, SHARE_TASK, TAKE_TASK]
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = ANY(%s) AND status = 'todo'", [done])
    told = Delivery.objects.filter(outbound=OuterRef("pk")).values("event__at")
    Outbound.objects.filter(state=Outbound.State.WAITING).update(
        state=Outbound.State.SENT,
        via="console",
        tries=1,
        sent_at=Coalesce(Subquery(told), F("created_at")),
        next_try_at=None,
    )


def _let_customers_look(now: datetime) -> None:
    """Two in three have seen the latest answer to what is open, a while after it was there."""
    answers = Message.objects.filter(kind=Message.Kind.REPLY, ticket__closed_at=None, at__lt=now - LOOKED)
    for latest in answers.select_related("ticket").order_by("ticket", "-id").distinct("ticket"):
        if latest.ticket_id % 3:
            note_read(latest.ticket, upto=latest.pk, at=latest.at + LOOKED)


MARK = f"""
    INSERT INTO {Reaction._meta.db_table} (event_id, effect, done_at, tries, error)
    SELECT event.id, pair.effect, event.at, 0, ''
    FROM {Event._meta.db_table} event
    JOIN unnest(%s::text[], %s::text[]) AS pair(kind, effect) ON pair.kind = event.kind
    ON CONFLICT (event_id, effect) DO NOTHING
"""  # noqa: S608 - names of our own tables
