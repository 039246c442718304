"""How much and how long, as customers say it: 延迟5天, 拖了一个礼拜, 等了俩小时, 半个月, 十几天, ¥500."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import floor, log10

from huisheng.kit.conditions.words import Span
from huisheng.kit.text import chinese_number

FAMILY = {"day": "time", "hour": "time", "minute": "time", "yuan": "yuan", "piece": "piece"}
SIZE = {"day": 1440.0, "hour": 60.0, "minute": 1.0, "yuan": 1.0, "piece": 1.0}
# The words behind a number: their family and their size in minutes, yuan or pieces.
SPOKEN: tuple[tuple[str, str, float], ...] = (
    (r"工作日|自然日|天|日(?![本常用])|days?(?![a-z])", "time", 1440),
    (r"礼拜|星期|周(?![一二三四五六日末年])|weeks?(?![a-z])", "time", 7 * 1440),
    (r"月|months?(?![a-z])", "time", 30 * 1440),
    (r"年|years?(?![a-z])", "time", 365 * 1440),
    (r"小时|钟头|钟|hours?(?![a-z])|hrs?(?![a-z])|h(?![a-z])", "time", 60),
    (r"刻钟", "time", 15),
    (r"分钟|minutes?(?![a-z])|mins?(?![a-z])", "time", 1),
    (r"块钱|块|元|圆|yuan(?![a-z])|rmb(?![a-z])|cny(?![a-z])", "yuan", 1),
    (r"[件个台箱盒双只套瓶包袋份条张部支本单户位名](?!号)|pieces?(?![a-z])|pcs(?![a-z])", "piece", 1),
)
NUMERAL = r"\d+(?:,\d{3})*(?:\.\d+)?[十百千万亿]*|[〇零一二两俩仨三四五六七八九十百千万亿][〇零一二两三四五六七八九十百千万亿点]*"
QUANTITY = re.compile(
    rf"(?P<money>¥|rmb|cny)?\s*(?:(?P<half>大?半)|好?(?P<vague>[几数])(?P<times>[十百千万]?)"
    rf"|(?P<low>{NUMERAL})(?:\s*[-~至到]\s*(?P<high>{NUMERAL}))?(?P<some>[几多来余]?))"
    rf"\s*(?:(?P<link>个)(?P<more>[半多]?))?\s*"
    rf"(?:{'|'.join(f'(?P<unit{i}>{words})' for i, (words, _, _) in enumerate(SPOKEN))})?"
    r"(?P<and_half>半(?![天日个年小]))?"
)
SEVERAL = 3  # 几天, 好几天: three at least
EITHER = re.compile(r"([一二两三四五六七八])([二两三四五六七八九])(?=[十百千万]|$)")  # 三四天, 二三十天, 十七八天
LONGEST_YEARS = 20  # above it a number before 年 is a date


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a text: from `low` to `high` in minutes, yuan or pieces, and where it stands."""

    family: str
    low: float
    high: float
    span: Span


@lru_cache(maxsize=256)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every amount in a folded text, in order. Dates (5月3日, 2026年) and bare numbers are none."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Quantity]:
    for hit in QUANTITY.finditer(text):
        unit = _unit(text, hit)
        bounds = _bounds(hit) if unit else None
        if unit and bounds:
            family, size = unit
            low, high = sorted(bounds)
            if not (size == 365 * 1440 and low >= LONGEST_YEARS):
                yield Quantity(family, low * size, high * size, _span(hit))


def _unit(text: str, hit: re.Match[str]) -> tuple[str, float] | None:
    """The family and size of what is counted; None for a bare number, a month's name or a day of the month."""
    number = next((i for i in range(len(SPOKEN)) if hit[f"unit{i}"]), None)
    if number is None:
        if hit["money"]:
            return "yuan", 1.0
        return ("piece", 1.0) if hit["link"] else None
    words, family, size = hit[f"unit{number}"], *SPOKEN[number][1:]
    if words == "月" and not (hit["link"] or hit["half"] or hit["vague"] or (hit["low"] or "").endswith(("俩", "仨"))):
        return None
    if words == "日" and text[: hit.start()].rstrip().endswith(("年", "月", "-", "/", ".")):
        return None
    return family, size


def _bounds(hit: re.Match[str]) -> tuple[float, float] | None:
    extra = 0.5 if hit["and_half"] or hit["more"] == "半" else 0.0
    if hit["half"]:
        return 0.5, 0.5
    if hit["vague"]:
        times = chinese_number(hit["times"]) or 1.0
        return SEVERAL * times, 10 * times - 1
    low = _either(hit["low"], 1)
    high = _either(hit["high"] or hit["low"], 2)
    if low is None or high is None:
        return None
    if hit["some"] or hit["more"] == "多":
        return low + (hit["some"] == "几"), high + _place(high) - (0 if hit["more"] else 1)
    return low + extra, high + extra


def _either(numeral: str, which: int) -> float | None:
    """The numeral with its lower (1) or upper (2) digit where two stand for "one or the other"."""
    return chinese_number(EITHER.sub(lambda pair: _chosen(pair, which), numeral))


def _chosen(pair: re.Match[str], which: int) -> str:
    first, second = chinese_number(pair[1]), chinese_number(pair[2])
    return pair[which] if first is not None and second is not None and first < second else pair[0]


def _place(value: float) -> float:
    """The place that 多 and 几 leave open: 10 for 30多, 100 for 100多."""
    return float(10 ** floor(log10(value))) if value >= 1 else 1.0


def _span(hit: re.Match[str]) -> Span:
    blank = len(hit[0]) - len(hit[0].lstrip())
    return hit.start() + blank, hit.start() + len(hit[0].rstrip())
