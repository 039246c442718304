"""Mails that no person wrote: out-of-office notes, receipts, reports, robots. They are noted and never answered."""

import re

from huisheng.kit.mail.entity import Entity
from huisheng.kit.mail.fields import field_text
from huisheng.kit.mail.letter import Letter

SAYS_SO = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-qq-autoreply",
    "x-vacation",
    "x-amazon-auto-reply",
)
PRECEDENCE = frozenset({"auto_reply", "auto-reply", "autoreply"})
NO = frozenset({"", "no", "false", "0"})
SUBJECT = re.compile(
    r"^\W{0,3}(?:"
    r"自动(?:回复|答复|应答)|自動(?:回覆|回復|回复)|假期自动回复|外出自动回复|休假自动回复|不在办公室|不在辦公室|"
    r"auto(?:matic|mated|matische)? ?-?(?:reply|response|responder|antwort)|autoreply|autoresponse|autosvar|automatisk svar|"
    r"out[- ]of[- ](?:the[- ])?office|abwesend|abwesenheits(?:notiz|nachricht|meldung)|réponse automatique|absence du bureau|respuesta automática|"
    r"fuera de (?:la )?oficina|resposta automática|risposta automatica|fuori sede|automatisch antwoord|afwezig|"
    r"vacation (?:reply|response|message)|away from (?:the )?office|автоответ|自動応答|自動返信|부재중|자동 ?응답"
    r")\W{0,3}(?:[:：\[\]【(（\-–—\s]|$)|[(（\[【](?:自动回复|自動回覆|auto-?reply)[)）\]】]\s*$",
    re.IGNORECASE,
)
REPORT = re.compile(
    r"^(?:report domain:|\[?(?:preview\] )?report domain|(?:read|not read|displayed|delivered|relayed)\s?[:：]|"
    r"read receipt|return receipt|已读\s?[:：]|未读\s?[:：]|已读回执|阅读回执|读取\s?[:：]|已讀\s?[:：]|gelesen\s?[:：]|lu\s?[:：])",
    re.IGNORECASE,
)
CALENDAR_REPLY = re.compile(r"^(?:reply|counter)$|^method:(?:reply|counter)", re.IGNORECASE | re.MULTILINE)
ROBOTS = re.compile(
    r"^(?:mailer-daemon|double-bounce|no-?reply-dmarc-support|dmarc-noreply|noreply-dmarc)\b", re.IGNORECASE
)


def is_automatic(root: Entity, subject: str, sender: str) -> bool:
    """Whether a machine wrote this by itself. A person's mail through a list, or one that merely asks not to be
    answered automatically (X-Auto-Response-Suppress), is none.
    """
    submitted = field_text(root.first("auto-submitted")).partition(";")[0].strip().lower()
    if submitted not in NO:
        return True
    if any(field_text(root.first(name)).lower() not in NO for name in SAYS_SO):
        return True
    precedence = field_text(root.first("precedence")).strip().lower()
    if precedence in PRECEDENCE or (precedence in ("bulk", "junk") and _answers(root)):
        return True
    return bool(SUBJECT.search(subject) or REPORT.match(subject) or ROBOTS.match(sender)) or _is_report(root)


def is_from_a_form(letter: Letter) -> bool:
    """Generated, yet an answer to nothing and nobody's absence: a shop's contact form, a machine that reports."""
    answers = letter.in_reply_to or letter.references or SUBJECT.search(letter.subject) or REPORT.match(letter.subject)
    return letter.auto_submitted.partition(";")[0].strip() == "auto-generated" and not answers and letter.bounce is None


def _answers(root: Entity) -> bool:
    """A bulk mail that answers ours and comes from no list: what vacation programs write."""
    lists = any(root.first(name) for name in ("list-id", "list-unsubscribe", "list-post", "mailing-list"))
    return bool(root.first("in-reply-to") or root.first("references")) and not lists


def _is_report(root: Entity) -> bool:
    """Receipts (RFC 8098), complaints of mail services, answers to invitations."""
    if root.content_type == "multipart/report":
        return True
    for part in root.walk():
        if part.content_type == "text/calendar":
            said = part.type_parameters.get("method", "") or part.body(4_000).decode("latin-1")
            return bool(CALENDAR_REPLY.search(said))
    return False
