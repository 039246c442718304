"""From a letter in the outbox to a mail: headers, text, HTML, files. The same letter is the same mail at every try."""

from collections.abc import Mapping
from email.charset import BASE64, Charset
from email.header import Header
from email.utils import format_datetime, formataddr
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import pgettext
from markupsafe import Markup

from huisheng.core.base import storage
from huisheng.core.channels.connectors.email.marker import house_mark, marked_address
from huisheng.core.channels.connectors.email.sender import address_of
from huisheng.core.channels.connectors.email.smtp import envelope_address
from huisheng.core.channels.letter import Writing
from huisheng.core.channels.models import Outbound
from huisheng.kit.html import text_to_html

NO_ATTACHMENT = ("message/", "multipart/")  # types whose parts have rules of their own
NO_ANSWER = "OOF, AutoReply"  # of Outlook and Exchange; "All" would keep their bounces from us, too
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}
AFTER_LINK = " \t。.，,;；!！"

UTF8 = Charset("utf-8")
UTF8.body_encoding = BASE64  # 8-bit lines are not safe with every server


def mail_of(letter: Outbound, house: Mapping[str, Any]) -> bytes:
    """The mail as it goes over the wire. Raises AddressImpossible, and FileNotFoundError for a file that is gone."""
    writing = letter.writing
    with translation.override(writing.language or translation.get_language()):
        message = EmailMultiAlternatives(
            subject=one_line(writing.subject),
            body=plain_text(writing),
            from_email=formataddr(
                (_display_name(writing, house), address_of(letter.mailbox, str(house["mail.sender"])))
            ),
            to=[envelope_address(letter.to)],
            headers=_headers(letter, writing, house),
        )
        message.encoding = UTF8
        message.attach_alternative(html(writing, house), "text/html")
    for enclosed in letter.enclosed.select_related("file").order_by("pk"):
        content_type = enclosed.file.content_type
        kept = "application/octet-stream" if content_type.startswith(NO_ATTACHMENT) else content_type
        message.attach(one_line(enclosed.name), storage.read(enclosed.file), kept)
    mime: Any = message.message()
    subject = Header(str(message.subject), "utf-8", header_name="Subject")  # so that it begins on its first line
    mime.replace_header("Subject", subject)
    return bytes(mime.as_bytes(linesep="\r\n"))


def plain_text(writing: Writing) -> str:
    """The words, and what was said before below them, as mail programs quote it."""
    quoted = ["\n".join([quote.head, *(f"> {line}" for line in quote.text.splitlines())]) for quote in writing.quotes]
    return "\n\n".join([writing.text.strip(), *quoted]) + "\n"


def html(writing: Writing, house: Mapping[str, Any]) -> str:
    """The same as a simple page; the address of the customer's page is a button."""
    before, link, after = writing.text.strip().partition(writing.link) if writing.link else (writing.text, "", "")
    quotes = [(quote.head, _as_html(quote.text)) for quote in writing.quotes]
    shown: dict[str, Any] = {
        "before": _as_html(before.rstrip()),
        "link": link,
        "after": _as_html(after.lstrip(AFTER_LINK)),
    }
    shown |= {"writing": writing, "quotes": quotes, "house": house["house.name"]}
    return render_to_string("channels/mail.html", shown)


def _as_html(text: str) -> Markup:
    return Markup(text_to_html(text))  # noqa: S704 - everything is escaped there


def one_line(text: str) -> str:
    """Header words: whatever could begin a new line is a blank."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _display_name(writing: Writing, house: Mapping[str, Any]) -> str:
    name = one_line(str(house["house.name"]))
    if not writing.colleague or not house["mail.show_colleague"]:
        return name
    # Translators: the sender of a mail a colleague wrote: the colleague, then the house
    return pgettext("sender", "%(colleague)s at %(house)s") % {"colleague": one_line(writing.colleague), "house": name}


def _headers(letter: Outbound, writing: Writing, house: Mapping[str, Any]) -> dict[str, str]:
    """Fixed when the letter was written: Message-ID and Date stay the same at every try."""
    mark = house_mark()
    headers = {
        "Message-ID": letter.message_id,
        "Date": format_datetime(letter.created_at),
        "X-Auto-Response-Suppress": NO_ANSWER,
        "X-Huisheng-Id": mark,
        "X-Loop": mark,
    }
    if writing.automatic:
        headers |= AUTOMATIC
    if letter.in_reply_to:
        headers |= {"In-Reply-To": letter.in_reply_to, "References": letter.references or letter.in_reply_to}
    if letter.mailbox and letter.mailbox.plus_addressing and letter.about:
        answer_to = marked_address(letter.mailbox.address, letter.about)
        headers["Reply-To"] = formataddr((one_line(str(house["house.name"])), answer_to))
    return headers
