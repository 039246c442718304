"""Pages for what went wrong: what happened, what to do. They need no database and no login."""

import json
import sys

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.utils import csrf_input
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.kit.disk import is_disk_full

from .ratelimit import TooManyTries

Words = tuple[str | Promise, str | Promise]
Sent = list[tuple[str, str]]
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
WORDS: dict[int, Words] = {
    400: (
        _("We could not read that request"),
        _("Go back, check what you entered and send it again."),
    ),
    403: (
        _("This page is not open to you"),
        _("If you need it for your work, ask your supervisor or an admin to widen your role."),
    ),
    404: (
        _("Nothing is here"),
        _(
            "The address may be mistyped, or what was here has moved. Search for it, or start again from the front page."
        ),
    ),
    429: (
        _("A short pause, please"),
        _("Too many tries came from here in a short time. Wait a few minutes, then try again."),
    ),
    500: (
        _("Something broke on our side"),
        _("Nothing you sent before is lost. Try again in a minute; if it happens again, tell us the reference below."),
    ),
    503: (
        _("We are starting up or being repaired"),
        _("Your data is safe. This page usually works again within a minute: please reload it then."),
    ),
    507: (
        _("Our disk is full"),
        _("What was sent before is safe, but nothing new can be kept right now. Please try again in some minutes."),
    ),
}
FORGED: Words = (
    _("This page was open for too long"),
    _("For your safety we did not carry out the change. Go back, reload the page and send it again."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 404)


def missing(request: HttpRequest, said: str) -> HttpResponse:
    """An action or the gate says that there is no such thing, or not for this person."""
    return problem(request, 404, words=(WORDS[404][0], said))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF check failed: nearly always an old tab or switched-off cookies."""
    return problem(request, 403, words=FORGED)


def too_many(request: HttpRequest, error: TooManyTries) -> HttpResponse:
    response = problem(request, 429, words=(WORDS[429][0], str(error)))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def refusal(request: HttpRequest, said: str) -> HttpResponse:
    """An action refused and there is no page of ours to go back to."""
    return problem(request, 422, words=(_("That was not possible"), said))


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed unexpectedly; a database that is away is told apart, it comes back by itself."""
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return later(request, 507, seconds=300)
    if isinstance(error, (OperationalError, InterfaceError)):
        return later(request, 503, seconds=30)
    return problem(request, 500)


def later(request: HttpRequest, status: int, *, seconds: int) -> HttpResponse:
    """It will work again by itself; what was typed stays on the page, with a button that sends it once more."""
    response = problem(request, status, sent=sent_words(request))
    response.headers["Retry-After"] = str(seconds)
    return response


def sent_words(request: HttpRequest) -> Sent:
    """What a form carried, to be sent again; nothing of a login or of a form that could not be read."""
    if request.method != "POST" or request.headers.get("HX-Request") == "true":
        return []
    try:
        given = [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    except (OSError, ValueError):
        return []
    return [] if any("password" in name for name, _value in given) else given


def problem(request: HttpRequest, status: int, *, words: Words | None = None, sent: Sent | None = None) -> HttpResponse:
    """One page for all of them, rendered without context processors: those may ask the database."""
    language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
    with translation.override(language):
        title, todo = (str(word) for word in words or WORDS[status])
        again = {
            "sent": sent or [],
            "path": request.get_full_path(),
            "csrf_input": csrf_input(request) if sent else "",
            "had_files": sent and "multipart" in str(request.content_type),
        }
        body = render(status, title, todo, language=language, theme=getattr(request, "theme", "auto"), **again)
    response = HttpResponse(body, status=status)
    if request.headers.get("HX-Request") == "true":
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": f"{title} {todo}", "kind": "error"}})
    return response


def render(status: int, title: str, todo: str, **look: object) -> str:
    template = engines["jinja2"].get_template("frame/error.html")
    return str(
        template.render(
            {
                "status": status,
                "title": title,
                "todo": todo,
                "reference": structlog.contextvars.get_contextvars().get("request_id", ""),
                "home": settings.FORCE_SCRIPT_NAME or "/",
                **look,
            }
        )
    )
