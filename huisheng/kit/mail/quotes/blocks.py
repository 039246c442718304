"""The header of the old letter written out as text: From / Sent / To / Subject in the languages of mail programs."""

import re

LABELS = {
    "from": "from|von|de|da|van|från|fra|od|от|от кого|发件人|寄件人|寄件者|發件人|发信人|差出人|보낸사람|보낸 사람|lähettäjä|"
    "feladó|kimden|gönderen|expéditeur|remitente|mittente|afzender|avsändare|message de|de la part de|发自",
    "date": "date|sent|gesendet|datum|envoyé|envoyé le|message du|inviato|data|enviado|enviado el|enviada|enviada em|fecha|"
    "verzonden|skickat|sendt|dato|wysłano|odesláno|дата|отправлено|发送时间|发送日期|日期|时间|寄件日期|傳送時間|日時|送信日時|"
    "보낸날짜|날짜|lähetetty|päivä|elküldve|dátum|tarih|gönderildi|date d'envoi|sent at|发信时间|發送時間|傳送日期",
    "to": "to|an|à|a|para|aan|till|til|do|komu|кому|收件人|收信人|收件者|宛先|받는사람|받는 사람|vastaanottaja|címzett|kime|"
    "destinataire|pour|per",
    "cc": "cc|kopie|copie à|copie|kopia|kopi|копия|抄送|抄送人|副本|cópia|copia|참조|bcc|密送|c c",
    "subject": "subject|betreff|objet|sujet|oggetto|assunto|asunto|onderwerp|ämne|emne|temat|předmět|тема|主题|主旨|标题|"
    "主題|件名|제목|aihe|tárgy|konu|sub",
    "reply": "reply-to|reply to|répondre à|risposta|rispondi a|antwort an|responder a|回复|回复给|答复|importance|重要性|优先级|"
    "organization|organisation|attachments|附件|附件名称",
}
KINDS = {label.replace(" ", ""): kind for kind, labels in LABELS.items() for label in labels.split("|")}
COLON = re.compile(r"[:：]")
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
LONGEST_LABEL = 24
REACH = 20  # lines of a block
STRAY = 4  # lines between two labels: wrapped addresses
CJK = re.compile("[\u4e00-\u9fff]")


def label_kind(line: str) -> str:
    """ "from", "date", … when the line begins with such a label (also in a table: | 发件人 | … |), else ""."""
    if line.count("|") >= 2:
        cells = [cell.strip() for cell in line.split("|", 4) if cell.strip()]
        return KINDS.get(_plain(cells[0]), "") if len(cells) > 1 else ""
    colon = COLON.search(line, 0, LONGEST_LABEL + 10)
    return KINDS.get(_plain(line[: colon.start()]), "") if colon else ""


def _plain(label: str) -> str:
    return EDGES.sub("", "".join(label.split())).lower()


def is_block(lines: list[str], begin: int) -> bool:
    """Whether the header of an old letter is written out from this line on.

    A 发件人 with a 收件人 alone is none: customers write waybills like that.
    """
    kind = label_kind(lines[begin])
    if kind not in ("from", "date", "subject", "to"):
        return False
    kinds, said, stray = {kind}, lines[begin], 0
    for line in lines[begin + 1 : begin + REACH]:
        if not line.strip():
            stray += 1 if stray or len(kinds) > 2 else 0
        elif found := label_kind(line):
            if found == "from" and "from" in kinds:
                break
            kinds.add(found)
            said, stray = f"{said}\n{line}", 0
        else:
            stray += 1
            said = f"{said}\n{line}" if "@" in line else said
        if stray > STRAY:
            break
    return _convinces(kinds, said)


def _convinces(kinds: set[str], said: str) -> bool:
    if "subject" in kinds and len(kinds) >= 3:
        return True
    if "@" in said:
        return len(kinds) >= 2 and bool(kinds & {"date", "subject"}) and bool(kinds & {"from", "to"})
    return {"from", "date", "to"} <= kinds and not CJK.search(said.split("\n", maxsplit=1)[0][:LONGEST_LABEL])
