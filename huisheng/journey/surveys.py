"""What follows a closing and a survey: the customer is asked how it felt; a low score is heard within minutes."""

from huisheng.core.tickets.models import Event
from huisheng.stages.closure.models import Closure
from huisheng.stages.followup.models import CallRecord, Scenario
from huisheng.stages.survey.actions import invite
from huisheng.stages.survey.models import Survey
from huisheng.stages.survey.queries import survey_for
from huisheng.watch.notify.actions import send_survey, tell_of_low_score


def ask_how_it_felt(event: Event) -> None:
    """Once per closure. The stars of the confirmation are the rating: nobody is asked for a second one, but perhaps how
    easy it was, where the house asks that. Who was silent to the end gets one letter, which asks both questions itself
    (decision 0014).
    """
    ticket = event.ticket
    if ticket is None or not ticket.is_closed:
        return  # open again meanwhile: it will be closed once more
    closure = Closure.objects.filter(ticket=ticket, at__lte=event.at).select_related("confirmation").last()
    if closure is None or closure.kind == Closure.Kind.UNCONFIRMED:
        return
    rated = closure.confirmation is not None and closure.confirmation.stars is not None
    survey = survey_for(Survey.Moment.CLOSED, channel=ticket.channel_id, closing=closure.kind, rated=rated)
    if survey is None:
        return
    invite(survey, ticket.customer, occasion=f"closure:{closure.pk}", ticket=ticket, rated=rated, at=event.at)


def ask_how_the_call_was(event: Event) -> None:
    """After a callback. What was told on the phone is the rating; who was rung up because of a silence or a low score is
    not asked once more, and who said that it is not solved is helped first.
    """
    record = CallRecord.objects.select_related("callback__customer", "callback__ticket", "callback__scenario").get(
        pk=event.payload["record"]
    )
    callback = record.callback
    if (
        record.solved is False
        or callback.scenario.trigger == Scenario.Trigger.PROTOCOL
        or callback.scenario.event == "survey_low"
    ):
        return
    channel, rated = callback.ticket.channel_id if callback.ticket else None, record.stars is not None
    if survey := survey_for(Survey.Moment.CALLED, channel=channel, rated=rated):
        invite(
            survey,
            callback.customer,
            occasion=f"callback:{callback.pk}",
            ticket=callback.ticket,
            rated=rated,
            at=event.at,
        )


def send_the_survey(event: Event) -> None:
    """The letter with the link."""
    send_survey(event)


def tell_supervisors_of_the_low_score(event: Event) -> None:
    """Who leads should know at once, not from the month's report."""
    tell_of_low_score(event)
