"""The line before a quote: "On … wrote:", "在 … 写道：" and their like in the languages of mail programs."""

import re

LONGEST = 500  # characters of an attribution
WRAPPED = 4  # lines over which mail programs wrap it

SAID = (
    r"(?:wrote|writes|schrieb|geschrieben|a écrit|escribió|escreveu|ha scritto|scrive|schreef|skrev|napisał(?:\(a\)|a)?|"
    r"написал(?:\(а\)|а|и)?|пишет|írta|kirjoitti|"
    r"yazdı|a scris|napsala?|napísala?|đã viết|va escriure|写道|寫道|写到|寫到|说道|發表|のメール|さんは書きました|"
    r"님이 작성)"
)
ENDS = re.compile(rf"{SAID}\W{{0,6}}$", re.IGNORECASE)
INSIDE = re.compile(r"\b(?:schrieb|schreef|skrev|kirjoitti|napsal)\b.{1,250}[:：]\W{0,3}$", re.IGNORECASE)
DATED = re.compile(
    r"^\W{0,3}\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}.{0,120}<[^<>\s]{1,100}@[^<>\s]{1,200}>\s*[:：]?\W{0,2}$"
)
WHO = re.compile(r"<[^<>\s]{1,100}@[^<>\s]{1,200}>")
YEAR, TIME = re.compile(r"\d{4}"), re.compile(r"\d{1,2}[:.h]\d{2}")
COLON = re.compile(r"[^<>]{0,60}[:：]\W{0,2}$")
STARTS = re.compile(
    r"^\W{0,4}(?:(?:On|At|Le|Am|Em|El|Il|Op|Den|På|Pe|Dnia|Dne|Vào)\s|W dniu\s|在|于|於|\d{4}\s?[-/.年]|"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}\.? [a-z]{3}|[a-z]{2,9}[.,]{1,2} \d{1,2}\.? )",
    re.IGNORECASE,
)
WHEN_OR_WHO = re.compile(r"\d{1,2}[:.h点時时]\s?\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}|\S@\S")
NAMED = re.compile(r"^[^<>]{1,120}<[^<>\s]{1,100}@[^<>\s]{1,200}>$")
RUN_ON = re.compile(
    r"^\W{0,4}(?:On\s|在|于)[^<>]{5,200}<[^<>\s]{1,100}@[^<>\s]{1,200}>[^<>]{0,40}(?:wrote|写道)\s?[:：]\s{0,9}\S",
    re.IGNORECASE,
)
SELF = re.compile(r"\b(?:I|we) (?:already )?wrote\W{0,4}$", re.IGNORECASE)


def runs_on(line: str) -> bool:
    """Whether the old letter begins in the same line: "On … <…> wrote:   Dear …"."""
    return bool(RUN_ON.match(line))


def attribution_start(lines: list[str], end: int) -> int | None:
    """Where the attribution that ends in line `end` begins; None when that line ends none."""
    last = lines[end].rstrip("*_ \t\xa0")
    if not last.endswith((":", "：", ">")) and not ENDS.search(last[-40:]):
        return None
    best = None
    for begin in range(end, max(-1, end - WRAPPED), -1):
        if begin < end and not lines[begin].strip():
            break
        said = " ".join(line.strip() for line in lines[begin : end + 1])
        if len(said) > LONGEST:
            break
        if _is_attribution(said):
            best = begin if best is None else best
            if STARTS.match(lines[begin]):
                return _with_name(lines, begin)
    return best


def _with_name(lines: list[str], begin: int) -> int:
    """Gmail breaks between 客服 <support@…> and 于2024年3月5日周二 10:02写道：."""
    above = lines[begin - 1].strip() if begin and "@" not in lines[begin] else ""
    return begin - 1 if NAMED.match(above) else begin


def _is_attribution(said: str) -> bool:
    if DATED.match(said) or _names_when_and_who(said):
        return True
    if not WHEN_OR_WHO.search(said) or SELF.search(said):
        return False
    return bool(
        (ENDS.search(said[-60:]) and (STARTS.match(said) or "@" in said or _short(said))) or INSIDE.search(said)
    )


def _names_when_and_who(said: str) -> bool:
    """In a language that we do not know: a year, a time, <an address>, a colon at the end."""
    who = WHO.search(said)
    if not who or who.start() > 200 or not COLON.match(said, who.end()):
        return False
    rest = said[: who.start()] + " " + said[who.end() :]
    return bool(YEAR.search(rest) and TIME.search(rest))


def _short(said: str) -> bool:
    """周二 10:02，客服写道："""
    return len(said) <= 60
