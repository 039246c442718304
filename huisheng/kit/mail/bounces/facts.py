"""Codes, recipient and Message-ID out of a report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huisheng.kit.mail import charsets, transfer
from huisheng.kit.mail.entity import Entity
from huisheng.kit.mail.fields import field_text, raw_text
from huisheng.kit.mail.marks import read_id, read_ids

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
CODE = re.compile(
    r"(?<![\d.:@/-])([45]\d\d)(?=[ \-:#]+(?:[A-Z<\[(\"'#]|[245]\.\d|[a-z]{3}|[\u4e00-\u9fff])|$)", re.MULTILINE
)
SAID = re.compile(
    r"(?:said|respond\w*|replied|reply|error|returned|smtp|返回|回复|错误|code)[^\n\d]{0,60}([45]\d\d)(?![\d.]*\d)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\w.!#$%&*+/=?^`{|}~'-]{1,64}@[\w.-]{1,190}\.[a-z0-9-]{2,24}", re.IGNORECASE)
INNER_ID = re.compile(r"^[>\s]{0,6}message-id\s?:\s{0,4}(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
REPORTS = ("message/delivery-status", "message/global-delivery-status", "message/feedback-report")
ORIGINALS = ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers", "message/global")
LARGEST = 64 * 1024  # bytes of a report or an old header


@dataclass(frozen=True)
class Facts:
    status: str
    code: str
    recipient: str
    message_id: str
    diagnosis: str


def gather(root: Entity, text: str) -> Facts:
    """What the report says, from its machine-readable part where there is one, else from the text."""
    fields = list(report_fields(root))
    diagnosis = "\n".join(said for name, said in fields if name == "diagnostic-code")
    status = next((said for name, said in fields if name == "status" and STATUS.match(said)), "")
    body = text[:LARGEST]
    said = diagnosis or _complaint(body)
    return Facts(
        status=_status(status, said, body),
        code=_code(said) or _code(body),
        recipient=_recipient(root, fields, body),
        message_id=_original_id(root, text),
        diagnosis=said,
    )


def _body(part: Entity) -> str:
    data = transfer.undo(part.body(LARGEST), raw_text(part.first("content-transfer-encoding")))
    return charsets.clean(charsets.decode(data, part.type_parameters.get("charset", "")))


def report_fields(root: Entity) -> Iterator[tuple[str, str]]:
    """(name in lower case, value) of the machine-readable parts."""
    for part in root.walk():
        if part.content_type not in REPORTS:
            continue
        for line in re.sub(r"\n[ \t]+", " ", _body(part)).split("\n"):
            name, _, said = line.partition(":")
            yield name.strip().lower(), said.strip()[:2_000]


def _complaint(body: str) -> str:
    """The text of the report without the old letter below it."""
    cut = re.search(
        r"^(?:-{2,}.{0,60}(?:original|copy|below|message|body|header).{0,60}|received: .*|return-path: .*|原邮件信息.{0,9})$",
        body,
        re.IGNORECASE | re.MULTILINE,
    )
    said = body[: cut.start()] if cut and cut.start() > 80 else body
    return said[:8_000]


def _status(declared: str, said: str, body: str) -> str:
    """The declared status, unless it is a bare x.0.0 and the server said more."""
    exact = STATUS.match(declared)[1] if declared and STATUS.match(declared) else ""  # type: ignore[index]
    if exact and not exact.endswith(".0.0"):
        return exact
    found = [status for status in STATUS.findall(said) or STATUS.findall(body[:8_000]) if status[0] in "45"]
    return next((status for status in found if not status.endswith(".0.0")), found[0] if found else exact)


def _code(said: str) -> str:
    found = SAID.search(said) or CODE.search(said)
    return found[1] if found else ""


def _recipient(root: Entity, fields: list[tuple[str, str]], body: str) -> str:
    for wanted in ("final-recipient", "original-recipient", "original-rcpt-to"):
        for name, said in fields:
            if name == wanted and (found := ADDRESS.search(said.partition(";")[2] or said)):
                return found[0]
    for name in ("x-failed-recipients", "x-failed-recipient", "x-failed-address"):
        if found := ADDRESS.search(field_text(root.first(name))):
            return found[0]
    own = {address.lower() for value in root.every("to") for address in ADDRESS.findall(field_text(value))}
    others = [address.rstrip(".") for address in ADDRESS.findall(_complaint(body)) if address.lower() not in own]
    return next(
        (address for address in others if not re.match(r"(?:mailer-daemon|postmaster)@", address, re.IGNORECASE)), ""
    )


def _original_id(root: Entity, text: str) -> str:
    """The Message-ID of the letter that came back: from its copy, else from its header in the text, else the thread."""
    for part in root.walk():
        if part.content_type in ORIGINALS and (found := INNER_ID.search(_body(part))):
            return found[1]
    if found := INNER_ID.search(text):
        return found[1]
    said = read_ids(root.first("in-reply-to")) or read_ids(b" ".join(root.every("references")))[-1:]
    return said[0] if said else read_id(root.first("x-original-message-id"))
