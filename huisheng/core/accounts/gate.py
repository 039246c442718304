"""Who may open a screen: decorators for the rooms' own views."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from .models import Staff
from .rights import Right

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request behind the gate: somebody who works here sent it. For type hints only."""

    user: Staff


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def right_required(right: Right | str) -> Callable[[StaffView[P]], View[P]]:
    """Only colleagues whose role holds `right`; strangers are asked to log in, the others see the 403 page."""

    def wrap(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not getattr(request.user, "is_authenticated", False):
                return _to_login(request)
            if right and not request.user.allows(right):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.right_needed = str(right)  # type: ignore[attr-defined]  # the outsider test reads it
        return cast("View[P]", guarded)

    return wrap


def staff_required(view: StaffView[P]) -> View[P]:
    """Only colleagues, whatever their role."""
    return right_required("")(view)


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login("/").url})
    return redirect_to_login(request.get_full_path())
