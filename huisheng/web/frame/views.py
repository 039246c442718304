"""Language and theme for everybody; the page that shows all components to those who build screens."""

from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from .actions import remember_look
from .context import staff_of
from .http import came_from, is_ours
from .middleware import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language: on the colleague's row, and in a cookie for the login page and for customers."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Http404
    return remember(request, settings.LANGUAGE_COOKIE_NAME, chosen, field="language")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or auto."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        raise Http404
    return remember(request, THEME_COOKIE, chosen, field="theme")


def remember(request: HttpRequest, cookie: str, value: str, *, field: str) -> HttpResponse:
    staff = staff_of(request)
    if staff is not None:
        remember_look(staff, **{field: value})
    wanted = request.POST.get("next", "")
    response = redirect(wanted if is_ours(request, wanted) else came_from(request) or "/")
    response.set_cookie(
        cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
    return response


@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Every component on one page; only while developing and testing."""
    if not (settings.DEBUG or getattr(settings, "TESTING", False)):
        raise Http404
    layout = request.GET.get("layout", "desk")
    if layout not in {"desk", "portal", "settings"}:
        raise Http404
    return render(request, f"frame/design_{layout}.html", samples())


def samples() -> dict[str, object]:
    """Things of every sort for the page of components."""
    now = timezone.now()
    kinds = (("box.jpg", "image/jpeg"), ("invoice.pdf", "application/pdf"), ("orders.xlsx", "application/vnd.ms-excel"))
    return {
        "moment": now,
        "soon": now + timedelta(minutes=8, seconds=12),
        "late": now - timedelta(minutes=20),
        "later": now + timedelta(hours=2, minutes=5),
        "files": [SimpleNamespace(name=name, url=f"#{name}", size=820_000, content_type=kind) for name, kind in kinds],
        "statuses": (
            ("new", "New"),
            ("open", "In progress"),
            ("waiting_customer", "Waiting for the customer"),
            ("waiting_department", "Waiting for a department"),
            ("awaiting_confirmation", "Awaiting confirmation"),
            ("closed", "Archived"),
        ),
    }
