"""A small house for the frame's tests: its own doors, allauth's, and rooms where things go wrong."""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from huisheng.kit.errors import Refused
from huisheng.web.frame.http import htmx_or_redirect, staff_required
from huisheng.web.frame.ratelimit import TooManyTries

ERRORS: dict[str, Exception] = {
    "400": SuspiciousOperation("odd"),
    "403": PermissionDenied(),
    "500": ZeroDivisionError("a bug"),
    "503": OperationalError("the database is away"),
    "429": TooManyTries(90),
    "refused": Refused("No %(thing)s today.", thing="cake"),
}


def fail(request: HttpRequest, what: str) -> HttpResponse:
    raise ERRORS[what]


def act(request: HttpRequest) -> HttpResponse:
    return htmx_or_redirect(request, "/done/", said="好了", fragment=request.POST.get("fragment"))


@staff_required()
def desk(request: Any) -> HttpResponse:
    return HttpResponse(request.user.name)


@staff_required("settings")
def settings_page(request: Any) -> HttpResponse:
    return HttpResponse("ok")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


desk_places = [path(f"{name}/", plain, name=name) for name in ("queue", "search", "entry", "notices", "presence")]
settings_places = [
    path("", plain, name="index"),
    *(path(f"{name}/", plain, name=name) for name in ("categories", "tags", "people", "tokens", "house", "policies")),
]


def events(request: HttpRequest) -> HttpResponse:
    """Two pieces of news, then silence: stands in for `web/live`, which answers beside Django."""
    news = 'event: queue\ndata: {"topic":"queue","kind":"ticket_opened","id":1}\n\n'
    return HttpResponse("retry: 3600000\n\n" + news * 2, content_type="text/event-stream")


def slow(request: HttpRequest) -> HttpResponse:
    return htmx_or_redirect(request, "/design/", said="已发送")


urlpatterns = [
    path("events", events),
    path("slow/", slow),
    path("at/", include((desk_places, "desk"))),
    path("at/settings/", include((settings_places, "settings"))),
    path("fail/<str:what>/", fail),
    path("act/", act),
    path("desk/", desk),
    path("settings/", settings_page),
    path("accounts/", include("allauth.urls")),
    path("", include("huisheng.web.frame.urls")),
]
handler400 = "huisheng.web.frame.errors.bad_request"
handler403 = "huisheng.web.frame.errors.forbidden"
handler404 = "huisheng.web.frame.errors.not_found"
handler500 = "huisheng.web.frame.errors.broken"
