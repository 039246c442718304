"""What goes along to the other ticket. Rows keep their ids; the journal of the merge brings them back."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from huisheng.core.tickets.actions import add_participant, grant_access, set_status
from huisheng.core.tickets.models import Grant, Link, Participant, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Asking, Confirmation
from huisheng.stages.collaboration.models import CollabRequest, Watcher
from huisheng.stages.followup.actions import spare_handler
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.models import Compensation, Draft, Held, Promise, Solution


def open_requests(ticket: Ticket) -> QuerySet[CollabRequest]:
    """What departments still owe an answer to."""
    return CollabRequest.objects.filter(ticket=ticket, ended_at=None).select_related("team").order_by("seq")


def open_promises(ticket: Ticket) -> QuerySet[Promise]:
    """Times that colleagues promised and that still run."""
    mine = Promise.objects.filter(ticket=ticket, kept_at=None, withdrawn_at=None)
    return mine.filter(clock__met_at=None, clock__stopped_at=None)


def waiting_offer(ticket: Ticket) -> Solution | None:
    """The solution that waits for the customer's yes."""
    if ticket.status != Status.AWAITING_CONFIRMATION:
        return None
    return Solution.objects.filter(ticket=ticket).order_by("-round").first()


def vouched(ticket: Ticket, *, but_not_on: Ticket) -> list[Participant]:
    """Addresses that hear from the other ticket from now on: only those a colleague or a system vouches for. Whoever
    typed somebody else's phone and an own email into the form must not get the other ticket's link this way.
    """
    there = Participant.objects.filter(ticket=but_not_on).values("identity")
    known = ticket.participants.filter(identity__verified=True).exclude(identity__in=there)
    return list(known.select_related("identity").order_by("id"))


def new_eyes(ticket: Ticket, *, but_not_on: Ticket) -> list[Grant]:
    """People and teams beyond the desk who may see this one and not yet the other."""
    there = Grant.objects.filter(ticket=but_not_on)
    people, teams = set(there.values_list("staff", flat=True)), set(there.values_list("team", flat=True))
    mine = Grant.objects.filter(ticket=ticket).select_related("staff", "team").order_by("id")
    return [one for one in mine if (one.staff_id not in people if one.staff_id else one.team_id not in teams)]


def new_watchers(ticket: Ticket, *, but_not_on: Ticket) -> list[Watcher]:
    """Who watches this one and not yet the other."""
    there = Watcher.objects.filter(ticket=but_not_on).values("staff")
    return list(Watcher.objects.filter(ticket=ticket).exclude(staff__in=there).select_related("staff").order_by("id"))


def family_links(ticket: Ticket) -> QuerySet[Link]:
    """What it is a part of, and its parts."""
    return Link.objects.filter(Q(ticket=ticket) | Q(other=ticket), kind=Link.Kind.PART).order_by("id")


def carry_requests(ticket: Ticket, *, into: Ticket) -> list[CollabRequest]:
    """The requests keep their steps and their colleague's link; the lead of the other ticket stays the lead."""
    going, there = list(open_requests(ticket)), CollabRequest.objects.filter(ticket=into)
    last = there.aggregate(last=Max("seq"))["last"] or 0
    is_led = there.filter(lead=True).exists()
    for seq, request in enumerate(going, start=last + 1):
        request.ticket, request.seq = into, seq
        request.lead = request.lead and not is_led
        request.save(update_fields=["ticket", "seq", "lead"])
    return going


def carry_promises(ticket: Ticket, *, into: Ticket) -> int:
    """Colleagues' promises that still run; returns how many."""
    return Promise.objects.filter(pk__in=open_promises(ticket).values("pk")).update(ticket=into)


def words_on_their_way(ticket: Ticket) -> QuerySet[Held]:
    """Answers that leave later: they leave on the ticket that goes on."""
    return Held.objects.filter(ticket=ticket, state=Held.State.WAITING)


def carry_words(ticket: Ticket, *, into: Ticket) -> None:
    """Answers on their way, and drafts: each colleague's, where that colleague has begun none on the other one."""
    words_on_their_way(ticket).update(ticket=into)
    begun = set(Draft.objects.filter(ticket=into).values_list("staff", "kind"))
    mine = [one.pk for one in Draft.objects.filter(ticket=ticket) if (one.staff_id, one.kind) not in begun]
    Draft.objects.filter(pk__in=mine).update(ticket=into)


def carry_offer(ticket: Ticket, *, into: Ticket, by: Party, at: datetime) -> Solution | None:
    """The customer's yes or no counts for the ticket it went into."""
    offer = waiting_offer(ticket)
    if offer is None:
        return None
    last = Solution.objects.filter(ticket=into).aggregate(last=Max("round"))["last"] or 0
    offer.ticket, offer.round = into, last + 1
    offer.save(update_fields=["ticket", "round"])
    Confirmation.objects.filter(solution=offer).update(ticket=into)  # a yes that waits for open parts
    Asking.objects.filter(solution=offer).update(ticket=into)  # it goes on where the answer is awaited
    set_status(into, Status.AWAITING_CONFIRMATION, by=by, at=at)
    return offer


def amends_of(ticket: Ticket) -> QuerySet[Compensation]:
    """What the customer is given for the trouble, or was refused: all of it counts for the limits."""
    return Compensation.objects.filter(ticket=ticket).order_by("id")


def carry_amends(ticket: Ticket, *, into: Ticket) -> None:
    """What the customer is given for the trouble: the amounts, and what they use of everybody's limit, go on there."""
    amends_of(ticket).update(ticket=into)


def open_calls(ticket: Ticket) -> QuerySet[Callback]:
    """Calls that are planned or under way."""
    return Callback.objects.filter(ticket=ticket, state__in=Callback.OPEN)


def carry_calls(ticket: Ticket, *, into: Ticket, at: datetime) -> None:
    """What the customer says in them counts where the matter went, and their clocks go along. Nobody calls about the
    result of what is now their own.
    """
    if open_calls(ticket).update(ticket=into):
        spare_handler(into, at=at)


def carry_people(ticket: Ticket, *, into: Ticket, by: Party) -> None:
    """Addresses, who may see it, who watches it: on both from now on."""
    for participant in vouched(ticket, but_not_on=into):
        add_participant(into, identity=participant.identity)
    for grant in new_eyes(ticket, but_not_on=into):
        grant_access(into, staff=grant.staff, team=grant.team, by=by)
    for watcher in new_watchers(ticket, but_not_on=into):
        Watcher.objects.create(ticket=into, staff=watcher.staff, at=watcher.at, by_kind=by.kind, by_id=by.id)


def carry_family(ticket: Ticket, *, into: Ticket) -> None:
    """Its parts become parts of the other one; what it is itself a part of, too, unless the other is one already."""
    is_part = Link.objects.filter(other=into, kind=Link.Kind.PART).exists()
    for link in family_links(ticket):
        if link.ticket_id == ticket.pk and link.other_id != into.pk:
            Link.objects.filter(pk=link.pk).update(ticket=into)
        elif link.other_id == ticket.pk and link.ticket_id != into.pk and not is_part:
            Link.objects.filter(pk=link.pk).update(other=into)
