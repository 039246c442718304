"""Pages of a grown house, asked one after the other by one person: waiting time and CPU."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from rich.progress import Progress

from benchmarks.calls import Answer, Line, Run, run
from benchmarks.house import House
from huisheng.core.accounts.models import Staff
from huisheng.core.base.vault import vault
from huisheng.core.tickets.models import IS_OPEN, NEVER, Ticket

TIMES, WARM = 45, 4  # a lookup may be tried 60 times an hour from one address
FORM = "application/x-www-form-urlencoded"
TAIL = "4321"


@dataclass
class Known:
    """What the questions are about."""

    agent: Staff
    boss: Staff
    ticket: Ticket
    common: str
    rare: str
    token: str


def measure(house: House, token: str, texts: list[str], progress: Progress) -> list[Run]:
    """The same questions at whatever size the house has now."""
    known = acquaint(texts, token)
    staff, boss = login(known.agent), login(known.boss)
    number = known.ticket.number
    asked: list[tuple[str, Callable[[Line], None]]] = [
        ("queue, agent", partial(get, path="/desk/?view=mine", cookies=staff)),
        ("queue, supervisor, team", partial(get, path="/desk/?view=team", cookies=boss)),
        ("queue, list only (htmx)", partial(get, path="/desk/?view=team&list=1", cookies=boss, htmx=True)),
        ("ticket", partial(get, path=f"/desk/tickets/{number}/", cookies=staff)),
        (f"search “{known.common}”, common", partial(get, path=f"/desk/search/?q={quote(known.common)}", cookies=boss)),
        (f"search “{known.rare}”, rare", partial(get, path=f"/desk/search/?q={quote(known.rare)}", cookies=boss)),
        ("search, number", partial(get, path=f"/desk/search/?q={number}", cookies=boss)),
        ("numbers, 30 days", partial(get, path="/desk/numbers/?period=30", cookies=boss)),
        ("numbers, voices, 30 days", partial(get, path="/desk/numbers/voices/?period=30", cookies=boss)),
        ("numbers, list behind one", partial(get, path="/desk/numbers/promise_kept/?period=30", cookies=boss)),
        ("portal: progress", partial(get, path=known.ticket.public_path)),
        ("portal: lookup", partial(look_up, number=number)),
        ("API: list of 50", partial(get, path="/api/v1/tickets", token=token)),
        ("API: one ticket", partial(get, path=f"/api/v1/tickets/{number}", token=token)),
    ]
    runs = []
    for name, call in asked:
        run(house, f"{name} (warm up)", [call] * WARM, progress)
        runs.append(run(house, name, [call] * TIMES, progress))
    return runs


def acquaint(texts: list[str], token: str) -> Known:
    agent, boss = Staff.objects.get(username="agent01"), Staff.objects.get(username="boss")
    ticket = Ticket.objects.filter(IS_OPEN, assignee=agent, next_due_at__lt=NEVER).order_by("-id").first()
    assert ticket
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_identity SET tail = %s WHERE id IN (SELECT identity_id FROM tickets_participant WHERE ticket_id = %s)",
            [vault().blind("tail", TAIL), ticket.pk],
        )
        cursor.execute("DELETE FROM frame_hit")
    common, rare = words(texts)
    return Known(agent, boss, ticket, common, rare, token)


def words(texts: list[str]) -> tuple[str, str]:
    """Two-character words: the commonest, and one of one text in a thousand or so."""
    pairs = Counter(
        pair
        for text in texts
        for pair in {run[i : i + 2] for run in re.findall(r"[一-鿿]+", text) for i in range(len(run) - 1)}
    )
    ranked = pairs.most_common()
    rare = next(pair for pair, times in reversed(ranked) if times >= max(1, len(texts) // 1000))
    return ranked[0][0], rare


def login(person: Staff) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return {"huisheng_session": session.session_key or ""}


def get(line: Line, *, path: str, cookies: dict[str, str] | None = None, token: str = "", htmx: bool = False) -> None:
    line.cookies.update(cookies or {})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    checked(line.call("GET", path, **headers, **({"HX_Request": "true"} if htmx else {})), 200)


def look_up(line: Line, *, number: str) -> None:
    if "form-token" not in line.cookies:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', line.call("GET", "/f/").body.decode())
        assert found
        line.cookies["form-token"] = found[1]
    fields = {"csrfmiddlewaretoken": line.cookies["form-token"], "number": number, "contact": TAIL}
    checked(line.call("POST", "/f/", urlencode(fields).encode(), Content_Type=FORM), 302)


def checked(answer: Answer, status: int) -> None:
    assert answer.status == status, (answer.status, answer.headers, answer.body.decode()[:2000])


def as_json(runs: list[Run]) -> str:
    return json.dumps([vars(one) for one in runs])
