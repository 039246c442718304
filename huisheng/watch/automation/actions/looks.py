"""How somebody likes to see the desk; kept on the server, so that it is the same on every machine."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.kit.errors import Refused

from ..models import DeskLook
from ..orders import COLUMNS, ORDERS

MOST_KEPT = 60  # views of which the order is remembered


class LookRefused(Refused):
    code = "look_refused"
    message = _("There is no such order.")


@transaction.atomic
def change_look(staff: Staff, *, density: str, columns: Sequence[str]) -> DeskLook:
    """Density and columns; what is unknown is left out."""
    look = _locked(staff)
    look.density = density if density in DeskLook.Density.values else DeskLook.Density.ROOMY
    look.columns = [code for code in COLUMNS if code in columns]
    look.save(update_fields=["density", "columns"])
    return look


@transaction.atomic
def keep_order(staff: Staff, *, view: str, order: str) -> DeskLook:
    """The order in which this person reads a view from now on. Raises LookRefused."""
    if order not in ORDERS:
        raise LookRefused
    look = _locked(staff)
    others = [pair for pair in look.orders if pair[0] != view]
    look.orders = [*others, [view, order]][-MOST_KEPT:]
    look.save(update_fields=["orders"])
    return look


def _locked(staff: Staff) -> DeskLook:
    DeskLook.objects.get_or_create(staff=staff)
    return DeskLook.objects.select_for_update().get(staff=staff)
