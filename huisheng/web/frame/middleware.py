"""Language, theme and safety headers of every answer; refusals that no view caught become messages."""

from collections.abc import Callable
from typing import ClassVar

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from huisheng.core.base.remembered import one_look
from huisheng.kit.errors import Refused

from . import errors, http

log = structlog.get_logger("huisheng.frame")
Next = Callable[[HttpRequest], HttpResponseBase]
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "huisheng_theme"
POWERS = ("geolocation", "microphone", "payment", "usb", "serial", "display-capture", "browsing-topics")
HEADERS = {
    "Permissions-Policy": ", ".join(["camera=(self)", *(f"{power}=()" for power in POWERS)]),
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class LanguageAndTheme:
    """The reader's language and look: own setting, then cookie, then (language only) what the browser asks for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            request.theme = theme_of(request)  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    chosen = getattr(getattr(request, "user", AnonymousUser()), "language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else asked_language(request)


def asked_language(request: HttpRequest) -> str:
    """What cookie or browser ask for, without looking at who it is (works without a database)."""
    return translation.get_language_from_request(request)


def theme_of(request: HttpRequest) -> str:
    chosen = getattr(getattr(request, "user", AnonymousUser()), "theme", "")
    wanted = chosen or request.COOKIES.get(THEME_COOKIE, "")
    return wanted if wanted in THEMES else "auto"


class OneLook:
    """A page changes no rules: what it asks of them, it asks at once."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with one_look():
            return self.get_response(request)


class SafeHeaders:
    """What browsers must not do with our pages. Pages behind the login are never kept by a browser."""

    defaults: ClassVar[dict[str, str]] = HEADERS

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.defaults.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            known = settings.SESSION_COOKIE_NAME in request.COOKIES
            response.headers.setdefault("Cache-Control", "no-store" if known else "private, no-cache")
        return response


class RefusedAsMessage:
    """An action said no and the view did not say how to show it: a toast, or a page that says what to do. What the
    database cannot hold (a NUL, a number beyond all bounds) was sent by a broken program, and is no fault of ours.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, DataError):
            log.warning("the database cannot hold what was sent", error=str(error).strip())
            return errors.bad_request(request, error)
        return http.refused(request, error) if isinstance(error, Refused) else None
