"""The orders in which a desk may be read, and what its rows may tell beside the usual. Pure tables.

Each order has an index over the open tickets (`core/tickets/models.py`), so that page 1,000 costs what page 1 costs.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.kit.paging import Order as Steps

ACT_BY = "act_by"  # the earlier of promise and reply window: an annotation, never empty


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its name on the screen, and the columns; the last one makes it total."""

    code: str
    label: str | Promise
    steps: Steps


@dataclass(frozen=True, slots=True)
class Column:
    """Something a row tells when it is asked to."""

    code: str
    label: str | Promise


RED = "red"
DUE = "due"
NEWEST = "newest"
ORDERS: dict[str, Order] = {
    one.code: one
    for one in (
        Order(RED, _("Red first"), (("severity", "desc"), ("next_due_at", "asc"), ("id", "asc"))),
        Order(DUE, _("What is due first"), (("next_due_at", "asc"), ("id", "asc"))),
        Order("act_by", _("Promise or reply window, the earlier"), ((ACT_BY, "asc"), ("id", "asc"))),
        Order(NEWEST, pgettext_lazy("order", "Newest first"), (("id", "desc"),)),
        Order("oldest", pgettext_lazy("order", "Oldest first"), (("id", "asc"),)),
        Order("spoken", _("Last word first"), (("last_message_at", "desc"), ("id", "desc"))),
        Order("quiet", _("Longest silence first"), (("last_message_at", "asc"), ("id", "asc"))),
    )
}
COLUMNS: dict[str, Column] = {
    one.code: one
    for one in (
        Column("number", _("Feedback number")),
        Column("channel", _("Channel")),
        Column("category", _("Category")),
        Column("team", _("Team")),
        Column("tier", _("Customer tier")),
        Column("order_number", _("Order number")),
        Column("status", _("Status")),
        Column("created", _("Came in")),
        Column("last_word", _("Last word")),
        Column("reply_by", _("Reply window")),
    )
}
