"""Django's mail, through our letterbox: what a library writes is a stored letter too, with its state and retries."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from huisheng.core.channels.actions import queue_out


class HouseMail(BaseEmailBackend):
    """Puts every message into the outbox, one letter per reader."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [(to, message) for message in email_messages for to in message.to]
        for to, message in letters:
            queue_out(to=to, subject=str(message.subject), text=str(message.body))
        return len(letters)
