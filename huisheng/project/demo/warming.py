"""How warm the shop's words were of late: weighed at once, so that the pages about it do not begin empty."""

from datetime import datetime, timedelta

from huisheng.core.tickets.models import Message
from huisheng.watch.warmth.actions import weigh_waiting
from huisheng.watch.warmth.models import Reached

LATELY = timedelta(days=9)  # what is older is not weighed in the demo: it takes minutes
AT_ONCE = 2_000


def weigh_lately(now: datetime) -> int:
    """Weigh the replies of the last days; returns how many."""
    first = Message.objects.filter(at__gte=now - LATELY).order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return 0
    Reached.objects.update_or_create(pk=1, defaults={"upto": first - 1})
    return weigh_waiting(limit=AT_ONCE)
