"""The few SQL words that Django has none for, and the planner's leash."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import BigIntegerField, BooleanField, Func, TextField, Value

SCANS = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")


class Folded(Func):
    """The text as `bigrams` reads it: NFKC, lower case."""

    template = "lower(normalize(%(expressions)s, NFKC))"
    output_field = TextField()


class Keys(Func):
    """What people quote: feedback number and order number (the expression of the index `ticket_keys_bigrams`)."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


class Joined(Func):
    """Texts one after the other."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class Matches(Func):
    """`Matches(column, Value(tsquery))`: the bigram index finds candidates; LIKE decides afterwards."""

    template = "bigrams(%(expressions)s::tsquery)"
    arg_joiner = ") @@ ("
    output_field = BooleanField()


class Ids(Func):
    """Thousands of ids as one parameter, for `pk__in`: Django would write, and psycopg read, each one by itself."""

    template = "(SELECT unnest(%(expressions)s::bigint[]))"

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__(Value(list(ids), output_field=ArrayField(BigIntegerField())), output_field=BigIntegerField())


@contextmanager
def bitmaps_only() -> Iterator[None]:
    """Let the planner use bitmaps only: its guess of how rare Chinese words are is wrong by a thousand both ways."""
    with transaction.atomic():
        _allow("off")
        try:
            yield
        finally:
            _allow("on")


def _allow(state: str) -> None:
    """One search is too short a work to be shared: starting a second process costs more than it saves."""
    settings = dict.fromkeys(SCANS, state) | {"parallel_setup_cost": "1000" if state == "on" else "1000000000"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join('set_config(%s, %s, true)' for _ in settings)}", _pairs(settings))


def _pairs(settings: dict[str, str]) -> list[str]:
    return [word for pair in settings.items() for word in pair]
