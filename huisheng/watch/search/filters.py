"""Filters of a search: what was typed or chosen becomes a condition on tickets, or a word that nothing is called."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Attachment
from huisheng.core.tickets.status import PUBLIC, Status
from huisheng.kit.pinyin import reads
from huisheng.kit.text import fold
from huisheng.watch.search.typed import Days, days_of

NAMES: dict[str, str | Promise] = {
    "status": _("Status"),
    "grade": _("Grade"),
    "channel": _("Channel"),
    "category": _("Category"),
    "team": _("Team"),
    "assignee": pgettext_lazy("search", "Owner"),
    "time": pgettext_lazy("search", "Came in"),
    "file": pgettext_lazy("search", "Files"),
    "customer": _("Customer"),
}
TIMES = (  # what is typed in either language
    (("今天", "today"), _("today")),
    (("昨天", "yesterday"), _("yesterday")),
    (("7天", "7d"), _("last 7 days")),
    (("30天", "30d"), _("last 30 days")),
    (("本月", "month"), _("this month")),
)
NOBODY = {"无", "没有人", "未分配", "nobody", "none"}
MINE = {"我", "me"}
Choice = tuple[str, str]  # code, words


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition; `q` is None when nothing is called `value`."""

    name: str
    value: str
    label: str
    q: Q | None

    @property
    def title(self) -> str | Promise:
        return NAMES[self.name]


def filters_of(staff: Staff, asked: Iterable[tuple[str, str]]) -> list[Filter]:
    """What was asked for, typed or chosen; the same one once. One query for each kind that has a table."""
    return [_filter(staff, name, value) for name, value in dict.fromkeys(asked) if name in NAMES and value]


def _filter(staff: Staff, name: str, value: str) -> Filter:
    wanted = fold(value)
    if name == "time":
        days = days_of(wanted, timezone.localdate())
        return Filter(name, value, value, _within(days) if days else None)
    if name == "file":
        held = Attachment.objects.filter(message__ticket=OuterRef("pk"))
        return Filter(name, value, str(_("with files")), Q(Exists(held)))
    if name == "customer":
        return _customer(staff, value)
    if name == "assignee" and wanted in NOBODY:
        return Filter(name, value, str(_("nobody yet")), Q(assignee=None))
    if name == "assignee" and wanted in MINE:
        return Filter(name, value, staff.name, Q(assignee=staff))
    hits = [choice for choice in _all(name) if _called(wanted, choice)]
    exact = [choice for choice in hits if wanted == choice[0] or wanted in map(_plain, choice[1:])]
    chosen = exact or hits
    conditions = [_condition(name, choice[0]) for choice in chosen]
    label = ", ".join(dict.fromkeys(_shown(choice) for choice in chosen)) or value
    return Filter(name, value, label, reduce(or_, conditions) if conditions else None)


def _within(days: Days) -> Q:
    zone = timezone.get_current_timezone()
    since, until = (datetime.combine(day, time.min, tzinfo=zone) for day in days)
    return Q(created_at__gte=since, created_at__lt=until)


def _customer(staff: Staff, value: str) -> Filter:
    """By id, from a link of ours; only a customer some visible ticket speaks of."""
    pk = int(value) if value.isdecimal() and len(value) < 19 else 0
    seen = Exists(tickets_for(staff).filter(customer=OuterRef("pk")))
    known = Customer.objects.filter(seen, pk=pk).first()
    label = (known.name if known else value) or str(_("No name given"))
    return Filter("customer", value, label, Q(customer=pk) if known else None)


def _called(wanted: str, choice: Sequence[str]) -> bool:
    return wanted == choice[0] or any(wanted in _plain(name) or reads(wanted, name) for name in choice[1:] if name)


def _plain(name: str) -> str:
    """Without spaces: a filter is one word."""
    return fold(name).replace(" ", "")


def _shown(choice: Sequence[str]) -> str:
    return (choice[2] if _english() and len(choice) > 2 and choice[2] else choice[1]) or choice[0]


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


def _condition(name: str, code: str) -> Q:
    columns = {"grade": "grade", "channel": "channel__code", "category": "category", "team": "team"}
    columns |= {"assignee": "assignee", "status": "status"}
    return Q(**{columns[name]: code})


def _all(name: str) -> list[tuple[str, ...]]:
    """Everything a filter of this name may mean: the code, then what it is called."""
    return SOURCES[name]() if name in SOURCES else []


def _statuses() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for code in Status.values:
        names: list[str] = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                names += [str(Status(code).label), str(PUBLIC[code].label)]
        found.append((code, names[0], names[2], names[1], names[3]))
    return found


def _rows(rows: "QuerySet[Any, Any]", *columns: str) -> Callable[[], list[tuple[str, ...]]]:
    return lambda: [tuple(map(str, row)) for row in rows.all().values_list(*columns)]


SOURCES: dict[str, Callable[[], list[tuple[str, ...]]]] = {
    "status": _statuses,
    "grade": _rows(
        Grade.objects.order_by("-scheme__enabled", "scheme", "-severity"), "pk", "name", "name_en", "code", "colour"
    ),
    "channel": _rows(Channel.objects.order_by("id"), "code", "name", "name_en"),
    "category": _rows(Category.objects.order_by("id"), "pk", "name", "name_en", "code"),
    "team": _rows(Team.objects.filter(active=True), "pk", "name", "name_en", "code"),
    "assignee": _rows(Staff.objects.filter(is_active=True).order_by("name"), "pk", "name", "name", "username"),
}


def choices() -> dict[str, list[Choice]]:
    """What the page offers to choose from. Four queries."""
    found = {name: [(row[0], _shown(row)) for row in _all(name)] for name in ("status", "channel", "team")}
    found["grade"] = [
        (str(row.pk), row.label) for row in Grade.objects.filter(scheme__enabled=True).order_by("-severity")
    ]
    found["assignee"] = [(row[0], row[1]) for row in _all("assignee")]
    found["time"] = [(codes[0], str(words)) for codes, words in TIMES]
    return found


def values_like(name: str, typed: str) -> list[str]:
    """What a filter of this name may be set to, as one types it: names that hold `typed`, or read so."""
    if name == "time":
        return [codes[_english()] for codes, _words in TIMES if typed in codes[_english()]]
    if name == "file":
        return [str(_("yes"))]
    names = (_shown(choice).replace(" ", "") for choice in _all(name) if not typed or _called(typed, choice))
    return list(dict.fromkeys(names))
