"""What mail programs and habits put below a letter: "-- ", 发自我的 iPhone, the card of 163, list footers."""

import re

NEW = "new"
REACH = 30  # lines of a signature
LARGEST = 1_500  # characters
DELIMITER = re.compile(r"^\s?(?:--|—|–|\*--\*|- -)\s{0,2}$")
FOOTER = re.compile(r"^_{5,}$")
RULE = re.compile(r"^(?:[-—–─=*]{3,}|_{3,})$")
DEVICE = re.compile(
    r"^\W{0,4}(?:"
    r"sent (?:from|via|with|by|using) (?!you|our|us\b)|from my (?:iphone|ipad|phone|android|mobile)|get \[?outlook for|"
    r"someone from mobile$|sent (?:from|on the) |download outlook|"
    r"envoyé (?:de mon|depuis|à partir|avec|de)|télécharge[rz] outlook|"
    r"(?:von meinem|diese nachricht wurde von mein|gesendet (?:von|mit|aus|über))|"
    r"enviado (?:desde|do|de|a partir|pelo|con)|inviato da|ottieni outlook|verzonden (?:vanaf|met|via|vanuit)|"
    r"skickat från|sendt fra|lähetetty|wysłane z|odesláno z|отправлено (?:из|с) |"
    r"发自|發自|来自我的|来自.{0,12}(?:手机|邮箱|邮件|客户端)[-—_\s]*$|寄自|從我的.{1,30}傳送|从我的.{1,30}发送|从.{1,30}(?:手机|版邮件|邮箱|客户端)发送|"
    r"获取 ?outlook|获取适用于|下载适用于|由.{1,20}(?:邮件|邮箱|手机).{0,10}发送|使用.{1,20}(?:邮件|邮箱|手机).{0,10}发送|发送自|"
    r"通过.{1,20}(?:邮件|邮箱|客户端)发送|签名由.{1,20}定制|本邮件由.{1,20}发送|iphone ?から送信|나의 iphone"
    r").{0,110}$",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?:\+?\d[\d ()./-]{6,}\d)|https?://|www\.|\S@\S+\.\S")
PIPE = re.compile(r"^\s*\|")
MEANT = re.compile(
    r"订单|单号|运单|快递|物流|投诉|退[货款换]|问题|收货|发货|[?？!！。]\s*$|\border\b|tracking|refund|problem|issue",
    re.IGNORECASE,
)
LONGEST_DEVICE = 130


def signature_start(lines: list[str], marks: list[str], end: int, own: frozenset[str]) -> int | None:
    """Where the signature begins that ends before line `end` (which is not empty); None when there is none.

    `own`: the writer's name and address in lower case; some programs put them below each letter.
    """
    last = lines[end - 1].strip()
    if len(last) <= LONGEST_DEVICE and DEVICE.match(last):
        return _card_start(lines, end - 1) if last.startswith("签名由") else end - 1
    if last.strip("<>").lower() in own:
        return end - 1
    if PIPE.match(last) and (start := _card_start(lines, end)) < end:
        return start
    return _ruled_start(lines, marks, end)


def _card_start(lines: list[str], end: int) -> int:
    """The table | | name | address | of NetEase's programs above line `end`; `end` when there is none."""
    start = end
    for at in range(end - 1, max(-1, end - REACH), -1):
        if PIPE.match(lines[at]):
            start = at
        elif len(lines[at].strip()) > 40:
            break
    said = "".join(lines[start:end])
    return start if len(said) <= 200 and not MEANT.search(said.replace("|", "")) else end


def _ruled_start(lines: list[str], marks: list[str], end: int) -> int | None:
    """Below "-- ", a footer line, or any rule when what follows looks like a card."""
    for at in range(end - 1, max(-1, end - REACH - 1), -1):
        line = lines[at].rstrip()
        if marks[at] != NEW:
            return None
        if not (DELIMITER.match(lines[at]) or RULE.match(line)):
            continue
        below = [said.strip() for said in lines[at + 1 : end] if said.strip()]
        if sum(map(len, below)) > LARGEST:
            return None
        if DELIMITER.match(lines[at]) or (FOOTER.match(line) and len(below) <= 8) or _is_card(below):
            return at
        return None
    return None


def _is_card(below: list[str]) -> bool:
    if not below or len(below) > REACH or any(MEANT.search(line) or len(line) > 100 for line in below):
        return False
    return any(PHONE.search(line) for line in below)
