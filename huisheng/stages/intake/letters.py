"""Open a mail: what it is (feedback, or something to be noted), and which ticket it belongs to.

From proves nothing, so it never opens a door: a mail finds its ticket by what only this conversation knows (Message-IDs,
the signed marker); a bare number counts only together with an address the ticket knows. Mail from our own addresses and
colleagues' is heard, too, but on a ticket it stays inside: see `docs/decisions/0007`.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base import storage
from huisheng.core.base.actions import FileRefused, store_file
from huisheng.core.base.models import File
from huisheng.core.base.vault import vault
from huisheng.core.channels.actions import mark_refused
from huisheng.core.channels.connectors.email.actions import UNREADABLE, mark_noted, write_opened
from huisheng.core.channels.connectors.email.marker import bare_number, is_house_mark, read_mark
from huisheng.core.channels.connectors.email.raw import kept_id
from huisheng.core.channels.models import Inbound, Mailbox, Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.links import without_secrets
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.undelivered import note_bounce
from huisheng.kit.contact import normalise_email
from huisheng.kit.files import safe_name
from huisheng.kit.mail import Letter, Part, Unreadable, parse_mail
from huisheng.kit.mail.automatic import is_from_a_form
from huisheng.kit.mask import mask_email
from huisheng.kit.party import SYSTEM

MOST_FILES = 50  # of one mail; what is more stays in the raw file
MOST_IDS = 50  # of References that are looked up
PER_HOUR = 20  # messages of one sender on one ticket: more is a machine
TICKETS_PER_HOUR = 10  # new tickets of one address: more is a machine that answers our receipts


def open_letter(inbound: Inbound) -> bool:
    """Read the raw mail into the item; True when it goes on to become a message, False when it was set aside.

    Set aside = noted (duplicate, loop, bounce, auto_reply, too_many) or refused (unreadable, empty, too_large,
    not_given); `reason` says which, and the raw file stays. Twice is once. Needs a transaction.
    """
    inbound.refresh_from_db(from_queryset=Inbound.objects.select_for_update(of=("self",)))
    if inbound.state != Inbound.State.WAITING:
        return inbound.state == Inbound.State.ACCEPTED
    lying = inbound.content
    is_forced = bool(lying.get("forced"))
    if lying.get("trouble") and not is_forced:
        mark_refused(inbound, reason=lying["trouble"])
        return False
    try:
        letter = parse_mail(_raw(inbound))
    except Unreadable:
        mark_refused(inbound, reason=UNREADABLE)
        return False
    return _judge(inbound, letter, lying, is_forced=is_forced)


def _judge(inbound: Inbound, letter: Letter, lying: dict[str, Any], *, is_forced: bool) -> bool:
    print_of = _fingerprint(letter)
    message_id = kept_id(letter.message_id) or f"<{print_of}@no-id>"
    _wait_for_twins(message_id)
    ticket, is_vouched = find_ticket(letter)
    content = lying | _said(letter, ticket, is_vouched=is_vouched)
    files, left_out = _files(letter)
    content["left_out"] = left_out + ([_("The mail was too large to be read to its end.")] if letter.cut_short else [])
    if not content["text"] and not files and content["left_out"]:
        content["text"] = _("(a mail without words)")  # something came, though nothing we can take
    write_opened(inbound, content, message_id=message_id, fingerprint=print_of, files=files)
    if not is_forced and (reason := _why_aside(inbound, letter, content, ticket)):
        _set_aside(inbound, letter, reason, ticket)
        return False
    if not content["text"] and not files:
        mark_refused(inbound, reason="empty")
        return False
    return True


def _raw(inbound: Inbound) -> bytes:
    assert inbound.raw is not None  # noqa: S101 - only mails are opened
    return storage.read(inbound.raw)


def _why_aside(inbound: Inbound, letter: Letter, content: dict[str, Any], ticket: Ticket | None) -> str:
    """The reason to note it and do nothing, "" for feedback."""
    if _twin(inbound) is not None:
        return "duplicate"
    if any(is_house_mark(word) for word in letter.x_loop) or _is_our_own(letter):
        return "loop"
    if letter.bounce is not None:
        return "bounce"
    if letter.auto_reply and not is_from_a_form(letter):
        return "auto_reply"
    return "too_many" if _is_flood(content, ticket) else ""


def _set_aside(inbound: Inbound, letter: Letter, reason: str, ticket: Ticket | None) -> None:
    about = ticket.number if ticket else ""
    if reason == "duplicate":
        twin = _twin(inbound)
        about = twin.about if twin else ""
    elif letter.bounce is not None and reason == "bounce":
        about = note_bounce(inbound, letter.bounce) or about
    elif reason == "auto_reply" and ticket is not None:
        record_event(ticket, "auto_reply_noted", by=SYSTEM, inbound=inbound.pk)
    mark_noted(inbound, reason=reason, about=about)


# ── which ticket
def find_ticket(letter: Letter) -> tuple[Ticket | None, bool]:
    """The ticket a mail belongs to, and whether the sender's address is one of the ticket's customer."""
    number = (
        _by_references(letter)
        or next((found for one in _our_side(letter) if (found := read_mark(one))), None)
        or read_mark(letter.subject)
    )
    ticket = Ticket.objects.filter(number=number).first() if number else None
    if ticket is not None:
        return ticket, is_known_to(ticket, letter.sender.address)
    guessed = bare_number(letter.subject)
    ticket = Ticket.objects.filter(number=guessed).first() if guessed else None
    if ticket is not None and is_known_to(ticket, letter.sender.address):
        return ticket, True
    return None, False


def _by_references(letter: Letter) -> str | None:
    """In-Reply-To first, then References from the last: the newest letter of the conversation we know."""
    named = [letter.in_reply_to, *reversed(letter.references[-MOST_IDS:])]
    ids = list(dict.fromkeys(kept_id(one) for one in named if one))
    if not ids:
        return None
    known = dict(Inbound.objects.filter(message_id__in=ids).exclude(about="").values_list("message_id", "about"))
    known |= dict(Outbound.objects.filter(message_id__in=ids).exclude(about="").values_list("message_id", "about"))
    return next((known[one] for one in ids if one in known), None)


def _our_side(letter: Letter) -> list[str]:
    return [*(one.address for one in (*letter.to, *letter.cc)), *letter.delivered_to]


def is_known_to(ticket: Ticket, address: str) -> bool:
    """Whether this address takes part in the ticket, or is another one of its customer's."""
    email = normalise_email(address)
    if email is None:
        return False
    blind = vault().blind(IdentityKind.EMAIL, email)
    takes_part = ticket.participants.filter(identity__kind=IdentityKind.EMAIL, identity__blind=blind)
    of_customer = Identity.objects.filter(kind=IdentityKind.EMAIL, blind=blind, customer=ticket.customer_id)
    return takes_part.exists() or of_customer.exists()


# ── what it says
def _said(letter: Letter, ticket: Ticket | None, *, is_vouched: bool) -> dict[str, Any]:
    text, quoted = letter.reply_text.strip(), letter.quoted.strip()
    if not text:  # all of it looks like a quote: better too much than nothing
        text, quoted = letter.text.strip(), ""
    subject = " ".join(letter.subject.split())
    sender = letter.sender.address
    is_inside = is_one_of_us(sender)
    said: dict[str, Any] = {
        "text": without_secrets(text) or subject,
        "quoted": without_secrets(quoted),
        "subject": subject[:200],
        "name": letter.sender.name,
        "email": sender,
    }
    if ticket is not None:
        said |= {"number": ticket.number, "is_note": is_inside}
        said["written_from"] = mask_email(sender) if is_inside or not is_vouched else ""
    return said


def is_one_of_us(address: str) -> bool:
    """A colleague's address, or one of the house's own boxes."""
    email = normalise_email(address)
    if email is None:
        return False
    local, _at, domain = email.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    ours = any(plain in mailbox.addresses for mailbox in Mailbox.objects.all())
    return ours or Staff.objects.filter(is_active=True, email__iexact=email).exists()


def _files(letter: Letter) -> tuple[list[tuple[str, File]], list[str]]:
    """What came along, through the same checks as uploads; and what could not be taken, in words."""
    kept: list[tuple[str, File]] = []
    left_out: list[str] = []
    for part in letter.attachments[:MOST_FILES]:
        try:
            kept.append((safe_name(part.filename)[:200], store_file(part.data, name=part.filename)))
        except FileRefused as refusal:
            left_out.append(str(refusal))
    left_out += [_("“%(name)s” is one file too many.") % {"name": one.filename} for one in _beyond(letter.attachments)]
    return kept, left_out


def _beyond(parts: Sequence[Part]) -> Sequence[Part]:
    return parts[MOST_FILES : MOST_FILES + 20]


# ── is it new, is it a machine
def _fingerprint(letter: Letter) -> str:
    """Of what was written and enclosed, not of the way it took: copies for two boxes of ours are one mail."""
    written = letter.date.isoformat() if letter.date else ""
    files = sorted(f"{part.filename}:{hashlib.sha256(part.data).hexdigest()}" for part in letter.attachments)
    return vault().blind("letter", "\0".join([letter.sender.address, letter.subject, written, letter.text, *files]))


def _wait_for_twins(message_id: str) -> None:
    """Copies from two boxes are opened one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [message_id])


def _twin(inbound: Inbound) -> Inbound | None:
    """The same mail, here already, through this box or another one."""
    same = Inbound.objects.filter(message_id=inbound.message_id, fingerprint=inbound.fingerprint)
    done = same.exclude(pk=inbound.pk).filter(state__in=[Inbound.State.ACCEPTED, Inbound.State.NOTED])
    return done.order_by("pk").first()


def _is_our_own(letter: Letter) -> bool:
    return bool(letter.message_id) and Outbound.objects.filter(message_id=letter.message_id).exists()


def _is_flood(content: dict[str, Any], ticket: Ticket | None) -> bool:
    """More in an hour than a person writes: somebody's machine talks with ours."""
    since = timezone.now() - timedelta(hours=1)
    if ticket is not None:
        said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER, inbound__received_at__gt=since)
        return said.filter(inbound__raw__isnull=False, written_from=content["written_from"]).count() >= PER_HOUR
    email = normalise_email(content["email"])
    if email is None or is_one_of_us(email):
        return False
    blind = vault().blind(IdentityKind.EMAIL, email)
    begun = Ticket.objects.filter(
        customer__in=Identity.objects.filter(kind=IdentityKind.EMAIL, blind=blind).values("customer"),
        channel__kind="email",
        pk__in=Message.objects.filter(inbound__received_at__gt=since, inbound__raw__isnull=False).values("ticket"),
        created_at__gt=since - timedelta(days=1),
    )
    return begun.count() >= TICKETS_PER_HOUR
