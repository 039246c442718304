"""Weigh what colleagues have said since the last look."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from huisheng.core.knowledge.wording import hints_in
from huisheng.core.tickets.models import Message
from huisheng.kit.warmth import Reason, weigh
from huisheng.watch.warmth.book import case_of, marks
from huisheng.watch.warmth.models import Reached, Weighed

AT_ONCE = 300  # replies in one transaction: a second or two of work
LOOK_BACK = 20_000  # messages: an older house begins with its recent ones
OVERLAP = 1_000  # messages whose transactions may have ended after younger ones were weighed


@transaction.atomic
def weigh_waiting(*, limit: int = AT_ONCE) -> int:
    """Weigh replies that nobody weighed yet, oldest first, and return how many. Twice is once; two at a time wait.

    Only what colleagues wrote: letters of the house and of rules are not weighed.
    """
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    reached = _reached(newest)
    if newest <= reached.upto:
        return 0
    unknown = ~Exists(Weighed.objects.filter(message=OuterRef("pk")))
    waiting = Message.objects.filter(unknown, pk__gt=reached.upto - OVERLAP, kind=Message.Kind.REPLY, by_kind="staff")
    rows = list(waiting.select_related("ticket__customer", "ticket__category").order_by("pk")[:limit])
    Weighed.objects.bulk_create(weighed(rows))
    reached.upto = rows[-1].pk if len(rows) == limit else newest
    reached.save(update_fields=["upto"])
    return len(rows)


def weighed(replies: Sequence[Message]) -> list[Weighed]:
    """What each reply weighs, given what was said before it on its ticket. One query, and the rules."""
    talks = _talks({one.ticket_id for one in replies})
    return [_weighed(one, talks[one.ticket_id]) for one in replies]


def _weighed(reply: Message, talk: Iterable[Message]) -> Weighed:
    before = [one for one in talk if (one.at, one.pk) < (reply.at, reply.pk)]
    said = [one.text for one in before if one.kind == Message.Kind.CUSTOMER]
    ours = [one.text for one in before if one.kind == Message.Kind.REPLY]
    hints = hints_in(reply.text, said_before=ours)
    weight = weigh(reply.text, marks(), case_of(reply.ticket, said=said, first=not ours), hints)
    return Weighed(
        message=reply,
        staff_id=reply.by_id or 0,
        team_id=reply.ticket.team_id,
        at=reply.at,
        score=weight.score,
        gained=[_kept(one) for one in weight.gained],
        lost=[_kept(one) for one in weight.lost],
        missing=list(weight.missing),
        phrases=sorted({hint.rule.ident for hint in hints}),
    )


def _kept(reason: Reason) -> list[str | int]:
    return [reason.code, reason.points, reason.start, reason.end]


def _reached(newest: int) -> Reached:
    row, _new = Reached.objects.select_for_update().get_or_create(pk=1, defaults={"upto": max(0, newest - LOOK_BACK)})
    return row


def _talks(tickets: set[int]) -> dict[int, list[Message]]:
    talks: dict[int, list[Message]] = defaultdict(list)
    kinds = (Message.Kind.CUSTOMER, Message.Kind.REPLY)
    for one in Message.objects.filter(ticket__in=tickets, kind__in=kinds).only("ticket", "kind", "text", "at"):
        talks[one.ticket_id].append(one)
    return talks
