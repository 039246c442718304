"""The day's job for the relation: a few customers are asked whether they would recommend us (requirements A7)."""

from procrastinate.contrib.django import app

from huisheng.journey.runner import BELL, with_fresh_connection
from huisheng.stages.survey.actions import invite_regularly
from huisheng.stages.survey.models import Survey
from huisheng.stages.survey.queries import asking_surveys


@app.periodic(cron="20 10 * * *")
@app.task(name="journey.ask_regularly", queue=BELL, queueing_lock="journey.ask_regularly")
@with_fresh_connection
def ask_regularly(timestamp: int) -> None:
    """Invite the day's sample of every regular survey that is switched on; a second run the same day invites nobody."""
    for survey in asking_surveys().filter(moment=Survey.Moment.REGULAR):
        invite_regularly(survey)
