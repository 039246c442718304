"""The facts of many tickets at once: one query per kind of fact, however many tickets there are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.triage.facts import MOST_COUNTED, Facts, counted_in, facts_of, repeat_days
from huisheng.stages.triage.queries import tags_of_many

LOADED = ("category", "grade__scheme", "channel", "customer__tier")  # what facts read of a ticket without asking
REPEATS = """
    SELECT t.id, (SELECT count(*) FROM (
        SELECT FROM tickets_ticket o WHERE o.customer_id = t.customer_id
        AND (NOT %s OR o.category_id IS NOT DISTINCT FROM t.category_id)
        AND o.created_at BETWEEN t.created_at - %s * interval '1 day' AND t.created_at LIMIT %s
    ) near) FROM tickets_ticket t WHERE t.id = ANY(%s)"""


def first_words(tickets: Iterable[Ticket]) -> dict[int, str]:
    """What each customer wrote first, by ticket. One query."""
    first = Message.objects.filter(ticket__in=tickets, kind=Message.Kind.CUSTOMER).order_by("ticket", "at", "id")
    return dict(first.distinct("ticket").values_list("ticket_id", "text"))


def facts_of_many(tickets: Sequence[Ticket], wanted: Collection[str]) -> list[Facts]:
    """`facts_of` for each of the tickets (loaded with LOADED), in their order, with what `wanted` names gathered first.

    At most six queries: words, tags, source, mass faults, repetition, repetition of the same kind.
    """
    ids, texts = [ticket.pk for ticket in tickets], first_words(tickets)
    counted = counted_in(ids) if {"affected_count", "mass_fault"} & set(wanted) else {}
    gathered = {name: gather(ids) for name, gather in GATHER.items() if name in wanted}
    found = []
    for ticket in tickets:
        facts = facts_of(ticket, texts.get(ticket.pk, ""), wanted, counted=counted.get(ticket.pk, 0))
        facts.known.update({name: values.get(ticket.pk) for name, values in gathered.items()})
        found.append(facts)
    return found


def _tags(ids: list[int]) -> Mapping[int, object]:
    tags = tags_of_many(ids)
    return {pk: [tag.code for tag in tags.get(pk, ())] for pk in ids}


def _sources(ids: list[int]) -> Mapping[int, object]:
    said = Message.objects.filter(ticket__in=ids, inbound__isnull=False).order_by("ticket", "at", "id")
    rows = said.distinct("ticket").select_related("inbound")
    return {one.ticket_id: one.inbound.content.get("source") or None for one in rows if one.inbound}


def _repeats(ids: list[int], *, same_kind: bool = False) -> Mapping[int, object]:
    with connection.cursor() as cursor:
        cursor.execute(REPEATS, [same_kind, repeat_days(), MOST_COUNTED, ids])
        rows: list[Any] = cursor.fetchall()
    return dict(rows)


def _repeats_of_kind(ids: list[int]) -> Mapping[int, object]:
    return _repeats(ids, same_kind=True)


GATHER = {"tags": _tags, "source": _sources, "repeat_count": _repeats, "same_kind_count": _repeats_of_kind}
