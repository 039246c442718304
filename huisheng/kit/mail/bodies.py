"""What the parts of a mail hold: words, HTML, files."""

import re
from dataclasses import dataclass, field

from huisheng.kit.html import text_to_html
from huisheng.kit.mail import bounds, charsets, transfer
from huisheng.kit.mail.entity import Budget, Entity, read_fields, read_tree
from huisheng.kit.mail.fields import field_text, filename, parameters, raw_text
from huisheng.kit.mail.flowed import unflow
from huisheng.kit.mail.htmltext import html_text
from huisheng.kit.mail.letter import Part
from huisheng.kit.mail.rtf import rtf_text
from huisheng.kit.mail.tnef import read_tnef

EXTENSIONS = {
    "message/rfc822": "eml",
    "message/global": "eml",
    "text/calendar": "ics",
    "text/rfc822-headers": "txt",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "text/html": "html",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
}
ENRICHED = ("text/enriched", "text/richtext")
MARKUP = re.compile(r"\s{0,200}<(?:!doctype html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
META = re.compile(rb"<meta[^>]{1,200}charset=[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")


@dataclass
class Words:
    """One piece of the body: the same thing as plain text, as HTML, or both."""

    plain: str = ""
    html: str = ""

    def text(self) -> str:
        return self.plain if self.plain.strip() or not self.html else html_text(self.html)


@dataclass
class Content:
    """What was found so far."""

    budget: Budget
    words: list[Words] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    room: int = bounds.FILE_BYTES
    text_room: int = bounds.TEXT_BYTES
    packed: int = bounds.PACKED

    def text(self) -> str:
        text = "\n".join(said for words in self.words if (said := words.text().strip("\n")).strip())
        return text[: bounds.TEXT]

    def html(self) -> str:
        """The HTML of all pieces; a piece that came as plain text only is put between them as HTML."""
        if not any(words.html.strip() for words in self.words):
            return ""
        return "\n".join(words.html or text_to_html(words.plain) for words in self.words if words.html or words.plain)

    def words_said(self) -> bool:
        return any(words.plain.strip() or words.html.strip() for words in self.words)

    def keep(self, part: Part) -> None:
        if len(self.files) >= bounds.FILES or part.size > self.room:
            self.budget.cut_short = True
            return
        self.room -= part.size
        self.files.append(part)


def read_content(root: Entity, budget: Budget) -> Content:
    """All words and files of the tree, in order."""
    content = Content(budget)
    _read(root, content, alone=True)
    if not content.words_said():
        _look_further(root, content)
    pictures = {part.content_id for part in content.files if part.content_id}
    shown = {cid for cid in pictures if any(f"cid:{cid}" in words.html for words in content.words)}
    content.files = [_shown(part) if part.content_id in shown else part for part in content.files]
    return content


def _look_further(root: Entity, content: Content) -> None:
    """A mail without words of its own: a text that was sent inline with a file name, else the mail it forwards."""
    for part in root.walk():
        if part.content_type in ("text/plain", "text/html") and _disposition(part)[0] == "inline":
            _read_words(part, content)
            return
    for part in root.walk():
        if part.content_type == "message/rfc822" and root.content_type != "multipart/report":
            raw = transfer.undo(part.body(content.text_room), raw_text(part.first("content-transfer-encoding")))
            inner = Content(content.budget, room=0, text_room=content.text_room)
            _read(read_tree(raw, content.budget), inner, alone=True)
            content.words.extend(inner.words)
            return


def _shown(part: Part) -> Part:
    return Part(part.filename, part.content_type, part.data, inline=True, content_id=part.content_id)


def _read(part: Entity, content: Content, *, alone: bool = False) -> None:
    if part.content_type == "multipart/alternative" and part.parts:
        _read_alternative(part, content)
    elif part.parts:
        for child in part.parts:
            _read(child, content)
    elif part.content_type.startswith("multipart/") and part.depth < bounds.DEPTH:
        content.words.append(Words(plain=_text(part, content)))  # no boundary found: all of it is text
    elif _is_words(part, alone=alone):
        _read_words(part, content)
    else:
        _read_file(part, content)


def _read_alternative(part: Entity, content: Content) -> None:
    """The same thing several times: one piece with the plain text and the last HTML."""
    inner = Content(content.budget, room=content.room, text_room=content.text_room, packed=content.packed)
    rich = any(child.content_type in ("text/plain", "text/html") for child in part.parts)
    for child in part.parts:
        if not (rich and child.content_type in ENRICHED):
            _read(child, inner)
    content.text_room, content.packed = inner.text_room, inner.packed
    plain = {" ".join(words.plain.split()): words.plain for words in inner.words if words.plain.strip()}
    html = [words.html for words in inner.words if words.html.strip()]
    nested = any(child.parts for child in part.parts)
    content.words.append(Words("\n".join(plain.values()), "\n".join(html if nested else html[-1:])))
    for found in inner.files:
        content.keep(found)


def _read_words(part: Entity, content: Content) -> None:
    text = _text(part, content)
    html = part.content_type == "text/html" or (not part.first("content-type") and bool(MARKUP.match(text)))
    content.words.append(Words(html=text) if html else Words(plain=text))


def _is_words(part: Entity, *, alone: bool) -> bool:
    if part.content_type not in ("text/plain", "text/html", *ENRICHED):
        return False
    disposition, name = _disposition(part)
    return disposition != "attachment" and (not name or alone)


def _disposition(part: Entity) -> tuple[str, str]:
    """("attachment" | "inline" | "", the file name or "")."""
    said = raw_text(part.first("content-disposition"))
    name = filename(parameters(said) if ";" in said else {}, part.type_parameters)
    return said.partition(";")[0].strip(" \"'").lower(), name


def _text(part: Entity, content: Content) -> str:
    raw = part.body(content.text_room)
    content.budget.cut_short |= len(raw) < part.end - part.start
    content.text_room -= len(raw)
    data = transfer.undo(raw, raw_text(part.first("content-transfer-encoding")), text=True)
    label = part.type_parameters.get("charset", "")
    if part.content_type == "text/html" and not charsets.codec(label) and (meta := META.search(data[:4_000])):
        label = meta[1].decode("latin-1")
    text = charsets.clean(charsets.decode(data, label))
    if part.type_parameters.get("format", "").lower() == "flowed":
        text = unflow(text[: bounds.TEXT], delete_space=part.type_parameters.get("delsp", "").lower() == "yes")
    return text


def _read_file(part: Entity, content: Content) -> None:
    if part.end - part.start > content.room * 2:
        content.budget.cut_short = True
        return
    disposition, name = _disposition(part)
    data = transfer.undo(part.body(), raw_text(part.first("content-transfer-encoding")))
    if (part.content_type in TNEF or name.lower() == "winmail.dat") and content.packed and _unpack(data, content):
        return
    content_id = charsets.clean(raw_text(part.first("content-id"))).strip("<> ")[: bounds.MESSAGE_ID]
    inline = disposition == "inline" or (bool(content_id) and disposition != "attachment")
    content.keep(Part(name or _name(part, data, content), part.content_type, data, inline, content_id))


def _unpack(data: bytes, content: Content) -> bool:
    """A winmail.dat in its parts. Its text is used only when the mail has no other. False for one that is none, and
    for a broken one in a mail that says nothing else: that is kept as a file."""
    content.packed -= 1
    packed = read_tnef(data)
    if packed is None or not (packed.files or packed.text or packed.html or packed.rtf or content.words_said()):
        return False
    for found in packed.files:
        content.keep(found)
    if not content.words_said():
        content.words.append(Words(packed.text or ("" if packed.html else rtf_text(packed.rtf)), packed.html))
        if packed.rtf:
            content.keep(Part("body.rtf", "application/rtf", packed.rtf))
    return True


def _name(part: Entity, data: bytes, content: Content) -> str:
    """A name for a file that has none: a forwarded mail is called by its subject."""
    extension = EXTENSIONS.get(part.content_type, "bin")
    if part.content_type in ("message/rfc822", "message/global"):
        fields, _ = read_fields(data, 0, len(data))
        subject = field_text(next((value for name, value in fields if name == "subject"), b""))
        return f"{re.sub(r'[/:]', '-', subject)[:80].strip('. ') or 'mail'}.{extension}"
    return f"attachment-{len(content.files) + 1}.{extension}"
