"""The line that parts the new words from the old letter: "-----Original Message-----", "------- 原始邮件 -------"."""

import re

PHRASES = re.compile(
    r"(?:the )?original (?:message|mail|e-?mail|appointment)|original|forwarded (?:message|mail|by .{1,60})|"
    r"repl(?:y|ied) (?:message|mail)|fwd|"
    r".{0,12}(?:原始|原|回复的?|答复的?|转发的?|被转发的?)原?(?:邮件|消息|信息|信件)(?:信息|内容|正文)?|邮件原件|引用(?:邮件|原文)?|"
    r".{0,8}(?:原始|轉寄的?|回覆的?)(?:郵件|信件|訊息)|原郵件|原文|"
    r"ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|"
    r"message (?:d['’]origine|original|initial|transféré)|courriel original|"
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|opprinnelig melding|oprindelig (?:meddelelse|besked)|"
    r"ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande|alkuperäinen viesti|"
    r"původní (?:zpráva|e-mail)|(?:oryginalna wiadomość|wiadomość oryginalna)|"
    r"eredeti üzenet|orijinal mesaj|исходное сообщение|"
    r"пере(?:сланное|сылаемое|направленное) сообщение|"
    r"元のメッセージ|転送されたメッセージ|원본 ?메시지",
    re.IGNORECASE,
)
FRAME = re.compile(r"^[-_=*+—–─~<>#\s]{2,}(?=\S)|(?<=\S)[-_=*+—–─~<>#\s]{2,}$")
BARE = re.compile(
    r"^\W{0,4}(?:begin forwarded message|开始转发的邮件|下面是被转发的邮件|以下是转发的邮件|開始轉寄郵件|以下為轉寄郵件|"
    r"anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)|inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado|início da mensagem reencaminhada)\s*[:：]\W*$",
    re.IGNORECASE,
)
ABOVE = re.compile(
    r"(?:please )?(?:type|write|enter) your reply above this line|reply above this line|请在此[行线]?(?:之|以)?上方?回复|请在本行以上回复",
    re.IGNORECASE,
)
RULE = re.compile(r"^[\s>]*[-_=*—–─]{3,}\s*$")
LONGEST = 120


def is_separator(line: str) -> bool:
    """Whether everything from this line on is the old letter."""
    said = line.strip()
    if not said or len(said) > LONGEST:
        return False
    if BARE.match(said) or ABOVE.search(said):
        return True
    inner = FRAME.sub("", said)
    framed = len(said) - len(inner) >= 4 and said[0] in "-_=*+—–─~<#"
    return framed and bool(PHRASES.fullmatch(inner.strip(" :：")))


def is_rule(line: str) -> bool:
    """A line of dashes, underscores or the like, or the bare words 原始邮件 above a header block."""
    return bool(RULE.match(line) or PHRASES.fullmatch(line.strip(" :：*")))
