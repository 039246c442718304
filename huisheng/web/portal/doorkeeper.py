"""Who comes by a customer's link: wrong ones are counted, old ones ask for number and contact once more."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.house import house
from huisheng.core.tickets.access import NotFound, ticket_for_link
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.web.frame.errors import problem
from huisheng.web.frame.http import client_ip
from huisheng.web.frame.ratelimit import guard

View = Callable[..., HttpResponse]
HOUR = 3600
WRONG_LINKS_HOUR = 60  # of one internet address; nobody mistypes more
LOOKED_UP = "looked_up"  # of the session: numbers that were looked up with their contact


class LinkExpired(Refused):
    code = "link_expired"
    status = 410
    message = _(
        "This link has expired. Look your feedback up with its number and your phone or email: nothing is lost."
    )


class OnlyTheCustomer(Refused):
    code = "only_the_customer"
    status = 403
    message = _(
        "You are signed in as a colleague; here only the customer answers. What you hear from the customer belongs on the ticket."
    )


def for_customers(view: View) -> View:
    """A POST in the customer's name: whoever is signed in as a colleague is told where their words belong."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return problem(request, OnlyTheCustomer.status, words=(_("That was not possible"), str(OnlyTheCustomer())))
        return view(request, *args, **kwargs)

    return guarded


def behind_link(request: HttpRequest, number: str, secret: str) -> Ticket:
    """The ticket behind a secret link. The secret has 32 characters of 64, 192 bits: a guess a second finds one in
    10^50 years; each wrong one is counted all the same.

    Raises NotFound, TooManyTries (wrong ones of this address, 60 an hour), LinkExpired (`portal.link_days` after the
    end, until number and contact were typed in this browser).
    """
    try:
        ticket = ticket_for_link(number, secret)
    except NotFound:
        guard(f"link:address:{client_ip(request)}", WRONG_LINKS_HOUR, HOUR)
        raise
    if is_expired(ticket) and ticket.number not in request.session.get(LOOKED_UP, ()):
        raise LinkExpired
    return ticket


def is_expired(ticket: Ticket) -> bool:
    """Whether the ticket ended so long ago that its links no longer open it."""
    days = int(house("portal.link_days")) if ticket.closed_at else 0
    return bool(days) and ticket.closed_at is not None and ticket.closed_at < timezone.now() - timedelta(days=days)


def let_in(request: HttpRequest, ticket: Ticket) -> None:
    """Number and contact were right: an old link opens in this browser, until its session ends."""
    if is_expired(ticket):
        known = request.session.get(LOOKED_UP, [])
        request.session[LOOKED_UP] = [*known, ticket.number][-20:]
