"""What follows each event: one table. Every effect runs alone, is retried alone and is safe to run twice."""

from collections.abc import Callable

from django.utils import translation

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.news import push
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.journey.amends import tell_who_may_approve, tell_who_proposed
from huisheng.journey.around import (
    see_it_again,
    see_it_refiled,
    tell_the_called,
    tell_watchers,
    tell_who_had_it_before,
    tell_who_has_the_open_one,
    tell_who_is_urged,
)
from huisheng.journey.calling import (
    note_who_was_asked_back,
    tell_leaders_of_the_low_call,
    tell_the_owner_of_the_no,
    tell_who_shall_ring_up,
)
from huisheng.journey.confirming import (
    archive_the_whole,
    follow_what_is_said,
    forget_calls_of_older_offers,
    forget_the_calls,
    note_the_lost_letter,
    plan_the_call,
    tell_who_looks_after_it,
    tell_whom_it_was_raised_to,
    write_once_more,
)
from huisheng.journey.departments import (
    pass_the_answer_on,
    tell_the_department,
    tell_the_department_and_its_head,
    tell_the_groups,
    tell_the_other_side,
    tell_who_asked,
    tell_who_has_no_account,
)
from huisheng.journey.kindness import keep_kind_words
from huisheng.journey.planning import (
    pass_the_calls_on,
    plan_the_calls,
    spare_the_calls,
    tell_of_the_late_call,
    tell_who_is_to_ring_up,
)
from huisheng.journey.surveys import (
    ask_how_it_felt,
    ask_how_the_call_was,
    send_the_survey,
    tell_supervisors_of_the_low_score,
)
from huisheng.journey.wishes import forget_the_spam
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import begin_asking
from huisheng.stages.closure.models import Closure, Reopening
from huisheng.stages.closure.queries import raised_by
from huisheng.stages.handling.actions import wake
from huisheng.stages.handling.models import Held, Snooze, Solution
from huisheng.stages.routing.actions import hand_out_pool
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.trips.mass_fault import see_whether_many
from huisheng.trips.sending import customer_wrote
from huisheng.watch.automation.actions import listens, wake_rules
from huisheng.watch.insight.actions import keep_charges
from huisheng.watch.notify.actions import DEFAULT_LANGUAGE, tell_customer, tell_of_alarm, tell_staff
from huisheng.watch.notify.audience import supervisors_of
from huisheng.watch.notify.models import NoticeTemplate
from huisheng.watch.notify.receipt import receipt_text
from huisheng.watch.notify.variables import customer_variables

Effect = Callable[[Event], None]
Audience = NoticeTemplate.Audience


def acknowledge_receipt(event: Event) -> None:
    """Tell the customer that it arrived: a letter, and a line on the ticket. Not for what colleagues open inside."""
    ticket = _ticket(event)
    if ticket.channel.kind == Channel.Kind.INTERNAL or ticket.messages.filter(kind=Message.Kind.RECEIPT).exists():
        return
    with translation.override(ticket.customer.language or DEFAULT_LANGUAGE):
        variables = customer_variables(event, ticket)
        text = receipt_text(variables)
    add_message(ticket, kind=Message.Kind.RECEIPT, text=text, by=SYSTEM, at=event.at)
    push(f"ticket:{ticket.number}", kind="message_added", ident=ticket.number)
    tell_customer(event, "ticket_opened", variables=variables)


def see_the_many(event: Event) -> None:
    """Whether it is one of many similar ones: joins them, or makes them so many that somebody should look."""
    see_whether_many(_ticket(event))


def tell_supervisors_of_the_many(event: Event) -> None:
    """Who leads the team decides whether it is a mass fault."""
    for supervisor in supervisors_of(_ticket(event)):
        _ring(event, "incident_found", supervisor, audience=Audience.SUPERVISOR)


def tell_assignee(event: Event) -> None:
    """Ring the bell of whoever has the ticket now."""
    if event.payload.get("why") != Reopening.Why.ANSWER:  # a late no rings by itself
        _ring(event, event.kind, _ticket(event).assignee)


def tell_the_chosen(event: Event) -> None:
    """Ring the bell of the colleague this very assignment chose; a pool has no bell."""
    _ring(event, "ticket_assigned", Assignment.objects.select_related("assignee").get(**_by_id(event)).assignee)


def tell_assignee_what_was_said(event: Event) -> None:
    """The customer wrote (or a colleague wrote it down for them)."""
    if event.payload["direction"] == Message.Kind.CUSTOMER:
        _ring(event, "message_added", _ticket(event).assignee)


def stir_what_waits(event: Event) -> None:
    """The customer wrote: what its owner put off comes back; answers planned before are held back, or (by setting) their
    writers are warned.
    """
    if event.payload["direction"] != Message.Kind.CUSTOMER:
        return
    wake(_ticket(event), why=Snooze.End.CUSTOMER_WROTE)
    for held in customer_wrote(_ticket(event), at=event.at):
        _ring(event, "reply_still_leaves", _writer(held))


def tell_the_writer(event: Event) -> None:
    """What was written did not leave: who wrote it, and who has the ticket now, should know."""
    writer, assignee = _writer(Held.objects.get(pk=event.payload["held"])), _ticket(event).assignee
    for staff in {one.pk: one for one in (writer, assignee) if one is not None}.values():
        _ring(event, "reply_stopped", staff)


def tell_who_put_it_off(event: Event) -> None:
    """It is back on the desk of who put it off. What the customer wrote has rung already."""
    if event.payload["why"] == Snooze.End.DUE:
        _ring(event, "ticket_woke", Snooze.objects.select_related("staff").get(pk=event.payload["snooze"]).staff)


def send_the_reply(event: Event) -> None:
    """A reply leaves as a letter. A solution has a letter of its own."""
    is_reply = event.payload["direction"] == Message.Kind.REPLY
    if is_reply and not Solution.objects.filter(message=event.payload["message"]).exists():
        asked = _ticket(event).status == Status.WAITING_CUSTOMER
        tell_customer(event, "customer_asked" if asked else "reply_sent")


def tell_the_asked(event: Event) -> None:
    """Somebody asks this colleague to take the ticket over."""
    _ring(event, "hand_over_asked", HandOver.objects.select_related("to").get(**_by_id(event)).to)


def tell_the_asker(event: Event) -> None:
    """The colleague said yes or no; who asked should know."""
    asker = HandOver.objects.get(**_by_id(event)).by
    if asker.kind == "staff":
        _ring(event, "hand_over_answered", Staff.objects.filter(pk=asker.id or 0).first())


def tell_who_must_know(event: Event) -> None:
    """A clock rang: the step itself says who hears it and by which ways (`watch/notify/audience.py`)."""
    tell_of_alarm(event)


def tell_who_waits_for_an_answer(event: Event) -> None:
    """A letter did not arrive: the owner can ring up instead; where nobody has the ticket, who leads hears it."""
    ticket = _ticket(event)
    if ticket.is_closed:
        return
    if ticket.assignee is not None:
        _ring(event, "letter_bounced", ticket.assignee)
        return
    for supervisor in supervisors_of(ticket):
        _ring(event, "letter_bounced", supervisor, audience=Audience.SUPERVISOR)


def send_the_solution(event: Event) -> None:
    """The offer with its three elements, and the link to say yes or no: the first try of asking whether it is solved."""
    letters = tell_customer(event, "solution_offered")
    solution = Solution.objects.select_related("ticket").get(pk=event.payload["solution"])
    asking = begin_asking(solution, letter=letters[0] if letters else None)
    forget_calls_of_older_offers(asking)


def tell_assignee_of_the_no(event: Event) -> None:
    """It is on the owner's desk again."""
    _ring(event, "confirmation_rejected", _ticket(event).assignee)


def tell_supervisors_of_the_no(event: Event) -> None:
    """A no is seen by more than the one who got it (requirements S4). To whom it was raised, that is said instead."""
    raised = {one.staff_id for one in raised_by(event.payload["confirmation"])}
    for supervisor in supervisors_of(_ticket(event)):
        if supervisor.pk in raised:
            continue
        _ring(event, "confirmation_rejected", supervisor, audience=Audience.SUPERVISOR)


def say_goodbye(event: Event) -> None:
    """The last letter. Spam hears nothing, and a merged one goes on elsewhere; who never answered hears how to come
    back.
    """
    kind = event.payload.get("closure")
    if kind not in {Closure.Kind.SPAM, Closure.Kind.MERGED}:
        tell_customer(event, "closed_unconfirmed" if kind == Closure.Kind.UNCONFIRMED else "ticket_closed")


def tell_whom_the_rule_names(event: Event) -> None:
    """A rule of the house tells people and robots: the bell, and the ways the rule names."""
    tell_of_alarm(event)


def tell_the_admins_of_a_rule(event: Event) -> None:
    """A rule fails again and again, or was stopped: who looks after the settings hears it."""
    for admin in Staff.objects.filter(is_active=True, role__rights__contains=[Right.SETTINGS]).order_by("pk"):
        _ring(event, "rule_troubled", admin, audience=Audience.SUPERVISOR)


def refill_the_desk(event: Event) -> None:
    """Who finished one takes the next from the pool."""
    assignee = _ticket(event).assignee
    if assignee:
        hand_out_pool(assignee)


def welcome_back(event: Event) -> None:
    """The customer hears that we go on."""
    tell_customer(event, "ticket_reopened")


def keep_whose_time(event: Event) -> None:
    """What customer, departments, desk and queue took of it, for the numbers."""
    keep_charges([_ticket(event)])


AT_THE_END = (
    archive_the_whole,
    say_goodbye,
    refill_the_desk,
    keep_whose_time,
    tell_watchers,
    keep_kind_words,
    forget_the_spam,
    ask_how_it_felt,
    plan_the_calls,
    forget_the_calls,
)
REACTIONS: dict[str, tuple[Effect, ...]] = {
    "ticket_opened": (acknowledge_receipt, see_the_many, see_it_again),
    "category_set": (see_it_refiled,),
    "repeat_contact": (tell_who_has_the_open_one,),
    "complaint_refiled": (tell_who_had_it_before,),
    "incident_found": (tell_supervisors_of_the_many,),
    "incident_told": (tell_assignee,),
    "ticket_assigned": (tell_the_chosen, pass_the_calls_on),
    "message_added": (
        tell_assignee_what_was_said,
        send_the_reply,
        stir_what_waits,
        pass_the_answer_on,
        follow_what_is_said,
        tell_watchers,
    ),
    "reply_stopped": (tell_the_writer,),
    "ticket_woke": (tell_who_put_it_off,),
    "hand_over_asked": (tell_the_asked,),
    "hand_over_answered": (tell_the_asker,),
    "clock_warned": (tell_who_must_know,),
    "clock_breached": (tell_who_must_know, tell_watchers),
    "clock_escalated": (tell_who_must_know,),
    "miss_found": (tell_assignee,),
    "letter_bounced": (tell_who_waits_for_an_answer, note_the_lost_letter),
    "department_asked": (tell_the_department, tell_who_has_no_account, tell_the_groups),
    "department_answered": (tell_who_asked,),
    "department_declined": (tell_who_asked,),
    "request_said": (tell_the_other_side,),
    "extension_asked": (tell_who_asked,),
    "extension_decided": (tell_the_department, tell_who_has_no_account),
    "request_urged": (tell_the_department, tell_who_has_no_account, tell_the_groups),
    "request_supervised": (tell_the_department_and_its_head, tell_who_has_no_account, tell_the_groups),
    "request_withdrawn": (tell_the_department, tell_who_has_no_account, tell_the_groups),
    "customer_urged": (tell_who_is_urged,),
    "colleague_called": (tell_the_called,),
    "part_told": (tell_assignee,),
    "compensation_asked": (tell_who_may_approve,),
    "compensation_allowed": (tell_who_proposed,),
    "compensation_refused": (tell_who_proposed,),
    "solution_offered": (send_the_solution, tell_who_looks_after_it, tell_watchers),
    "confirmation_asked": (write_once_more,),
    "confirmation_call_due": (plan_the_call,),
    "ticket_raised": (tell_whom_it_was_raised_to,),
    "yes_kept": (forget_the_calls,),
    "ticket_rejected": (tell_assignee_of_the_no, tell_supervisors_of_the_no, forget_the_calls, tell_watchers),
    "ticket_confirmed": AT_THE_END,
    "ticket_closed": AT_THE_END,
    "ticket_reopened": (tell_assignee, welcome_back, tell_watchers, spare_the_calls),
    "callback_due_soon": (tell_who_is_to_ring_up,),
    "callback_late": (tell_of_the_late_call,),
    "callback_passed_on": (tell_who_shall_ring_up,),
    "callback_recorded": (
        tell_the_owner_of_the_no,
        tell_leaders_of_the_low_call,
        ask_how_the_call_was,
        note_who_was_asked_back,
    ),
    "survey_invited": (send_the_survey,),
    "survey_low": (tell_supervisors_of_the_low_score, plan_the_calls),
    "rule_told": (tell_whom_the_rule_names,),
    "rule_troubled": (tell_the_admins_of_a_rule,),
}


def ask_the_rules(event: Event) -> None:
    """The house's own rules look at it, in their order, and act where their condition holds."""
    wake_rules(event)


def effects_of(event: Event) -> tuple[Effect, ...]:
    """What follows this event here and now: the table, and the rules of the house where one listens. One small query."""
    fixed = REACTIONS.get(event.kind, ())
    return (*fixed, ask_the_rules) if listens(event) else fixed


def _ring(event: Event, code: str, staff: Staff | None, *, audience: str = Audience.ASSIGNEE) -> None:
    if staff is not None:
        tell_staff(event, code, staff, audience=audience)


def _writer(held: Held) -> Staff | None:
    return Staff.objects.filter(pk=held.by.id or 0).first() if held.by.kind == "staff" else None


def _ticket(event: Event) -> Ticket:
    """The ticket as the runner loaded it a moment ago, not as it was when the event was written."""
    assert event.ticket is not None  # noqa: S101 - every reacting kind has a ticket
    return event.ticket


def _by_id(event: Event) -> dict[str, int]:
    return {"pk": event.payload["assignment" if event.kind == "ticket_assigned" else "hand_over"]}
