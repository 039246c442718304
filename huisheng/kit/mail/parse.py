"""From bytes to a letter."""

from huisheng.kit.mail import bounds, charsets
from huisheng.kit.mail.addresses import read_addresses
from huisheng.kit.mail.automatic import is_automatic
from huisheng.kit.mail.bodies import read_content
from huisheng.kit.mail.bounces import read_bounce
from huisheng.kit.mail.entity import Budget, Entity, read_tree
from huisheng.kit.mail.fields import field_text
from huisheng.kit.mail.letter import Address, Letter, Unreadable
from huisheng.kit.mail.marks import read_date, read_id, read_ids
from huisheng.kit.mail.quotes import fold

SAMPLE = 4_000  # bytes that tell words from pictures


def parse_mail(raw: bytes) -> Letter:
    """The letter in these bytes, however broken. Time and memory are bounded by kit/mail/bounds.

    Raises Unreadable, and nothing else, when there is neither a header field of mail nor words.
    """
    budget = Budget(cut_short=len(raw) > bounds.RAW)
    root = read_tree(_lines(raw[: bounds.RAW]), budget)
    hint = _charset(root)
    content = read_content(root, budget)
    text = content.text()
    sender = _sender(root, hint)
    subject = field_text(root.first("subject"), hint)[: bounds.SUBJECT]
    if not root.fields and (not text.strip() or _is_binary(raw)):
        raise Unreadable
    folded = fold(text, own=(sender.name, sender.address))
    bounce = read_bounce(root, subject, sender.address, text)
    return Letter(
        subject=subject,
        sender=sender,
        reply_to=_people(root, "reply-to", hint),
        to=_people(root, "to", hint),
        cc=_people(root, "cc", hint),
        date=next((moment for value in root.every("date") if (moment := read_date(value))), None),
        message_id=read_id(root.first("message-id")),
        in_reply_to="".join(read_ids(root.first("in-reply-to"))[:1]),
        references=read_ids(b" ".join(root.every("references"))),
        text=text,
        reply_text=folded.reply,
        quoted=folded.quoted,
        html=content.html(),
        attachments=tuple(content.files),
        auto_reply=is_automatic(root, subject, sender.address),
        bounce=bounce,
        list_id=_line(root, "list-id"),
        x_loop=tuple(field_text(value)[: bounds.ADDRESS] for value in root.every("x-loop")[:20]),
        auto_submitted=_line(root, "auto-submitted").lower(),
        precedence=_line(root, "precedence").lower(),
        delivered_to=_delivered_to(root),
        cut_short=budget.cut_short,
    )


def _is_binary(raw: bytes) -> bool:
    """A picture or a program, not words. Bare words without any header are taken as a letter's body."""
    return b"\0" in raw[:SAMPLE] or charsets.clean(charsets.decode(raw[:SAMPLE])).count("\ufffd") * 20 > len(
        raw[:SAMPLE]
    )


def _lines(raw: bytes) -> bytes:
    """Mails of the old Macintosh end their lines with a bare return."""
    return raw if b"\n" in raw[:10_000] else raw.replace(b"\r", b"\n")


def _charset(root: Entity) -> str:
    """The charset of the first text: raw bytes in the header are most likely in it."""
    labels = (part.type_parameters.get("charset", "") for part in root.walk() if part.content_type.startswith("text/"))
    return next((label for label in labels if charsets.codec(label)), "")


def _people(root: Entity, name: str, hint: str) -> tuple[Address, ...]:
    found = [person for value in root.every(name)[:20] for person in read_addresses(value, hint)]
    return tuple(found[: bounds.ADDRESSES])


def _sender(root: Entity, hint: str) -> Address:
    """The first From that has an address, else Sender, else a From with a name alone."""
    people = [*_people(root, "from", hint), *_people(root, "sender", hint)]
    return next((person for person in people if person.address), next(iter(people), Address("", "")))


def _line(root: Entity, name: str) -> str:
    return field_text(root.first(name))[: bounds.ADDRESS]


def _delivered_to(root: Entity) -> tuple[str, ...]:
    values = [*root.every("delivered-to"), *root.every("x-original-to"), *root.every("envelope-to")]
    people = [person.address.lower() for value in values[:20] for person in read_addresses(value)]
    return tuple(dict.fromkeys(people))[:50]
