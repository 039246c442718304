"""News for open screens: one NOTIFY that leaves right after the commit, with everything the transaction changed."""

import json

from django.db import connection, transaction

CHANNEL = "huisheng"
SEND = "SELECT pg_notify(%s, news) FROM unnest(%s::text[]) AS news"


class Leaving:
    """What one transaction has to tell; sent as one statement when it has committed, forgotten when it rolls back."""

    def __init__(self) -> None:
        self.news: dict[str, None] = {}  # ordered, each once

    def __call__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SEND, [CHANNEL, list(self.news)])


def push(*topics: str, kind: str, ident: int | str, **more: int | str) -> None:
    """Tell every screen that listens to one of `topics` that `ident` changed; ids only (8,000 bytes at most).

    `more` is for what is pushed and never stored: who is there, which device wrote.

    Topics: `queue` (everything), `team:<id>`, `staff:<id>`, `ticket:<number>`. A screen that misses news because we
    died between commit and NOTIFY asks for everything anew when it connects again.
    """
    news = json.dumps({"topics": topics, "kind": kind, "id": ident, **more}, separators=(",", ":"))
    waiting = connection.run_on_commit  # (savepoints, callable, robust) of this transaction; emptied by a rollback
    leaving = waiting[-1][1] if waiting and isinstance(waiting[-1][1], Leaving) else None
    if leaving is None:
        leaving = Leaving()
        leaving.news[news] = None
        transaction.on_commit(leaving)
    else:
        leaving.news[news] = None
