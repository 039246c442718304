"""The web application: Django (as WSGI, in threads: two to four times faster here than Django's own ASGI), and the
raw stream of events beside it, so that a thousand open pages cost no threads."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from procrastinate.contrib.django.utils import connector_params

from huisheng.web.live.endpoint import Receive, Scope, Send, events
from huisheng.web.live.hub import hub

THREADS = 12  # fewer than the connections of the pool (database.py)
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def web_application() -> App:
    """Build the ASGI application; Django must be set up and the static files collected."""
    import_module(settings.ROOT_URLCONF)  # a door that cannot be loaded is said now, not at the first request
    django = cast(App, WSGIMiddleware(cast(Any, get_wsgi_application()), workers=THREADS))
    connection.close()  # what start-up opened must not stay with this thread

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == "/events":
            await events(scope, receive, send)
        else:
            await django(scope, receive, send)

    return application


async def lifespan(receive: Receive, send: Send) -> None:
    while True:
        message: dict[str, Any] = dict(await receive())
        if message["type"] == "lifespan.startup":
            await hub.start(connector_params())
            await send({"type": "lifespan.startup.complete"})
        else:
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
