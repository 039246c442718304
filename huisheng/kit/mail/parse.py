"""From bytes to a letter."""

from email import message_from_bytes

from huisheng.kit.mail.letter import Letter, Unreadable


def parse_mail(raw: bytes) -> Letter:
    """The letter in these bytes. Raises Unreadable, and nothing else, when there is none."""
    message = message_from_bytes(raw)
    if not raw.strip():
        raise Unreadable
    return Letter(subject=str(message.get("Subject", "")))
