"""Opinions as the page lists them."""

from django.db.models import Q, QuerySet

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.kit.paging import Order, Page, page
from huisheng.watch.opinions.models import Opinion

NEWEST_FIRST: Order = (("id", "desc"),)


def opinions_for(staff: Staff) -> QuerySet[Opinion]:
    """The own ones; who may change settings reads all."""
    mine = Q() if staff.allows(Right.SETTINGS) else Q(staff=staff)
    return Opinion.objects.filter(mine).select_related("staff", "answered_by", "picture")


def opinion_page(staff: Staff, cursor: str | None, *, new: bool = False, size: int = 30) -> Page[Opinion]:
    """A page of them, newest first; `new`: only what nobody has looked at. One query. Raises BadCursor."""
    found = opinions_for(staff)
    return page(found.filter(state=Opinion.State.NEW) if new else found, NEWEST_FIRST, cursor, size)
