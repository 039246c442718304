"""Hide what identifies a person, leaving just enough to recognise one's own."""

import re
import unicodedata

PHONE = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
FOREIGN = re.compile(r"(?<![\d+])\+\d{1,3}(?:[- ]?\d){7,12}(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
BANK_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){14,18}(?![\d-])")
COMPOUND_SURNAMES = frozenset(
    """
    欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒
    司空 夏侯 端木 南宫 独孤 长孙 宇文 轩辕 百里 东郭 西门
    """.split()  # noqa: SIM905 - names read better as words
)


def mask_phone(phone: str) -> str:
    """138****1234. Keeps the head that names network or area and the last four digits; short numbers keep two."""
    text = unicodedata.normalize("NFKC", phone).strip()
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"(?:86)?1[3-9]\d{9}", digits):
        return f"{digits[-11:-8]}****{digits[-4:]}"
    if len(digits) < 7:
        return "*" * max(len(digits) - 2, 0) + digits[-2:]
    if text.startswith("+86"):
        digits = digits[2:] if digits[2:5] in ("400", "800") else "0" + digits[2:]
    head = 4 if re.match(r"0[3-9]", digits) else 3
    return f"{'+' if text.startswith('+') and not text.startswith('+86') else ''}{digits[:head]}****{digits[-4:]}"


def mask_email(email: str) -> str:
    """l***@qq.com: the first character and the domain."""
    local, at, domain = email.strip().rpartition("@")
    return f"{local[:1]}***@{domain}" if at and local else "***"


def mask_name(name: str) -> str:
    """张*, 欧阳*, J***: the family name (or a first letter) and nothing that tells more, whatever the length."""
    text = name.strip()
    if not text:
        return ""
    if text.isascii():
        return f"{text[0]}***"
    return (text[:2] if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else text[0]) + "*"


def redact(text: str) -> str:
    """Free text for logs and notices with phones, e-mail addresses, ID and bank cards masked."""
    text = EMAIL.sub(lambda hit: mask_email(hit[0]), text)
    text = ID_CARD.sub(lambda hit: f"{hit[0][:3]}***********{hit[0][-4:]}", text)
    for pattern in (PHONE, LANDLINE, FOREIGN):
        text = pattern.sub(lambda hit: mask_phone(hit[0]), text)
    return BANK_CARD.sub(_mask_card, text)


def _mask_card(hit: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", hit[0])
    return f"{digits[:4]}****{digits[-4:]}" if _luhn(digits) else hit[0]


def _luhn(digits: str) -> bool:
    """The check digit of bank cards; keeps order and parcel numbers readable."""
    doubled = [int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
