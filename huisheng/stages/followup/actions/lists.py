"""Take lists: read what was brought, show it, and plan its customers in the background, line by line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from huisheng.core.base.actions import record_change
from huisheng.core.base.queue import enqueue
from huisheng.core.base.vault import vault
from huisheng.core.customers.actions import learn_of, recognise_customer
from huisheng.core.customers.models import Customer
from huisheng.core.customers.queries import known_customer
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.tables import UnreadableTableError, read_table
from huisheng.stages.followup.lists import HEAD_WORDS, MOST_ROWS, Line, head_of, line_of, read_lines, words_of
from huisheng.stages.followup.models import Callback, CallList, Scenario

from .many import Wanted, plan_many

TAKE_TASK = "followup.take_list"
AT_ONCE = 500
KEEP = timedelta(days=30)  # so long the refused lines can be fetched; then nothing of the file is left
State = CallList.State
UNREADABLE = {
    "too_big": _("The file is larger than 10 MB. Please split it."),
    "not_a_table": _("This is no table we can read. Please save it as xlsx or CSV."),
    "empty": _("The file is empty."),
}


class ListRefused(Refused):
    code = "list_refused"


class ListOver(Refused):
    code = "list_over"
    status = 409
    message = _("This list was taken or thrown away already.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of some lines: planned, on the list already, and those that were refused with the reason."""

    planned: int
    known: int
    refused: list[tuple[int, str]]


@transaction.atomic
def bring_list(scenario: Scenario, data: bytes, *, name: str, by: Party, at: datetime | None = None) -> CallList:
    """Read a file and keep its rows, sealed, until somebody says that they are right. Raises ListRefused."""
    try:
        rows = read_table(data, most_rows=MOST_ROWS + 20)
    except UnreadableTableError as error:
        raise ListRefused(UNREADABLE[error.code]) from error
    head, columns = head_of(rows, head_words())
    if not any(any(row) for row in rows[head + 1 :]):
        raise ListRefused(_("Nobody stands below the first line of this file: it is read as the heads of the columns."))
    given = {"by_kind": by.kind, "by_id": by.id, "at": at or timezone.now(), "columns": columns}
    row = CallList(scenario=scenario, name=name.strip()[:120] or scenario.name, state=State.READ, **given)
    _keep_rows(row, rows, head)
    row.save()
    return row


@transaction.atomic
def map_list(list_: CallList, columns: Sequence[str]) -> CallList:
    """What each column holds, as a person says. Raises ListOver, ListRefused without a phone or a customer number."""
    list_ = _lock(list_, State.READ)
    if not {"phone", "external"} & set(columns):
        raise ListRefused(_("Please say which column holds the phone numbers."))
    list_.columns = list(columns)
    list_.save(update_fields=["columns"])
    return list_


@transaction.atomic
def begin_list(list_: CallList) -> CallList:
    """The lines are right: they are planned in the background from now on. Raises ListOver, ListRefused."""
    list_ = _lock(list_, State.READ)
    lines = list(lines_of(list_))
    if all(one.refused for one in lines):
        raise ListRefused(_("Nobody on this list can be rung up. Please see why below."))
    list_.state, list_.rows = State.TAKING, len(lines)
    list_.save(update_fields=["state", "rows"])
    enqueue(TAKE_TASK, list_id=list_.pk)
    return list_


@transaction.atomic
def drop_list(list_: CallList) -> CallList:
    """Not to be taken: nothing of it stays. Raises ListOver."""
    list_ = _lock(list_, State.READ)
    list_.state, list_.sealed, list_.done_at = State.DROPPED, None, timezone.now()
    list_.save(update_fields=["state", "sealed", "done_at"])
    return list_


@transaction.atomic
def note_fetched(list_: CallList, *, by: Party) -> None:
    """Somebody fetched the refused lines, with the numbers that stand in them: the audit knows who, and how many."""
    after = {"list": list_.name, "refused_lines_fetched": len(list_.refused)}
    record_change(f"followup.CallList:{list_.pk}", before=None, after=after, by=by)


def take_list(list_id: int) -> None:
    """Plan a list that was begun, part by part; stopped in the middle it goes on where it was."""
    lines = lines_of(CallList.objects.get(pk=list_id))
    while _take_part(list_id, lines):
        pass


def take_lines(
    scenario: Scenario,
    lines: Sequence[Line],
    *,
    reason: str,
    by: Party,
    list_: CallList | None = None,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Taken:
    """Recognise the customers of these lines and plan them; a known customer's name is never overwritten."""
    refused = [(one.number, one.refused) for one in lines if one.refused]
    wanted: dict[int, tuple[Line, Wanted]] = {}
    for line in lines:
        if line.refused:
            continue
        customer = _customer(line)
        if customer is None:
            refused.append((line.number, "no_phone"))
        elif customer.pk in wanted:
            refused.append((line.number, "twice"))
        else:
            wanted[customer.pk] = (line, Wanted(customer, reason, line.facts))
    made = plan_many(scenario, [one for _line, one in wanted.values()], by=by, list_=list_, due_at=due_at, at=at)
    planned = {one.customer_id for one in made}
    there = set(_planned_for(scenario, reason, wanted))
    why = "no_consent" if scenario.active else "switched_off"
    left = [(line.number, why) for pk, (line, _one) in wanted.items() if pk not in there]
    return Taken(len(planned), len(there) - len(planned), sorted([*refused, *left]))


def forget_lists(*, at: datetime | None = None) -> int:
    """What was refused, and what nobody took, is thrown away after thirty days; for the regular sweep."""
    before = (at or timezone.now()) - KEEP
    return CallList.objects.filter(sealed__isnull=False, at__lt=before).exclude(state=State.TAKING).update(sealed=None)


def lines_of(list_: CallList) -> list[Line]:
    """The lines of a list that is kept."""
    head, rows = rows_of(list_)
    return list(read_lines(rows, list_.columns, head=head))


def rows_of(list_: CallList) -> tuple[int, list[list[str]]]:
    """Where its head line is, and its rows; none once they are thrown away."""
    if not list_.sealed:
        return 0, []
    kept = json.loads(vault().open(list_.sealed))
    return kept["head"], kept["rows"]


def head_words() -> dict[str, list[str]]:
    """The heads of columns in Chinese and English."""
    found: dict[str, list[str]] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for code, words in words_of(str(HEAD_WORDS)).items():
                found[code] = [*found.get(code, []), *words]
    return found


def api_lines(customers: Sequence[Mapping[str, str]]) -> list[Line]:
    """Lines of what a machine sent, numbered from 1."""
    return [line_of(number, one) for number, one in enumerate(customers, start=1)]


@transaction.atomic
def _take_part(list_id: int, lines: Sequence[Line]) -> bool:
    list_ = CallList.objects.select_for_update(of=("self",)).select_related("scenario").get(pk=list_id)
    if list_.state != State.TAKING:
        return False
    place = list_.taken + list_.known + len(list_.refused)
    part = lines[place : place + AT_ONCE]
    done = take_lines(list_.scenario, part, reason=f"list:{list_.pk}", by=list_.by, list_=list_)
    list_.taken, list_.known = list_.taken + done.planned, list_.known + done.known
    list_.refused = [*list_.refused, *done.refused]
    if place + len(part) >= len(lines):
        list_.state, list_.done_at = State.DONE, timezone.now()
        head, rows = rows_of(list_)
        _keep_rows(list_, [rows[head], *(rows[number - 1] for number, _code in list_.refused)], 0)
    list_.save()
    return list_.state == State.TAKING


def _customer(line: Line) -> Customer | None:
    """Whose line it is; None for a customer number that nobody has and that no phone stands beside."""
    values = line.values
    if not values.get("phone") and known_customer(external_id=values.get("external", "")) is None:
        return None
    given = {
        "phone": values.get("phone", ""),
        "email": values.get("email", ""),
        "external_id": values.get("external", ""),
    }
    customer = recognise_customer(name=values.get("name", ""), verified=True, **given).customer
    spend = "".join(sign for sign in values.get("spend", "").partition(".")[0] if sign.isdigit())[:9]
    zone = values.get("timezone", "")
    return learn_of(
        customer,
        yearly_spend=int(spend) if spend else None,
        timezone=zone if zone in available_timezones() else None,
    )


def _planned_for(scenario: Scenario, reason: str, customers: Mapping[int, object]) -> list[int]:
    from_list = Callback.objects.filter(scenario=scenario, reason=reason, customer__in=list(customers))
    return list(from_list.values_list("customer", flat=True))


def _keep_rows(list_: CallList, rows: Sequence[Sequence[str]], head: int) -> None:
    list_.sealed = vault().seal(json.dumps({"head": head, "rows": rows}, ensure_ascii=False))


def _lock(list_: CallList, *states: str) -> CallList:
    row = CallList.objects.select_for_update(of=("self",)).select_related("scenario").get(pk=list_.pk)
    if row.state not in states:
        raise ListOver
    return row
