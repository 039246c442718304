"""What every page may use without asking: who reads, how it should look, where one is, what just happened."""

import json
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.watch.notify.queries import unread_count

from .menu import RAIL, SETTINGS, address, links


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor of both template engines. Queries run only where a page really uses the value."""
    staff = staff_of(request)
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # both once a page, not at every form
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "staff": staff,
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "theme": getattr(request, "theme", "auto"),
        "here": here,
        "rail": SimpleLazyObject(lambda: links(RAIL, staff, here) if staff else []),
        "settings_menu": SimpleLazyObject(lambda: links(SETTINGS, staff, here)),
        "house_name": SimpleLazyObject(lambda: str(house("house.name"))),
        "wishes_shown": SimpleLazyObject(lambda: bool(house("ideas.page"))),
        "toasts": SimpleLazyObject(lambda: list(get_messages(request))),
        "path": request.get_full_path(),
        "home": address("desk:queue" if staff else "portal:form") or "/",
        "demo_logins": SimpleLazyObject(demo_logins),
        "unread_notices": SimpleLazyObject(lambda: unread_count(staff) if staff else 0),
        "now_ms": int(timezone.now().timestamp() * 1000),
    }


def staff_of(request: HttpRequest) -> Staff | None:
    """The colleague who is logged in, None for everybody else."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Staff) or getattr(user, "is_authenticated", False) else None


def demo_logins() -> list[dict[str, str]]:
    """The demo's people as buttons for the login page; nobody unless the house says that it is a demo."""
    source: str = getattr(settings, "DEMO_LOGINS", "")
    if not source or not house("house.demo"):
        return []
    return [
        {"label": f"{label} · {name}", "fill": json.dumps({"login": name, "password": password})}
        for label, name, password in import_string(source)()
    ]
