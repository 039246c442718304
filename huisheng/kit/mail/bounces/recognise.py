"""Whether a mail reports a delivery that failed."""

import re

from huisheng.kit.mail.bounces.facts import report_fields
from huisheng.kit.mail.entity import Entity
from huisheng.kit.mail.fields import field_text

DAEMON = re.compile(
    r"^(?:mailer-?daemon|post_?master|mail[._-]?delivery|double-bounce|bounces?|mail-?daemon|mdaemon|"
    r"microsoftexchange[0-9a-f]{20,}|mdmail|mail\.system|prmx-bounce|mailsrv|mailer|postoffice|mailadmin|smtpd?)(?:[.+@_-]|$)",
    re.IGNORECASE,
)
SURELY = re.compile(r"^(?:mailer-?daemon|post_?master|mail[._-]?delivery|double-bounce)", re.IGNORECASE)
SUBJECT = re.compile(
    r"undeliver(?:ed|able)|delivery (?:status|failure|notification|report|has failed|problem)|"
    r"(?:mail|message|email|your message)[^\n]{0,30}(?:delivery )?(?:failed|failure|could not be delivered|not delivered)|"
    r"returned (?:mail|to sender|message|e-?mail)|failure notice|failed delivery|delayed mail|could not send|"
    r"could not be delivered|mail system error|non[ -]?delivery|"
    r"message you sent blocked|rejected(?:ed)? mail|mail delivery|mailbox (?:full|unavailable)|undelivery|"
    r"系统退信|退信|投递失败|发送失败|未送达|无法投递|无法送达|邮件.{0,6}退回|递送失败|傳遞失敗|無法傳遞|無法寄達|退件|邮件投递|"
    r"unzustellbar|nicht zustellbar|zustellung|non remis|non distribu|échec|devuelto|no se puede entregar|"
    r"não entregue|não foi possível|mancata consegna|недоставленное|"
    r"не доставлено|配信(?:不能|エラー)|届きません|반송|전달 실패|host unknown|user unknown|"
    r"error sending your mail|bounce(?:d)?(?: mail| message|$)|postmaster notify",
    re.IGNORECASE,
)
TEXT = re.compile(
    r"(?:could|can) ?not be delivered|(?:was|were) (?:not|undeliver)|did not reach|undeliverable|unable to deliver|"
    r"delivery (?:to|has) [^\n]{0,80}fail|delivery to the following|returned (?:to sender|below|mail)|"
    r"permanent(?:ly)? (?:fatal )?error|failed permanently|has been rejected|wasn't able to deliver|couldn't be delivered|"
    r"couldn't deliver|not be delivered|delivery failed|delivery failure|(?:said|responded)\s?[:：]?\s?[\"']?[45]\d\d|"
    r"\b5[05]\d[ -]5\.\d{1,3}\.\d{1,3}|user unknown|mailbox (?:is )?(?:full|not found|unavailable)|no such user|over quota|"
    r"被退回|退信原因|无法送达|投递失败|发送失败|无法投递|未能送达|不存在|退信|無法傳遞|未能投遞|送達できません|配信できません|"
    r"не может быть доставлено|nicht zugestellt|konnte nicht|n'a pas pu|no se pudo|inesistente",
    re.IGNORECASE,
)
ANSWER = re.compile(r"^\W{0,3}(?:re|fwd?|aw|wg|回复|答复|转发|回覆|轉寄)\s?[:：]", re.IGNORECASE)
OLD_HEADER = re.compile(r"^[ \t]{0,4}(?:received|message-id|return-path)\s?:", re.IGNORECASE | re.MULTILINE)
COMPLAINT = re.compile(r"complaint about message from|(?:abuse|feedback|spam) report", re.IGNORECASE)
MACHINE_TEXT = re.compile(r'"(?:notificationType|eventType)"\s?:\s?"(?:Bounce|Complaint)"')
FAILED_FIELDS = ("x-failed-recipients", "x-failed-recipient", "x-failed-address")
LOOKED_AT = 20_000  # characters of the text


def is_bounce(root: Entity, subject: str, sender: str, text: str) -> bool:
    """A report of a failed or late delivery, or a complaint (ARF). A report of success is none, nor is the letter of a
    person who forwards or answers one.
    """
    report = root.type_parameters.get("report-type", "").lower() if root.content_type == "multipart/report" else ""
    parts = {part.content_type for part in root.walk()}
    if report in ("feedback-report", "feedback") or "message/feedback-report" in parts:
        return True
    if report == "disposition-notification":
        return False
    if report == "delivery-status" or "message/delivery-status" in parts:
        return not _arrived(root)
    if any(root.first(name) for name in FAILED_FIELDS) or MACHINE_TEXT.search(text[:LOOKED_AT]):
        return True
    if COMPLAINT.match(subject) and "message/rfc822" in parts:
        return True
    return _reads_like_one(root, subject, sender.strip("<>"), text)


def _arrived(root: Entity) -> bool:
    """A report of success, asked for by somebody."""
    actions = {said.partition(" ")[0].lower() for name, said in report_fields(root) if name == "action"}
    return bool(actions) and actions <= {"delivered", "relayed", "expanded"}


def _reads_like_one(root: Entity, subject: str, sender: str, text: str) -> bool:
    """No report for machines: it needs a daemon as its writer, or the words together with the old letter."""
    from_machine = not sender or bool(DAEMON.match(sender)) or _empty_return_path(root)
    about, says = bool(SUBJECT.search(subject)), bool(TEXT.search(text[:LOOKED_AT]))
    if (from_machine and about) or (says and bool(SURELY.match(sender))):
        return True
    return says and (from_machine or about) and not ANSWER.match(subject) and _quotes_a_letter(root, text)


def _empty_return_path(root: Entity) -> bool:
    value = root.first("return-path")
    return bool(value) and field_text(value).strip() in ("<>", "< >")


def _quotes_a_letter(root: Entity, text: str) -> bool:
    """The old letter hangs on it, or its header stands in the text."""
    if any(part.content_type in ("message/rfc822", "text/rfc822-headers") for part in root.walk()):
        return True
    return bool(OLD_HEADER.search(text[:200_000]))
