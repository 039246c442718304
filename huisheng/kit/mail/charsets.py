"""From bytes to text when the label lies: GBK called gb2312, UTF-8 called ascii, nothing called anything."""

import codecs
import re
from functools import lru_cache

FAMILIES = re.compile(
    r"utf|iso8859|latin|ascii|cp\d|windows|koi8|kz1048|mac|gb|hz|big5|euc|shift|iso2022|johab|tis|ptcp154"
)
ALIASES = {
    **dict.fromkeys(("gb2312", "gbk", "gb231280", "xgbk", "cp936", "ms936", "windows936", "chinese", "gb"), "gb18030"),
    **dict.fromkeys(("euccn", "csgb2312", "xeuccn", "gb18030", "isoir58", "gb180302000", "gb180302022"), "gb18030"),
    **dict.fromkeys(("big5", "xxbig5", "cnbig5", "csbig5", "big5tw", "big5eten", "big5hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("ksc56011987", "ksc5601", "ksc56011992", "euckr", "korean", "cseuckr", "xwindows949"), "cp949"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "csshiftjis", "mskanji", "windows31j"), "cp932"),
    **dict.fromkeys(("iso88591", "latin1", "iso88591windows", "l1", "ansi", "westerneuropean"), "cp1252"),
    **dict.fromkeys(("iso88598i", "iso88598e", "logical"), "iso8859-8"),
    **dict.fromkeys(("unicode11utf7", "unicode20utf7", "xunicode20utf7"), "utf-7"),
    **dict.fromkeys(("utf8mb4", "utf", "unicode", "xutf8", "utf8n"), "utf-8"),
    "iso2022jp": "iso2022_jp_ext",
    "iso88599": "cp1254",
    "iso88596i": "iso8859-6",
}
ASCII = frozenset({"ascii", "usascii", "ansix341968", "iso646us", "us", ""})
CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127, 65279)) | {11: "\n", 12: "\n"}
SURROGATES = re.compile("[\ud800-\udfff]")
PAIR = re.compile(rb"[\x81-\xfe][\x30-\xfe]|[\x80-\xff]")
COMMON_GB = re.compile(rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]")  # punctuation and the 3,755 usual characters
COMMON_BIG5 = re.compile(rb"[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]")  # punctuation and the 5,401 usual characters
HIGH = re.compile(rb"[\x80-\xff]")
SURE = 6  # bytes above ASCII after which well-formed UTF-8 is no accident


def clean(text: str) -> str:
    """Text that a database takes: no NUL and other controls, no halves of characters; line ends are \\n."""
    return SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS))


@lru_cache(maxsize=500)
def codec(label: str) -> str:
    """The Python codec for a charset label; "" when the label says nothing we can use."""
    plain = re.sub(r"[^a-z0-9]", "", label.lower()[:60])
    if plain in ASCII:
        return ""
    name = ALIASES.get(plain, "")
    if not name:
        try:
            name = codecs.lookup(re.sub(r"[^a-z0-9._-]", "", label.lower()[:60])).name
        except (LookupError, ValueError):
            return ""
    return name if FAMILIES.match(name.replace("-", "").replace("_", "")) else ""


def decode(data: bytes, label: str = "", hint: str = "") -> str:
    """The text of these bytes: as labelled when that works, else as `hint` (another label of the same mail), else by
    what the bytes look like; what cannot be read at all becomes U+FFFD. Not cleaned.
    """
    name = codec(label)
    if name != "utf-8" and not name.startswith(("utf", "iso2022", "hz")) and _is_utf8(data, sure=bool(name)):
        return data.decode("utf-8")
    if name == "cp1252" and _share(data, COMMON_GB, least=4) > 0.9:
        name = "gb18030"
    for candidate in (name, codec(hint) if HIGH.search(data) else ""):
        if candidate and (text := _strictly(data, candidate)) is not None:
            return text
    looks = guess(data)
    if not name or (looks == "gb18030" and name.startswith(("utf-8", "big5")) and not _mostly_utf8(data)):
        return data.decode(looks, "replace")
    return data.decode(name, "replace")


def guess(data: bytes) -> str:
    """The codec that unlabelled bytes look like."""
    if not HIGH.search(data):
        return "iso2022_jp_ext" if b"\x1b$" in data or b"\x1b(J" in data else "ascii"
    if _mostly_utf8(data):
        return "utf-8"
    for name, common in (("gb18030", COMMON_GB), ("big5hkscs", COMMON_BIG5)):
        sample = data[:20_000]
        if (_strictly(sample, name) or _strictly(sample[:-1], name)) and _share(sample, common) >= 0.6:
            return name
    return "cp1252" if _strictly(data, "cp1252") is not None else "latin-1"


def _share(data: bytes, common: re.Pattern[bytes], *, least: int = 1) -> float:
    """How many of the pairs of bytes are usual characters of a Chinese charset, 0 to 1; 0 for fewer than `least`."""
    pairs = PAIR.findall(data[:20_000])
    return sum(1 for pair in pairs if common.match(pair)) / len(pairs) if len(pairs) >= least else 0.0


def readable(data: bytes, label: str) -> bool:
    """Whether the bytes are what the label says, give or take a cut character."""
    text = decode(data, label)
    return text.count("\ufffd") * 4 <= len(text)


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _is_utf8(data: bytes, *, sure: bool) -> bool:
    """Well-formed UTF-8 beyond ASCII; `sure`: enough of it that it cannot be a text in another charset."""
    high = len(HIGH.findall(data[:20_000]))
    return high >= (SURE if sure else 1) and _strictly(data, "utf-8") is not None


def _mostly_utf8(data: bytes) -> bool:
    text = data[:20_000].decode("utf-8", "replace")
    good = sum(1 for char in text if char > "\x7f" and char != "\ufffd")
    return good > text.count("\ufffd") * 3
