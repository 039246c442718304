"""Who: address fields as people write them, however loosely."""

import re

from huisheng.kit.mail import bounds
from huisheng.kit.mail.fields import decode_words, one_line, raw_text
from huisheng.kit.mail.letter import Address

ANGLE = re.compile(r"<([^<>]*@[^<>]*)(?:>|$)|<([^<>]*)>?\s*$")
MAIL = re.compile(r"[^\s<>()\[\],;:\"'|]{1,64}@[^\s<>()\[\],;:\"'|]{1,255}")
PAIRS = {'"': '"', "(": ")", "<": ">"}


def read_addresses(value: bytes, hint: str = "") -> tuple[Address, ...]:
    """The people of a From, To, Cc … field, at most bounds.ADDRESSES. Group names are gone, their members stay."""
    people, loose = [], ""
    for piece in _split(raw_text(value, hint)):
        if loose and "@" not in piece and "<" not in piece:
            people.append(_person(loose))
            loose = ""
        if "@" not in piece and "<" not in piece:
            loose = piece  # Doe, John <john@…>: a name cut by its comma
            continue
        people.append(_person(f"{loose}, {piece}" if loose and "<" in piece else piece))
        loose = ""
    if loose:
        people.append(_person(loose))
    return tuple(person for person in people if person.name or person.address)[: bounds.ADDRESSES]


def _split(text: str) -> list[str]:
    """The field at its commas and semicolons, outside quotes, brackets and comments."""
    pieces: list[str] = []
    start, until, depth, told = 0, "", 0, False  # told: an address began in this piece
    at = 0
    while at < len(text) and len(pieces) < bounds.ADDRESSES:
        char = text[at]
        if char == "\\" and until in ('"', ")"):
            at += 1
        elif until:
            depth += char == "(" and until == ")"
            if char == until:
                depth -= 1
                until = "" if depth <= 0 else until
            elif until == ">" and char in "<;":
                until = ""
        elif char in PAIRS and _closes(text, at):
            until, depth = PAIRS[char], 1
        elif char in ",;":
            pieces.append(text[start:at])
            start, told = at + 1, False
        elif char == ":" and not told:
            start = at + 1  # the name of a group
        told = told or char in "@<"
        at += 1
    return [piece.strip() for piece in [*pieces, text[start:]] if piece.strip()]


def _closes(text: str, at: int) -> bool:
    return text.find(PAIRS[text[at]], at + 1, at + 5_000) > 0


def _person(piece: str) -> Address:
    body, comment = _without_comments(piece)
    angle = ANGLE.search(body)
    if angle:
        name, address = body[: angle.start()].rstrip("< "), angle[1] or angle[2]
    elif "@" in body and (found := MAIL.search(body)):
        name, address = body.replace(found[0], " "), found[0]
    else:
        name, address = "", body
    if "@" not in address and (found := MAIL.search(decode_words(address)) or MAIL.search(decode_words(name))):
        address = found[0]
    address = re.sub(r"\s+", "", one_line(address)).strip("\"'<>,;")
    return Address(_name(name) or _name(comment), address.removeprefix("mailto:")[: bounds.ADDRESS])


def _without_comments(piece: str) -> tuple[str, str]:
    """The piece without (comments), and the last comment. Parentheses inside quotes are no comments."""
    out: list[str] = []
    comment: list[str] = []
    depth, quoted = 0, False
    for char in piece:
        if char == '"' and not depth:
            quoted = not quoted
        if char == "(" and not quoted:
            depth += 1
            comment.append(char) if depth > 1 else comment.clear()
        elif char == ")" and depth and not quoted:
            depth -= 1
            comment.extend(char if depth else "")
        else:
            (comment if depth else out).append(char)
    return ("".join(out), "".join(comment)) if not depth else (piece, "")


def _name(said: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", said.strip())
    text = one_line(decode_words(plain.strip('"')))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return text.strip().rstrip(",;")[: bounds.NAME]
