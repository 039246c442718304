"""Where the time goes: the same calls inside this process under cProfile."""

import cProfile
import io
import pstats
import re
import time
from collections.abc import Callable
from itertools import count

from django.conf import settings
from django.test import Client

from benchmarks.pages import Known
from huisheng.core.accounts.models import Staff

TIMES = 40
LINES = 14


def profiles(known: Known) -> dict[str, str]:
    """Name → the costliest functions by own time, of creating by API and of the slow pages."""
    desk = Client(HTTP_HOST="localhost")
    desk.force_login(Staff.objects.get(pk=known.boss.pk), backend=settings.AUTHENTICATION_BACKENDS[0])
    numbers, shop = count(1), Client(HTTP_HOST="localhost")

    def create() -> None:
        body = {"text": "我的货已经延迟5天了，物流三天没更新", "customer": {"phone": f"1360000{next(numbers):04d}"}}
        headers = {"Authorization": f"Bearer {known.token}"}
        answer = shop.post("/api/v1/tickets", body, content_type="application/json", headers=headers)
        assert answer.status_code == 201

    def page(path: str) -> Callable[[], None]:
        return lambda: _ok(desk, path)

    asked = {
        "create by API": create,
        "queue": page("/desk/?view=team"),
        "ticket": page(f"/desk/tickets/{known.ticket.number}/"),
        "search": page(f"/desk/search/?q={known.common}"),
    }
    return {name: profile(call) for name, call in asked.items()}


def _ok(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def profile(call: Callable[[], None]) -> str:
    call()
    meter = cProfile.Profile(time.process_time)  # a busy machine must not count as our own time
    meter.enable()
    for _ in range(TIMES):
        call()
    meter.disable()
    out = io.StringIO()
    pstats.Stats(meter, stream=out).sort_stats("tottime").print_stats(LINES)
    return "\n".join(_short(line) for line in out.getvalue().splitlines() if re.match(r"\s*(\d+|ncalls)", line))


def _short(line: str) -> str:
    """Paths from the package on: nothing of this machine."""
    return re.sub(r"\S*/(site-packages/|lib/python[\d.]+/|(?=huisheng/|benchmarks/))", "", line).rstrip()[:110]
