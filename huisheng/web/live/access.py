"""Who listens, and what they may hear. Runs in a thread: it asks the database."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import ticket_for
from huisheng.kit.errors import Refused
from huisheng.stages.routing.actions import note_seen
from huisheng.web.live.hub import Client

TICKET_LIMIT = 5


def client_for(cookie_header: str, tickets: list[str]) -> Client | None:
    """A client with every topic this session may hear; None when nobody is logged in. Notes that a screen is open."""
    try:
        staff = staff_of(cookie_header)
        if staff:
            note_seen(staff)
        return Client(topics_of(staff, tickets), owner=staff.pk) if staff else None
    finally:
        connections.close_all()  # a stream must not keep one of the pool's connections


def staff_of(cookie_header: str) -> Staff | None:
    """The colleague behind a session cookie, checked as Django's own middleware does."""
    try:
        morsel = SimpleCookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    user = get_user(request)
    return user if isinstance(user, Staff) and user.is_active else None


def topics_of(staff: Staff, tickets: list[str]) -> frozenset[str]:
    """The own desk, the own teams, the queue (it tells ids only), and the tickets the gate lets this person see."""
    teams = {f"team:{team}" for team in staff.teams.values_list("pk", flat=True)}
    seen = {f"ticket:{number}" for number in tickets[:TICKET_LIMIT] if may_see(staff, number)}
    return frozenset({f"staff:{staff.pk}", "queue", *teams, *seen})


def may_see(staff: Staff, number: str) -> bool:
    try:
        ticket_for(staff, number)
    except Refused:
        return False
    return True
