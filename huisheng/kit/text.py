"""Small readings of Chinese and mixed text: folding, excerpts, subjects, numerals, search pieces."""

import re
import unicodedata
from collections.abc import Iterable

CJK = "\u4e00-\u9fff"
RUN = re.compile(rf"[a-z0-9]+|[{CJK}]{{2,}}|[{CJK}](?![a-z0-9])")
HAN = re.compile(f"[{CJK}]")
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "壹": 1, "贰": 2}
DIGITS |= {"叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
GREETING = re.compile(r"^(?:您好|你好|喂|请问|hello|hi|dear)[\s,，.。!！:：~～]*", re.IGNORECASE)
LATIN_TAIL = re.compile(r"[A-Za-z0-9_]+$")
MIXED_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([十百千万亿]*)$")


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, runs of white space as one space, ends trimmed."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def excerpt(text: str, words: Iterable[str] = (), length: int = 80) -> str:
    """At most `length` characters of one line, around the first of `words` that occurs, with … where it was cut."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    lower = line.lower()
    found = [at for at in (lower.find(word.lower()) for word in words if word) if at >= 0]
    start = max(0, min(min(found, default=0) - length // 3, len(line) - length))
    head, tail = "…" if start else "", "…" if start + length < len(line) else ""
    return head + line[start : start + length - len(head) - len(tail)].strip() + tail


def first_line_subject(text: str, limit: int = 40) -> str:
    """A subject for a message that has none: its first sentence, without the greeting, cut softly at `limit`."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    rest = next((said for line in lines if (said := GREETING.sub("", line).strip())), "") or "".join(lines[:1])
    sentence = next((part.strip() for part in SENTENCE_END.split(rest) if len(part.strip()) > 1), rest)
    return sentence if len(sentence) <= limit else _cut(sentence, limit - 1) + "…"


def _cut(text: str, limit: int) -> str:
    """The first `limit` characters, not ending inside a Latin word or a number unless the text is nothing else."""
    begun = LATIN_TAIL.search(text[:limit]) if LATIN_TAIL.match(text[limit]) else None
    end = begun.start() if begun and begun.start() else limit
    return text[:end].rstrip(" ,，、")


def chinese_number(text: str) -> float | None:
    """The value of a numeral: 三, 十二, 两百五, 一千零五十, 1.5, 3万, 半, 二〇二六. None when it is not one."""
    text = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if text == "半":
        return 0.5
    if mixed := MIXED_NUMBER.match(text):
        value = float(mixed[1])
        for unit in mixed[2]:
            value *= TENS.get(unit) or MYRIADS[unit]
        return value
    if "点" in text:
        whole, _, part = text.partition("点")
        digits = _spelled(part)
        return None if digits is None or not part else (chinese_number(whole) or 0.0) + float(f"0.{digits}")
    if len(text) > 1 and (spelled := _spelled(text)) is not None:
        return float(spelled)
    return _counted(text)


def _spelled(text: str) -> str | None:
    """二〇二六 → "2026"; None when any character is no digit."""
    return "".join(str(DIGITS[c]) for c in text) if all(c in DIGITS for c in text) else None


def _counted(text: str) -> float | None:
    """一千零五十 → 1050. A last bare digit after 百 or above counts the next lower place: 两百五 → 250."""
    total = section = digit = 0
    last_unit, seen = 1, False
    for char in text:
        if char in DIGITS:
            digit, seen = DIGITS[char], True
            last_unit = 1 if char in "零〇" else last_unit
        elif char in TENS:
            section, last_unit, digit, seen = section + (digit or 1) * TENS[char], TENS[char], 0, True
        elif char in MYRIADS and seen:
            part, last_unit = section + digit, MYRIADS[char]
            total = (total + part) * last_unit if char == "亿" else total + part * last_unit
            section = digit = 0
        else:
            return None
    tail = digit * last_unit // 10 if last_unit >= 100 else digit
    return float(total + section + tail) if seen else None


def bigram_query(phrase: str) -> str:
    """The tsquery text that finds a phrase in the bigram index: '退款' & '款按' … Empty when nothing searchable is left.

    A Latin run or a lone character is a prefix, except a run right before Chinese (7天), which is whole. A lone character right before a Latin run (号100777) ends a pair
    that the phrase does not know, so it is left to the LIKE with which the caller rechecks anyway.
    """
    pieces: list[str] = []
    text = unicodedata.normalize("NFKC", phrase).lower()
    for found in RUN.finditer(text):
        run, whole = found[0], found[0].isascii() and bool(HAN.match(text, found.end()))
        if whole or run.isascii() or len(run) == 1:
            pieces.append(f"'{run}'" if whole else f"'{run}':*")
        else:
            pieces.extend(f"'{run[i : i + 2]}'" for i in range(len(run) - 1))
    return " & ".join(dict.fromkeys(pieces))


def like_escape(text: str) -> str:
    r"""Text for the middle of a LIKE pattern: %, _ and \ stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
