"""The jobs around the mailboxes, as the queue knows them: a safety net below `MailWatch`, and the monitor."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from huisheng.core.channels.connectors.email.fetch import fetch_mailbox
from huisheng.core.channels.connectors.email.monitor import tell_admins
from huisheng.core.channels.models import Mailbox
from huisheng.journey.runner import BELL, with_fresh_connection

UNWATCHED = timedelta(minutes=6)  # the watch looks every four minutes; a mailbox it leaves alone is fetched by us


@app.periodic(cron="* * * * *")
@app.task(name="journey.fetch_unwatched", queue=BELL, queueing_lock="journey.fetch_unwatched", lock="mail.net")
@with_fresh_connection
def fetch_unwatched(timestamp: int) -> None:
    """Visit mailboxes that nobody has visited for a while and that are not known to be in trouble."""
    late = timezone.now() - UNWATCHED
    unwatched = Mailbox.objects.select_related("channel").filter(enabled=True, failing_since=None)
    for mailbox in unwatched.filter(Q(fetched_at=None) | Q(fetched_at__lt=late)):
        fetch_mailbox(mailbox)


@app.periodic(cron="* * * * *")
@app.task(name="journey.watch_mail", queue=BELL, queueing_lock="journey.watch_mail")
@with_fresh_connection
def watch_mail(timestamp: int) -> None:
    """Tell the admins when mail has stopped, and when it moves again."""
    tell_admins()
