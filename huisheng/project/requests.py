"""Every request gets an id; it is in the answer's headers, in every log line, and counted for /metrics."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from huisheng.project.metrics import count_request

GIVEN = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
log = structlog.get_logger("huisheng.request")


class RequestLog:
    """Middleware, outermost: binds the request id, writes one line per request, feeds the metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ident = request_id(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=ident)
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        response.headers["X-Request-ID"] = ident
        count_request(view_name(request), request.method or "", response.status_code, seconds)
        if not quiet(request):
            write_line(request, response.status_code, seconds)
        return response


def request_id(request: HttpRequest) -> str:
    """The id a proxy gave, if it is harmless; else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if GIVEN.match(given) else uuid.uuid4().hex


def view_name(request: HttpRequest) -> str:
    """The URL's name, never its path: paths hold numbers and tokens."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "none"


def quiet(request: HttpRequest) -> bool:
    return request.path.startswith(("/static/", "/healthz", "/readyz", "/metrics"))


def write_line(request: HttpRequest, status: int, seconds: float) -> None:
    write = log.warning if status >= 500 else log.info
    write(
        "request",
        method=request.method,
        view=view_name(request),
        status=status,
        ms=round(seconds * 1000, 1),
    )
