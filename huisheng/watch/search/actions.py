"""Keep and forget what a person looked for."""

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.watch.search.models import Recent


@transaction.atomic
def keep_recent(staff: Staff, kind: str, words: str) -> None:
    """Remember a search or a command of this person, the newest first; beyond the KEPT newest of a kind they go."""
    kept = words.strip()[:120]
    if not kept:
        return
    Recent.objects.update_or_create(staff=staff, kind=kind, words=kept, defaults={"at": timezone.now()})
    known = list(Recent.objects.filter(staff=staff, kind=kind).values_list("pk", flat=True))
    Recent.objects.filter(pk__in=known[Recent.KEPT :]).delete()


def forget_recent(staff: Staff, words: str | None = None) -> None:
    """Forget one search of this person, or (None) all of them."""
    found = Recent.objects.filter(staff=staff, kind=Recent.Kind.SEARCH)
    (found if words is None else found.filter(words=words)).delete()
