"""Phone numbers and e-mail addresses in the one form in which they are compared and stored."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
SERVICE_NUMBER = re.compile(r"(?:\+?86)?([48]00\d{7})")


def normalise_phone(raw: str) -> str | None:
    """E.164 (+8613812341234), or None. A number without a country code is Chinese; 400 and 800 numbers count."""
    text = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", raw or ""))
    if service := SERVICE_NUMBER.fullmatch(text):
        return f"+86{service[1]}"
    for candidate in _candidates(text):
        try:
            number = phonenumbers.parse(candidate, "CN")
        except NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return None


def _candidates(text: str) -> list[str]:
    """As typed, then with the plus that people leave out (0086…, 86138…)."""
    if len(text) > 16 or "+" in text[1:]:
        return []
    return [text, f"+{text}"] if text.startswith("86") else [text]


def normalise_email(raw: str) -> str | None:
    """The address in lower case, full-width signs folded, or None when it cannot be one."""
    text = unicodedata.normalize("NFKC", raw or "").strip().strip("<>").removeprefix("mailto:").lower()
    if len(text) > 254 or ".." in text or not EMAIL.fullmatch(text):
        return None
    return text if not text.startswith(".") and ".@" not in text and _is_domain(text.rpartition("@")[2]) else None


def _is_domain(name: str) -> bool:
    """Whether mail can be addressed to it: a label of Chinese characters may be too long once it is encoded."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


def phone_tail(e164: str) -> str:
    """The last four digits, what a customer is asked for at the lookup."""
    return re.sub(r"\D", "", e164)[-4:]


def display_phone(e164: str) -> str:
    """As people write it: 138 1234 1234, 021 5888 8888, 400 123 4567, foreign numbers with their country code."""
    if service := SERVICE_NUMBER.fullmatch(e164):
        digits = service[1]
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    try:
        number = phonenumbers.parse(e164, "CN")
    except NumberParseException:
        return e164
    form = PhoneNumberFormat.NATIONAL if number.country_code == 86 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
