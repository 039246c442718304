"""How the table of ticket fields asks the database what no column says by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Contains, Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import NEVER, Message
from huisheng.kit.conditions import ConditionError
from huisheng.kit.conditions.shapes import words_of
from huisheng.kit.conditions.sql import NOTHING
from huisheng.kit.text import bigram_query, fold
from huisheng.watch.search.sql import Folded, Matches

Ask = Callable[[str, Any], Q | None]
Rows = QuerySet[Any, Any]
ME, NOBODY, OURS = "@me", "@nobody", "@ours"  # no username and no code of a team begins so
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMPARED = {"is": Exact, "gte": GreaterThanOrEqual, "gt": GreaterThan, "lte": LessThanOrEqual, "lt": LessThan}
TURNED = {"gte": "lte", "gt": "lt", "lte": "gte", "lt": "gt"}  # longer ago is an earlier instant


def yes(holds: Q) -> Ask:
    """A question of yes and no."""
    return lambda op, value: (holds if value else ~holds) if op == "is" else None


def person(path: str, staff: Staff | None) -> Ask:
    """Whom a column names: a colleague by login name, whoever looks, or nobody."""
    me = Q(**{path: staff.pk}) if staff else NOTHING
    return _named(f"{path}__username", {ME: me, NOBODY: Q(**{f"{path}__isnull": True})})


def team(path: str, staff: Staff | None) -> Ask:
    """Whose desk: a team by its code, or the teams of whoever looks."""
    ours = Q(**{f"{path}__any": staff.team_ids}) if staff else NOTHING
    return _named(f"{path}__code", {OURS: ours})


def _named(path: str, special: dict[str, Q]) -> Ask:
    def ask(op: str, value: Any) -> Q | None:
        if op not in ("is", "in"):
            return None
        names = set(words_of(value))
        found = [special[name] for name in special if name in names]
        if plain := sorted(names - set(special)):
            found.append(Q(**{f"{path}__in": plain}))
        return reduce(or_, found) if found else NOTHING

    return ask


def any_row(rows: Rows, path: str, special: dict[str, Q] | None = None) -> Ask:
    """Whether a row that hangs from the ticket (by OuterRef) says one of the values; empty = there is none."""
    named = _named(path, special or {})

    def ask(op: str, value: Any) -> Q | None:
        if op == "is_empty":
            return ~Q(Exists(rows))
        wanted = named("in", value)
        return Q(Exists(rows.filter(wanted))) if op in ("is", "in", "any_of") and wanted is not None else None

    return ask


def how_many(rows: Rows) -> Ask:
    """How many rows hang from the ticket (by `ticket`)."""
    per_ticket = rows.filter(ticket=OuterRef("pk")).order_by().values("ticket").annotate(n=Count("pk")).values("n")
    number = Coalesce(Subquery(per_ticket, output_field=IntegerField()), Value(0))

    def ask(op: str, value: Any) -> Q | None:
        return Q(COMPARED[op](number, int(value))) if op in COMPARED else None

    return ask


def subtree(op: str, value: Any) -> Q | None:
    """A category with everything below it. One small query."""
    if op not in ("is", "in"):
        return None
    rows = list(Category.objects.order_by().values_list("id", "parent", "code"))
    codes, found = set(words_of(value)), set[int]()
    wave = {pk for pk, _parent, code in rows if code in codes}
    while wave:
        found |= wave
        wave = {pk for pk, parent, _code in rows if parent in wave} - found
    return Q(category__in=sorted(found)) if found else NOTHING


def due_in(now: datetime) -> Ask:
    """Hours until the next promise falls due; what is overdue counts below zero. Empty: nothing is promised."""

    def ask(op: str, hours: Any) -> Q | None:
        if op == "is_empty":
            return Q(next_due_at__gte=NEVER)
        promised = Q(**{f"next_due_at__{_span(op)}": now + _length(hours, HOUR)})
        return promised & Q(next_due_at__lt=NEVER)

    return ask


def ago(column: str, now: datetime, unit: timedelta) -> Ask:
    """Hours or days since an instant: longer ago is more."""

    def ask(op: str, number: Any) -> Q | None:
        if op == "is_empty":
            return Q(**{f"{column}__isnull": True})
        return Q(**{f"{column}__{TURNED[_span(op)]}": now - _length(number, unit)})

    return ask


def _span(op: str) -> str:
    if op not in TURNED:
        raise ConditionError(_("a span of time is at least or at most so long, never exactly"))
    return op


def _length(number: Any, unit: timedelta) -> timedelta:
    try:
        length = unit * float(number)
    except (OverflowError, ValueError, TypeError) as odd:
        raise ConditionError(_("its span of time is no number of hours or days")) from odd
    if abs(length) > 36_500 * DAY:
        raise ConditionError(_("its span of time is longer than a hundred years"))
    return length


def spoken(op: str, value: Any) -> Q | None:
    """Words in the subject or in anything the customer wrote; the bigram indexes find them."""
    if op not in ("has_any", "has_all"):
        return None
    said = Message.objects.order_by().filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER)
    found = [_holding("subject", word) | Q(Exists(said.filter(_holding("text", word)))) for word in words_of(value)]
    return reduce(or_ if op == "has_any" else and_, found)


def titled(op: str, value: Any) -> Q | None:
    """Words in the subject."""
    if op not in ("has_any", "has_all"):
        return None
    return reduce(or_ if op == "has_any" else and_, [_holding("subject", word) for word in words_of(value)])


def _holding(column: str, word: str) -> Q:
    """The index finds candidates by pairs of characters, the text itself decides."""
    held, pairs = Q(Contains(Folded(F(column)), fold(word))), bigram_query(word)
    return Q(Matches(F(column), Value(pairs))) & held if pairs else held
