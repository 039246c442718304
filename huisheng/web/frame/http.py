"""Small things every door needs: who is it, where from, what to answer."""

import json
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from huisheng.core.accounts.models import Staff
from huisheng.kit.errors import Refused

from . import errors
from .context import staff_of
from .ratelimit import TooManyTries

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request behind `staff_required`: somebody who works here sent it. For type hints only."""

    user: Staff
    theme: str


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_required(right: str = "") -> Callable[[StaffView[P]], View[P]]:
    """Let only colleagues in, and only those whose role holds `right` (a code of accounts.rights.Right)."""

    def wrap(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff = staff_of(request)
            if staff is None:
                return to_login(request)
            if right and not staff.allows(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.right_needed = right  # type: ignore[attr-defined]  # the outsider test reads it
        return guarded

    return wrap


def to_login(request: HttpRequest) -> HttpResponse:
    """Ask to log in, then come back. An htmx request leads the whole page there."""
    if is_htmx(request):
        here = came_from(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
        return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(here).url})
    return redirect_to_login(request.get_full_path())


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def htmx_or_redirect(request: HttpRequest, to: str, *, said: str = "", fragment: str | None = None) -> HttpResponse:
    """After a change: an htmx request gets `fragment` (HTML) and a toast, or is led to `to`; a plain form is redirected.

    `to` is an address or a url name; `said` tells the person what was done.
    """
    if fragment is not None and is_htmx(request):
        return toast(HttpResponse(fragment), said) if said else HttpResponse(fragment)
    if said:
        messages.success(request, said)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(to)})
    return redirect(to)


def toast(response: HttpResponse, said: str, kind: str = "success") -> HttpResponse:
    """Show `said` beside the page (success, info, error) when htmx brings this answer."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps(known | {"toast": {"text": str(said), "kind": kind}})
    return response


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Say why an action refused: a toast for htmx, a message on the page before for a form, else a page of its own."""
    if isinstance(error, TooManyTries):
        return errors.too_many(request, error)
    if error.status == 404:  # missing and forbidden look alike, whatever page one came from
        return errors.missing(request, str(error))
    if is_htmx(request):
        return toast(HttpResponse(status=422, headers={"HX-Reswap": "none"}), str(error), "error")
    back = came_from(request)
    if request.method == "GET" or not back:
        return errors.refusal(request, str(error))
    messages.error(request, str(error))
    return redirect(back)


def came_from(request: HttpRequest) -> str:
    """The page of ours the person looked at, "" if unknown or foreign."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    return address if is_ours(request, address) else ""


def is_ours(request: HttpRequest, address: str) -> bool:
    return bool(address) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def client_ip(request: HttpRequest) -> str:
    """Whom a limit counts: where the request comes from, of an IPv6 address the network (/64), because one customer
    holds all its 2^64 addresses. With `HUISHENG_TRUST_PROXY=n`, the n-th from the right of X-Forwarded-For.
    """
    trusted: int = settings.PROXIES
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return network_of(chain[-trusted] if trusted and len(chain) >= trusted else request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """192.0.2.7, or 2001:db8::/64; what is no address comes back as it is."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
