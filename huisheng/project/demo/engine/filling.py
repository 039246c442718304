"""From a written case to what was really said: slots filled alike in the whole ticket, alternatives picked."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from ..cases import CONTACTS, Case
from ..people import PEOPLE
from ..story import BY_HAND
from .crowd import Person, words
from .goods import some_goods

CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
WEEKDAYS = "一二三四五六日"
CITIES = words(
    "苏州 无锡 杭州 宁波 嘉兴 合肥 南京 武汉 长沙 成都 重庆 西安 郑州 青岛 济南 天津 沈阳 大连 厦门 福州 南昌 昆明 贵阳 佛山 东莞 惠州 珠海 温州 绍兴 "
    "金华 徐州 常州 南通 芜湖 洛阳 太原 石家庄 兰州 哈尔滨 长春"
)
HEARD = {
    "phone": (
        "客户来电，原话：",
        "来电，客户说：",
        "电话里讲：",
        "电话记录：",
        "来电：",
        "客户打来电话：",
        "接到电话，对方说：",
    ),
    "walk_in": ("到店客户说：", "客户到店反映：", "当面说的："),
}
NAMES = {person.login: person.name for person in PEOPLE}


def filled(text: str, slots: Mapping[str, str], chance: Random) -> str:
    """The text with one alternative of each choice and every slot filled.

    Choices that begin with "=" belong together: in one ticket they all pick the same place, whatever step they stand in.
    """
    place = int(slots["order"] or 0) // 3

    def chosen_of(found: re.Match[str]) -> str:
        wording = found[1].removeprefix("=").split("|")
        picked = chance.choice(wording)
        return wording[place % len(wording)] if found[1].startswith("=") else picked

    chosen = CHOICE.sub(chosen_of, text)
    return SLOT.sub(lambda found: slots[found[1]], chosen)


def slots_for(
    case: Case, person: Person, *, order: str, opened: datetime, arrives: datetime | None, chance: Random
) -> dict[str, str]:
    """What is said alike in the whole ticket; `agent` and `hour` come when it has an owner and a first answer."""
    product, price = some_goods(case.goods, chance)
    coming = arrives or opened + timedelta(days=chance.choice((1, 1, 1, 2, 2, 3)))
    bought = opened - timedelta(days=chance.randint(4, 24))
    return {
        "name": person.address,
        "order": order,
        "product": product,
        "city": chance.choice(CITIES),
        "parcel": f"77{chance.randint(10**10, 10**11 - 1)}",
        **slots_of_day(coming),
        "bought": f"{bought.month}月{bought.day}日",
        "days": str(chance.randint(2, 6)),
        "amount": str(price),
        "coupon": chance.choice(("20", "30", "50")),
        "tail": person.customer.phone[-4:] or "0000",
        **{slot: NAMES[slot] for slot in CONTACTS.values()},
    }


def slots_of_day(coming: datetime) -> dict[str, str]:
    """A coming day, as its weekday and as its date."""
    return {"day": f"周{WEEKDAYS[coming.weekday()]}", "date": f"{coming.month}月{coming.day}日"}


def hour_of(at: datetime, promised: str, first: datetime, chance: Random) -> str:
    """The hour that is named at this instant: the one promised with the first answer, while it is still to come."""
    if promised and at.date() == first.date() and at.hour < int(promised):
        return promised
    return str(min(at.hour + chance.randint(2, 3), 22))


def noted(text: str, case: Case, channel: str, chance: Random) -> str:
    """What somebody says on the telephone or at the counter, as the colleague types it in."""
    if channel not in BY_HAND or channel in case.on:
        return text
    return chance.choice(HEARD[channel]) + text


def asks_for(case: Case, slot: str) -> bool:
    """Whether any of its texts mentions the slot."""
    texts = (case.text, case.subject, case.twice, *(part for step in case.steps for part in _parts(step)))
    return any("{" + slot + "}" in text for text in texts)


def _parts(step: object) -> tuple[str, str, str]:
    return (getattr(step, "text", ""), getattr(step, "measure", ""), getattr(step, "timing", ""))
