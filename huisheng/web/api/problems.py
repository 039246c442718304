"""Errors as problem documents (RFC 9457) in the caller's language."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from huisheng.kit.disk import is_disk_full
from huisheng.kit.errors import Refused
from huisheng.web.api import faults

CONTENT_TYPE = "application/problem+json"
READING = frozenset({401, 403, 404, 422, 400})
WRITING = frozenset({*READING, 409, 413})
log = logging.getLogger("django.request")


class Problem(Schema):
    """What went wrong, for people (`title`, `detail`) and for programs (`code`, `errors`)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = Field(description="Stable machine-readable name of the problem")
    errors: dict[str, str] = Field(default_factory=dict, description="Field by field, where fields are at fault")


TITLES = {
    400: gettext_lazy("Bad request"),
    401: gettext_lazy("Not authenticated"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    409: gettext_lazy("Conflict"),
    413: gettext_lazy("Too large"),
    422: gettext_lazy("Not valid"),
    500: gettext_lazy("Our mistake"),
    503: gettext_lazy("Unavailable for a moment"),
    507: gettext_lazy("No room left"),
}


def problem(status: int, detail: str, *, code: str, errors: dict[str, str] | None = None) -> HttpResponse:
    """The JSON answer for one refusal."""
    title = str(TITLES.get(status, TITLES[400]))
    body = Problem(title=title, status=status, detail=detail, code=code, errors=errors or {})
    answer = JsonResponse(body.dict(), status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = CONTENT_TYPE
    return answer


def install(api: NinjaAPI) -> None:
    """Every exception becomes a problem document, our own mistakes included."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(SuspiciousOperation, _unreadable)
    api.add_exception_handler(Exception, _broken)


def only_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A method or an address that is not there is told as a problem document, too."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            return nothing_here(request)
        if answer.status_code != 405:
            return answer
        said = problem(405, _("This address does not answer to %s.") % request.method, code="method_not_allowed")
        said["Allow"] = ", ".join(sorted(answer.headers.get("Allow", "").split(", ")))
        return said

    return told


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any address under /api/v1/ that is none."""
    return problem(404, _("There is nothing at this address."), code="not_found")


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {name: str(text) for name, text in error.fields.items() if text != ""}
    return problem(error.status, str(error), code=error.code, errors=fields)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    wrong = {faults.place_of(one): faults.said(one) for one in error.errors}
    return problem(422, _("Some fields are missing or not valid."), code="not_valid", errors=wrong)


def _unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(401, _("Send a valid token: Authorization: Bearer …"), code="not_authenticated")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, RequestDataTooBig) or isinstance(error.__cause__, RequestDataTooBig):
        return problem(413, _("This is more than we can take at once."), code="too_large")
    return problem(400, _("We could not read the body of this request."), code="unreadable")


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    """Nothing the caller did: logged with its trace, told without it."""
    log.error("Internal Server Error: %s", request.path, exc_info=error, extra={"status_code": 500, "request": request})
    if is_disk_full(error):
        full = problem(
            507, _("Our disk is full. Send it again in some minutes: nothing is made twice."), code="no_room"
        )
        full["Retry-After"] = "300"
        return full
    away = isinstance(error, OperationalError | InterfaceError)
    said = _("Something broke on our side. Send it again in a minute; with an Idempotency-Key nothing is made twice.")
    answer = problem(503 if away else 500, said, code="unavailable" if away else "broken")
    if away:
        answer["Retry-After"] = "30"
    return answer
