"""What the words and codes of mail servers mean."""

import re

from huisheng.kit.mail.letter import Reason

FULL, TOO_LARGE, NO_USER, BLOCKED, POLICY, TEMPORARY = (
    Reason.MAILBOX_FULL,
    Reason.TOO_LARGE,
    Reason.NO_SUCH_USER,
    Reason.BLOCKED,
    Reason.POLICY,
    Reason.TEMPORARY,
)
WORDS = [  # the first that matches counts: the narrow before the wide
    (
        FULL,
        r"mailbox (?:is |was |has )?(?:full|exceed)|(?:mail)?box (?:is )?full|over ?quota|quota (?:exceeded|violation|has been)|"
        r"exceed[^\n]{0,40}(?:quota|storage|mailbox|allocation|disk)|insufficient (?:system )?(?:storage|space)|not enough (?:storage|space|disk)|"
        r"(?:mailbox|user|account|recipient)[^\n]{0,40}(?:out of|over) (?:space|quota|its)|no space left|disk full|"
        r"mailfolder is full|容量不足|邮箱已满|邮箱空间|空间不足|空间已满|容量已满|超出.{0,6}容量|超过.{0,6}容量|信箱已滿|容量超過|いっぱい|full mailbox|"
        r"mailbox size limit|user is over|has reached its storage|受信容量",
    ),
    (
        TOO_LARGE,
        r"(?:message|mail|size)[^\n]{0,40}(?:too (?:large|big|long)|exceed[^\n]{0,30}(?:size|limit|maximum))|size limit|"
        r"exceeds (?:the )?(?:maximum|fixed|size)|邮件(?:大小)?(?:过大|太大|超过|超出)|附件过大|サイズ.{0,10}超",
    ),
    (NO_USER, r"recipient address rejected: (?:access denied|user)|(?:user|recipient|address)[^\n]{0,60}not listed"),
    (
        BLOCKED,
        r"spam|black ?list|block ?list|\bblocked\b|\bbanned\b|(?<!not )listed (?:in|at|by|on)|sender (?:address )?(?:is )?rejected|\brbl\b|dnsbl|spamhaus|poor reputation|reputation|"
        r"unsolicited|junk|bulk|content rejected|too many (?:connections|messages|recipients)|rate limit|virus|suspicious|"
        r"垃圾邮件|被拦截|拦截|黑名单|频率|过于频繁|病毒|拒收|reject(?:ed)? by (?:content|filter)|has been refused|abuse",
    ),
    (
        POLICY,
        r"\bspf\b|\bdkim\b|\bdmarc\b|authenticat|not authori[sz]ed|relay(?:ing)? (?:access )?(?:denied|not)|unable to relay|"
        r"polic(?:y|ies)|administrative prohibition|prohibited|access denied|permission|not (?:allowed|permitted)|restricted|"
        r"不允许|策略|身份验证|认证失败|没有权限",
    ),
    (
        NO_USER,
        r"(?:user|recipient|mailbox|account|address|alias|e-?mail|addressee|person|name)[^\n]{0,60}(?:unknown|not (?:exist|found|known|listed|"
        r"valid|recogni[sz]ed|available|active)|does ?n[o']t exist|invalid|unrouteable|disabled|inactive|unavailable|no longer|suspended|frozen|locked|"
        r"not a valid|cannot be found|couldn't be found|wasn't found|nonexist)|"
        r"(?:unknown|no such|invalid|bad|non-?exist\w{0,5}|undefined|unrouteable|inactive|illegal|ambiguous)[^\n]{0,20}(?:user|recipient|mailbox|"
        r"account|address|alias|local|person|destination|domain|host)|"
        r"no (?:mailbox|account|user)|doesn't have (?:a|an)|check (?:if|that) (?:the )?address|リストにありません|not our customer|host (?:unknown|not found)|domain not found|nxdomain|"
        r"does not exist|address not found|"
        r"不存在|地址(?:错误|有误|无效)|查无此人|无此用户|找不到|未找到|域名|收件人(?:无效|错误|邮箱地址无效)|用户未知|已被?(?:注销|停用|冻结|禁用)|"
        r"存在しません|見つかりません|нет такого|не существует|unbekannt|inconnu|desconocid|inexist",
    ),
    (
        TEMPORARY,
        r"timed? ?out|aborted after|try again|temporar|greylist|gr[ae]y-?listed|deferred|delayed|connection (?:refused|reset|lost)|expired|too long in|"
        r"retry (?:time|timeout)|cannot send message for|\d+ (?:days?|hours?)\b[^\n]{0,30}(?:queue|deliver)|超时|稍后|连接失败|暂时|重试",
    ),
]
PATTERNS = [(reason, re.compile(words, re.IGNORECASE)) for reason, words in WORDS]
STATUSES = {  # subject.detail of RFC 3463
    "1.1": NO_USER,
    "1.2": NO_USER,
    "1.3": NO_USER,
    "1.6": NO_USER,
    "1.7": POLICY,
    "1.8": POLICY,
    "1.10": NO_USER,
    "2.1": NO_USER,
    "2.2": FULL,
    "2.3": TOO_LARGE,
    "3.1": FULL,
    "3.4": TOO_LARGE,
    "4.4": NO_USER,
    "4.7": TEMPORARY,
    "7.1": POLICY,
}
CODES = {"552": FULL, "421": TEMPORARY, "450": TEMPORARY, "451": TEMPORARY, "452": FULL}
LOOKED_AT = 8_000  # characters


def reason_of(said: str, status: str, code: str) -> Reason:
    """Why: an exact status first where it is exact, then the words, then what is left of the codes."""
    detail = status.partition(".")[2]
    from_status = STATUSES.get(detail)
    if from_status in (FULL, TOO_LARGE):
        return from_status
    from_words = next((reason for reason, words in PATTERNS if words.search(said[:LOOKED_AT])), None)
    if from_words is not None and not (from_status is NO_USER and from_words in (POLICY, TEMPORARY)):
        return from_words
    if from_status is None and detail.startswith("7."):
        from_status = POLICY
    return (
        from_status
        or CODES.get(code)
        or (TEMPORARY if status.startswith("4") or code.startswith("4") else Reason.UNKNOWN)
    )


def is_hard(reason: Reason) -> bool:
    """Whether the address is gone for good: only then is it useless to try again."""
    return reason is NO_USER
