"""Colleagues as customers call them: 小张, 张姐, 张师傅, 晓琳, the full name. Reads names only; knows no people."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from huisheng.kit.mask import COMPOUND_SURNAMES

BEFORE = "小老阿"
AFTER = "姐姐|姐|哥哥|哥|师傅|师父|老师|经理|主管|组长|店长|队长|班长|主任|工程师|工|小哥|客服|同学|顾问|专员|妹子|妹妹|妹|大姐|大哥|叔|阿姨"
# words that begin like a nickname and are none
NOT_NAMES = re.compile(
    r"小(?:时|区|程序|高层|红书|黄车|白菜|方块|米粥|麦|包|成本|项目|毛病|票|费|易拉罐|安装包)|老(?:时|师|是|高了|化|板|公|婆|方便)|阿(?:里|姨)"
)
MYSELF = re.compile(r"(?:我|本人)(?:是|叫|姓)?$")  # 我是张姐: the customer's own name
HAN_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$")


@dataclass(frozen=True, slots=True)
class Called:
    """A name as it stands in the text, and whom it may mean (one, unless a nickname fits several)."""

    said: str
    people: tuple[int, ...]


def find_called(text: str, names: Mapping[int, str]) -> list[Called]:
    """Who is called by name in `text`, in the order of the text; `names` by id. A full name beats a nickname in it."""
    found = sorted(_hits(text, names), key=lambda hit: (hit[0], -hit[1]))
    kept: list[Called] = []
    end, seen = 0, set()
    for at, length, people in found:
        if at >= end and people not in seen:
            kept.append(Called(text[at : at + length], people))
            seen.add(people)
        end = max(end, at + length)
    return kept


def surname_of(name: str) -> str:
    """The family name of a Chinese name, "" of any other."""
    if not HAN_NAME.match(name):
        return ""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


def _hits(text: str, names: Mapping[int, str]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    for said, people in _callings(names).items():
        for hit in re.finditer(_pattern(said), text, re.IGNORECASE):
            if not NOT_NAMES.match(text, hit.start()) and not MYSELF.search(text[: hit.start()]):
                yield hit.start(), hit.end() - hit.start(), people


def _callings(names: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """Every way somebody may be called, as regular expressions of what is said → who."""
    ways: dict[str, list[int]] = defaultdict(list)
    for pk, name in names.items():
        for said in _ways(name.strip()):
            ways[said].append(pk)
    return {said: tuple(people) for said, people in ways.items()}


def _ways(name: str) -> Iterator[str]:
    if len(name) < 2:
        return
    yield re.escape(name)
    surname = surname_of(name)
    if not surname:
        if first := re.match(r"[A-Za-z]{3,}(?=\s)", name):
            yield re.escape(first[0])
        return
    given = name[len(surname) :]
    if len(given) > 1:
        yield re.escape(given)
    if not re.fullmatch(AFTER, given):
        yield f"[{BEFORE}]{surname}"
        yield f"客服{surname}(?={AFTER}|[，,。！! ])"
    yield f"{surname}(?:{AFTER})"


def _pattern(said: str) -> str:
    """Latin names stand as words of their own."""
    return rf"(?<![A-Za-z]){said}(?![A-Za-z])" if said[0].isascii() and said[0].isalpha() else said
