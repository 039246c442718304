"""Errors as problem documents (RFC 9457) in the caller's language."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from huisheng.kit.errors import Refused
from huisheng.kit.paging import BadCursor

CONTENT_TYPE = "application/problem+json"
STATUSES = frozenset({400, 401, 403, 404, 409, 413, 415, 422, 429})


class Problem(Schema):
    """What went wrong, for people (`title`, `detail`) and for programs (`code`, `errors`)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = Field(description="Stable machine-readable name of the problem")
    errors: dict[str, str] = Field(default_factory=dict, description="Field by field, where fields are at fault")


TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not valid",
    429: "Too many requests",
    500: "Our mistake",
}


def problem(status: int, detail: str, *, code: str, errors: dict[str, str] | None = None) -> HttpResponse:
    """The JSON answer for one refusal."""
    body = Problem(title=TITLES.get(status, "Error"), status=status, detail=detail, code=code, errors=errors or {})
    answer = JsonResponse(body.dict(), status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = CONTENT_TYPE
    return answer


def install(api: NinjaAPI) -> None:
    """Every exception a caller can cause becomes a problem document."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(BadCursor, _refused)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {name: str(text) for name, text in error.fields.items()} if isinstance(error, Refused) else {}
    return problem(getattr(error, "status", 400), str(error), code=getattr(error, "code", "refused"), errors=fields)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {".".join(str(part) for part in one["loc"][1:]) or "body": str(one["msg"]) for one in error.errors}
    return problem(422, _("Some fields are missing or not valid."), code="not_valid", errors=fields)


def _unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(401, _("Send a valid token: Authorization: Bearer …"), code="not_authenticated")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, str(error), code="bad_request" if error.status_code == 400 else "error")
