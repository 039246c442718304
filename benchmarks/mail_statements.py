"""Each kind of statement that an expected.json makes about a mail, compared with what we read."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from huisheng.kit.mail import Letter, Reason
from huisheng.kit.mail.signatures import DEVICE

Difference = tuple[str, Any, Any]
Check = Callable[[Letter, Any], Any]  # what we read where it differs, None where it agrees
REASONS = {
    "userunknown": {Reason.NO_SUCH_USER},
    "hostunknown": {Reason.NO_SUCH_USER},
    "hasmoved": {Reason.NO_SUCH_USER},
    "mailboxfull": {Reason.MAILBOX_FULL},
    "exceedlimit": {Reason.TOO_LARGE},
    "mesgtoobig": {Reason.TOO_LARGE},
    "filtered": {Reason.BLOCKED, Reason.POLICY, Reason.NO_SUCH_USER, Reason.UNKNOWN},
    "suspend": {Reason.NO_SUCH_USER},
    "expired": {Reason.TEMPORARY},
    "networkerror": {Reason.TEMPORARY},
    "onhold": {Reason.UNKNOWN, Reason.TEMPORARY},
}


def squeezed(text: str | None) -> str:
    return " ".join((text or "").replace("\u200b", "").replace("\ufeff", "").split())


def tight(text: str | None) -> str:
    return "".join((text or "").split())


def differences(letter: Letter, stated: dict[str, Any]) -> list[Difference]:
    disputed = set(stated.get("disputed") or [])
    expect, consensus = stated["expect"], stated.get("consensus") or {}
    found = list(_compare(letter, expect, disputed, expect))
    own = {"from_email": "from", "date_utc": "date"}
    more = {
        name: said
        for name, said in consensus.items()
        if name not in expect
        and own.get(name) not in expect
        and not (name == "text_ignoring_whitespace" and "text" in expect)
    }
    return found + [(f"consensus {what}", want, got) for what, want, got in _compare(letter, more, disputed, expect)]


def _compare(
    letter: Letter, stated: dict[str, Any], disputed: set[str], expect: dict[str, Any]
) -> Iterator[Difference]:
    for name, want in stated.items():
        check = CHECKS.get(name)
        if check is None or name in disputed or want is None:
            continue
        remaining = expect.get("signature_may_remain", "") if name == "reply_text" else ""
        if remaining and tight(letter.reply_text) == tight(want + remaining):
            continue
        if name in ("text", "html") and f"{name}_truncated" in expect:
            check = text_prefix
        got = check(letter, want)
        if got is not None:
            yield name, want, got


def equal(read: Callable[[Letter], str]) -> Check:
    return lambda letter, want: None if tight(read(letter)) == tight(want) else read(letter)


def same_address(letter: Letter, want: str) -> Any:
    return None if letter.sender.address.lower() == want.lower() else letter.sender.address


def name(letter: Letter, want: str) -> Any:
    said = letter.sender.name or letter.sender.address
    return (
        None if tight(said).strip("\"'") == tight(want).strip("\"'") or (not letter.sender.name and not want) else said
    )


def people(read: Callable[[Letter], Any]) -> Check:
    def check(letter: Letter, want: Any) -> Any:
        got = [person.address.lower() for person in read(letter)]
        wanted = [(one.get("email") if isinstance(one, dict) else one) or "" for one in want]
        wanted = [address.lower() for address in wanted if address]
        return None if got[: len(wanted)] == wanted else got

    return check


def text_prefix(letter: Letter, want: str) -> Any:
    if tight(letter.text).startswith(tight(want)) or tight(letter.text.replace(">", "")).startswith(
        tight(want.replace(">", ""))
    ):
        return None
    return letter.text


def whole_text(letter: Letter, want: str) -> Any:
    if not tight(want) and letter.html:
        return None  # HTML only: our text is made of it
    return None if tight(letter.text) == tight(want) or tight(want) in tight(letter.text) else letter.text


def reply(letter: Letter, want: str) -> Any:
    """Equal; a closing line like "Sent from my iPhone" may be gone."""
    lines = want.rstrip().split("\n")
    without = "\n".join(lines[:-1]) if DEVICE.match(lines[-1].strip()) else want
    return None if tight(letter.reply_text) in (tight(want), tight(without)) else letter.reply_text


def starts(letter: Letter, want: str) -> Any:
    got, wanted = tight(letter.reply_text), tight(want)
    return None if got.startswith(wanted) or (got and wanted.startswith(got)) else letter.reply_text


def moment(letter: Letter, want: str) -> Any:
    if want.startswith(("1900", "None")):
        return None
    said = datetime.fromisoformat(want)
    said = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    return None if letter.date == said else letter.date


def date_parts(letter: Letter, want: dict[str, Any]) -> Any:
    offset = timedelta(hours=want["tz_hour"], minutes=want["tz_minute"]) * (-1 if want["tz_before_gmt"] else 1)
    year, month, day, hour, minute, second = (
        want[name] for name in ("year", "month", "day", "hour", "minute", "second")
    )
    moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset))
    return None if letter.date == moment else letter.date


def files(letter: Letter, want: list[dict[str, Any]]) -> Any:
    hashes = {hashlib.md5(part.data, usedforsecurity=False).hexdigest() for part in letter.attachments}
    names = {part.filename for part in letter.attachments}
    sizes = {part.size for part in letter.attachments}
    for one in want:
        by_content = one.get("md5") in hashes or one.get("size") in sizes
        if one.get("filename") == "winmail.dat":
            continue  # unpacked
        if not by_content and one.get("filename") not in names:
            return [(part.filename, part.size) for part in letter.attachments]
    return None


def file_names(letter: Letter, want: list[str]) -> Any:
    got = [part.filename for part in letter.attachments]
    return None if set(want) <= set(got) else got


def file_count(letter: Letter, want: int) -> Any:
    return None if len(letter.attachments) == want else [part.filename for part in letter.attachments]


def named_files(letter: Letter, want: list[dict[str, Any]]) -> Any:
    got = [part.filename for part in letter.attachments]
    wanted = [one["filename"] for one in want if one.get("filename")]
    return None if all(any(name.endswith(known) for known in got) for name in wanted) else got


def text_parts(letter: Letter, want: list[str]) -> Any:
    said = tight(letter.text)
    return next((letter.text for part in want if "<" not in part and tight(part) not in said), None)


def counted(read: Callable[[Letter], str]) -> Check:
    return lambda letter, want: None if read(letter).count(want[1]) == want[0] else read(letter)


def bounce(letter: Letter, want: list[dict[str, Any]]) -> Any:
    if letter.bounce is None:
        return "no bounce"
    return None if any(_same_bounce(letter, one) for one in want) else letter.bounce


def _same_bounce(letter: Letter, want: dict[str, Any]) -> bool:
    got = letter.bounce
    assert got is not None
    derived = re.match(r"[45]\.0\.9\d\d", want["status"])  # made up by that project where the mail says none
    status = bool(derived) or not want["status"] or got.status == want["status"]
    code = not want["reply_code"] or not got.code or got.code == want["reply_code"]
    reason = got.reason in REASONS.get(want["reason"], {Reason.BLOCKED, Reason.POLICY, Reason.UNKNOWN})
    return status and code and reason and (got.hard == want["hard_bounce"] or want["reason"] in ("filtered", "suspend"))


def truth(read: Callable[[Letter], bool]) -> Check:
    return lambda letter, want: None if read(letter) == want else read(letter)


CHECKS: dict[str, Check] = {
    "subject": equal(lambda letter: letter.subject),
    "from_email": same_address,
    "from_name": name,
    "from": people(lambda letter: [letter.sender] if letter.sender.address else []),
    "to": people(lambda letter: letter.to),
    "cc": people(lambda letter: letter.cc),
    "reply_to": people(lambda letter: letter.reply_to),
    "message_id": lambda letter, want: (
        None if letter.message_id.strip("<>") == tight(want).strip("<>") else letter.message_id
    ),
    "date": moment,
    "date_utc": moment,
    "date_parts": date_parts,
    "text": whole_text,
    "text_stripped": whole_text,
    "text_ignoring_whitespace": text_prefix,
    "text_contains": lambda letter, want: (
        None if all(tight(one) in tight(letter.text) for one in want) else letter.text
    ),
    "text_contains_n": counted(lambda letter: letter.text),
    "html_contains_n": counted(lambda letter: letter.html),
    "text_parts": text_parts,
    "reply_text": reply,
    "reply_html_text": reply,
    "reply_startswith": starts,
    "first_fragment": starts,
    "first_fragment_matches": lambda letter, want: (
        None if all(re.search(one, letter.reply_text) for one in want) else letter.reply_text
    ),
    "signature": lambda letter, want: None if tight(want) in tight(letter.quoted) else letter.quoted,
    "attachments": files,
    "attachment_names": file_names,
    "attachment_count": file_count,
    "attachments_stalwart": named_files,
    "tnef_files": lambda letter, want: (
        None
        if all(
            one in {part.filename for part in letter.attachments} or (one == "body.html" and letter.html)
            for one in want
        )
        else [part.filename for part in letter.attachments]
    ),
    "has_html": truth(lambda letter: bool(letter.html)),
    "has_text": lambda letter, want: None if not want or letter.text else letter.text,
    "is_bounce": truth(lambda letter: letter.bounce is not None),
    "bounce": bounce,
    "auto_reply": truth(lambda letter: letter.auto_reply),
    "failed_recipient": lambda letter, want: (
        None if letter.bounce and letter.bounce.recipient == want else letter.bounce
    ),
}
