"""Keep kind words, say whom they are about, share them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.queue import enqueue
from huisheng.core.base.rows import store
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.praise.meant import who_is_meant
from huisheng.stages.praise.models import Praise

SHARE_TASK = "share_praise"
LONGEST = 2_000  # characters of kind words


class PraiseEmpty(Refused):
    code = "praise_empty"
    message = _("Please say in the customer's words what was praised.")


@transaction.atomic
def keep_praise(
    *, words: str, source: str, origin: str, by: Party, people: Iterable[Staff] = (), customer: Customer | None = None,
    ticket: Ticket | None = None, at: datetime | None = None, kept_at: datetime | None = None,
) -> Praise:  # fmt: skip
    """Kind words for the wall, said at `at` and kept then (or at `kept_at`). The same `origin` ("callback:3") twice is once.

    Without `people` the names in the words say who is meant, else who had the ticket; a colleague may correct the guess.
    Those people hear it by the bell. Raises PraiseEmpty without words.
    """
    words, at = words.strip()[:LONGEST], at or timezone.now()
    if not words:
        raise PraiseEmpty
    known = Praise.objects.filter(origin=origin).first()
    if known is not None:
        return known
    told = list(people)
    meant = told or who_is_meant(words, ticket)
    praise = Praise(
        source=source, origin=origin, customer=customer or (ticket.customer if ticket else None), ticket=ticket,
        words=words, team=_team_of(ticket, meant), at=at, looked_at=at if told else None, by_kind=by.kind, by_id=by.id,
    )  # fmt: skip
    if not store(praise, unless_there=True):  # two clicks at once
        return Praise.objects.get(origin=origin)
    praise.people.set(meant)
    enqueue(SHARE_TASK, praise_id=praise.pk)
    if ticket is not None:
        record_event(ticket, "praise_kept", by=by, at=kept_at or at, praise=praise.pk)
    return praise


@transaction.atomic
def say_who_is_meant(
    praise: Praise, *, people: Iterable[Staff], at: datetime | None = None, team: Team | None = None
) -> Praise:
    """A colleague says whom it is about; who is named only now hears it by the bell, too. Without a `team` the praise
    stays where it is, or goes to that of the first one named.
    """
    praise = Praise.objects.select_for_update(of=("self",)).select_related("team").get(pk=praise.pk)
    meant = list(people)
    praise.people.set(meant)
    praise.looked_at = at or timezone.now()
    praise.team = team or praise.team or _team_of(None, meant)
    praise.save(update_fields=["looked_at", "team"])
    enqueue(SHARE_TASK, praise_id=praise.pk)
    return praise


@transaction.atomic
def show_praise(praise: Praise, *, shown: bool) -> Praise:
    """Take it off the wall (it was no praise after all), or put it back."""
    praise.shown = shown
    praise.save(update_fields=["shown"])
    return praise


@transaction.atomic
def note_shared(praise: Praise, *, at: datetime | None = None) -> bool:
    """It was told to those it is about; whether this was the first time."""
    return bool(Praise.objects.filter(pk=praise.pk, shared_at=None).update(shared_at=at or timezone.now()))


def _team_of(ticket: Ticket | None, people: list[Staff]) -> Team | None:
    if ticket is not None and ticket.team is not None:
        return ticket.team
    sits = people[0].memberships.select_related("team").order_by("pk").first() if people else None
    return sits.team if sits else None
