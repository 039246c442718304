"""Keep how one person wants to be told."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.kit.errors import Refused
from huisheng.watch.notify.models import Wish
from huisheng.watch.notify.wishes import BELL, BELL_STAYS, EMAIL, FOR_STAFF, LETTER_STAYS, LETTERS


class WishRefused(Refused):
    code = "wish_refused"


@transaction.atomic
def save_wish(
    staff: Staff, *, ways: Mapping[str, Mapping[str, Any]], quiet: str, quiet_from: str, quiet_until: str
) -> Wish:
    """Keep this person's own ways and quiet hours; what cannot be chosen is left out. Raises WishRefused for odd times."""
    for name, value in (("quiet_from", quiet_from), ("quiet_until", quiet_until)):
        try:
            time.fromisoformat(value)
        except ValueError as error:
            raise WishRefused(_("Please give a time such as 22:00."), **{name: ""}) from error
    kept = {code: chosen for code in FOR_STAFF if (chosen := _chosen(code, ways.get(code, {})))}
    wish, _new = Wish.objects.update_or_create(
        staff=staff,
        defaults={
            "ways": kept,
            "quiet": quiet if quiet in Wish.Quiet.values else Wish.Quiet.HOUSE,
            "quiet_from": quiet_from[:5],
            "quiet_until": quiet_until[:5],
        },
    )
    return wish


def _chosen(code: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if code not in BELL_STAYS and BELL in asked:
        chosen[BELL] = bool(asked[BELL])
    if code not in LETTER_STAYS and asked.get(EMAIL) in LETTERS:
        chosen[EMAIL] = asked[EMAIL]
    return chosen
