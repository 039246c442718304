"""Mail at rest: a restored house sends nothing and fetches nothing until an admin lets it go."""

from huisheng.core.base.house import house
from huisheng.core.channels.models import Outbound


def mail_is_held() -> bool:
    """Whether letters wait whatever their turn, and mailboxes are left alone. Set by `huisheng restore`."""
    return bool(house("mail.held"))


def letters_held() -> int:
    """How many letters would leave if mail were let go now (one count over the index of waiting letters)."""
    return Outbound.objects.filter(state=Outbound.State.WAITING, next_try_at__isnull=False).count()
