"""News for open screens: a NOTIFY that leaves with the commit."""

import json

from django.db import connection

CHANNEL = "huisheng"


def push(*topics: str, kind: str, ident: int | str) -> None:
    """Tell every screen that listens to one of `topics` that `ident` changed; ids only (8,000 bytes at most).

    Topics: `queue` (everything), `team:<id>`, `staff:<id>`, `ticket:<number>`.
    """
    payload = json.dumps({"topics": topics, "kind": kind, "id": ident}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
