"""A text told again without the people in it: names, numbers, addresses. A person still looks before others read it."""

import re
from collections.abc import Iterable

from huisheng.kit.mask import COMPOUND_SURNAMES, redact

COMPOUND = "|".join(sorted(COMPOUND_SURNAMES))
TITLED = re.compile(rf"(?:{COMPOUND}|[\u4e00-\u9fff])(?P<title>先生|女士|小姐|太太|阿姨|大爷|奶奶|爷爷)")
SELF = re.compile(
    r"(?P<before>我叫|我是|名字是|名叫|姓名[:：]?|收件人[:：]?|联系人[:：]?)\s*(?P<name>[\u4e00-\u9fff]{2,3})(?=[,，。;；、\s]|$)"
)
KIN = frozenset(
    [
        "客户",
        "老客户",
        "新客户",
        "会员",
        "妈妈",
        "爸爸",
        "学生",
        "老师",
        "医生",
        "残疾人",
        "老人",
        "老用户",
        "用户",
        "新用户",
        "顾客",
        "买家",
        "孕妇",
    ]
)
NUMBER = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*\d{4})[A-Za-z0-9][A-Za-z0-9-]{6,}(?![A-Za-z0-9])")
DATE = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}")
STREET = re.compile(
    r"(?P<before>住在|住|送到|寄到|家在|地址[是:：]?)?(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?市)?(?:[\u4e00-\u9fff]{1,7}?(?:区|县|镇|乡))?"
    r"[\u4e00-\u9fff]{1,10}?(?:路|街|大道|巷|弄|胡同|村|小区|花园|公寓|苑)\s*\d+\s*(?:号|弄|栋|幢|座|单元|室|楼)(?:\s*[\dA-Za-z]+\s*(?:号楼|号|栋|幢|座|单元|室|楼|层))*"
)
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z]·?[A-Z0-9]{5,6}(?![A-Za-z0-9])")
SOMEBODY, A_NUMBER, AN_ADDRESS = "某", "（号码）", "（地址）"


def anonymous(text: str, *, names: Iterable[str] = (), numbers: Iterable[str] = ()) -> str:
    """The text with phones, emails, cards, long numbers and street addresses taken out; `names` and `numbers` that are
    known (of the customer, the order) wherever they stand, and whoever is called 先生, 女士 and the like.
    """
    for known in sorted({one.strip() for one in names if len(one.strip()) > 1}, key=len, reverse=True):
        text = text.replace(known, _nobody(known))
    for known in {one.strip() for one in numbers if one.strip()}:
        text = text.replace(known, A_NUMBER)
    text = STREET.sub(lambda hit: (hit["before"] or "") + AN_ADDRESS, PLATE.sub(A_NUMBER, redact(text)))
    text = SELF.sub(_introduced, text)
    text = TITLED.sub(lambda hit: SOMEBODY + hit["title"], text)
    return NUMBER.sub(lambda hit: hit[0] if DATE.fullmatch(hit[0]) else A_NUMBER, text)


def _nobody(name: str) -> str:
    titled = TITLED.fullmatch(name)
    return SOMEBODY + titled["title"] if titled else SOMEBODY


def _introduced(hit: re.Match[str]) -> str:
    name = hit["name"]
    return hit[0] if name in KIN or TITLED.fullmatch(name) else f"{hit['before']}{SOMEBODY}"
