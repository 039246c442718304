"""Did a request change anything? PostgreSQL itself counts the rows written in a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

WRITTEN = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
NOTEBOOKS = {  # written by looking: nothing of the house
    "django_session": "who is logged in",
    "huisheng_cache": "login tries",
    "frame_hit": "tries that are limited",
    "accounts_apitoken": "when a token was last used",
    "insight_wall": "when a screen on the wall was last shown",
    "account_emailaddress": "allauth copies a colleague's address at the first login",
}


@dataclass
class Tried:
    """What came of one request."""

    status: int
    text: str
    changed: set[str] = field(default_factory=set)
    broke: str = ""


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


@contextmanager
def as_if() -> Iterator[None]:
    """What happens inside is undone."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def attempt(client: Client, method: str, path: str, data: Any = None, **more: Any) -> Tried:
    """Send one request, see what it changed, and undo it."""
    client.raise_request_exception = False
    before = counts()
    with as_if():
        response = getattr(client, method.lower())(path, data, **more)
        text = body(response)
        broke = repr(response.exc_info[1]) if getattr(response, "exc_info", None) else ""
        after = {} if connection.needs_rollback or broke else counts()
    changed = {table for table, count in after.items() if count != before.get(table, 0)}
    return Tried(response.status_code, text, changed - set(NOTEBOOKS), broke)


def body(response: HttpResponseBase) -> str:
    parts = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
    return b"".join(parts).decode(errors="replace")
