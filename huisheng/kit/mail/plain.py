"""A letter as plain data for `huisheng mail parse`: what a program or a curious person wants to see, without the files."""

from typing import Any

from huisheng.kit.mail.letter import Address, Letter


def as_data(letter: Letter) -> dict[str, Any]:
    """The letter for JSON. The moment is ISO 8601 in UTC, "" and null mean that the mail does not say."""
    return {
        "subject": letter.subject,
        "from": _person(letter.sender),
        "to": [_person(person) for person in letter.to],
        "cc": [_person(person) for person in letter.cc],
        "date": letter.date.isoformat() if letter.date else None,
        "text": letter.text,
        "reply_text": letter.reply_text,
        "html_present": bool(letter.html.strip()),
        "attachments": [
            {"filename": part.filename, "content_type": part.content_type, "size": part.size, "inline": part.inline}
            for part in letter.attachments
        ],
        "auto_reply": letter.auto_reply,
        "bounce": letter.bounce is not None,
        "message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": list(letter.references),
    }


def _person(person: Address) -> dict[str, str]:
    return {"name": person.name, "address": person.address}
