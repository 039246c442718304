"""What customers got for the trouble: what an offer promises in money or in kind stands in the ledger as well."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from huisheng.project.presets.amends_data import LIMITS

from .people import PEOPLE
from .story import Act, Gift, Story

AMOUNT = re.compile(r"(\d+) ?元")
FIRST = timedelta(minutes=9)  # before the offer: who needs a yes asks for it
SOON = timedelta(minutes=6)  # after the offer: coupons and money go out
SENIORS = {one.login for one in PEOPLE if one.senior}
LIMIT = {one.senior: one.yuan for one in LIMITS if one.role == "agent"}
LEADER = "chen"
PREFIX = {"coupon": "HYQ", "refund": "TK", "gift": "SF"}  # of the coupon's code, the payment's, the parcel's number

# Case or script → kind, words ({n} = the yuan that its last offer with an amount names), yuan where none does, why.
Promised = tuple[str, str, int, str]
PROMISED: dict[str, Promised] = {
    "zhao_solved": ("coupon", "{n} 元无门槛券", 0, "少装电源线，家里孩子等着用"),
    "offer_late_chair": ("coupon", "{n} 元无门槛券", 0, "餐椅晚了四天"),
    "done_arrival_09": ("coupon", "{n} 元无门槛券", 0, "发错两回，客户自己量的"),
    "done_service_01": ("refund", "安装费 {n} 元退回余额", 0, "师傅迟到一个多小时，没穿鞋套"),
    "broken_scratch_01": ("refund", "退 {n} 元到余额，东西留用", 0, "外壳有划痕"),
    "broken_no_16": ("refund", "补偿 {n} 元到余额，机器留用", 0, "外壳磕碰，不影响使用"),
    "wrong_size_03": ("refund", "差价 {n} 元退回余额", 0, "页面尺寸图标错"),
    "wrong_model_04": ("refund", "等待补偿 {n} 元到余额", 0, "拿错型号，客户多等"),
    "wrong_no_10": ("refund", "另退 {n} 元到余额", 0, "颜色发错两次"),
    "wrong_quantity_14": ("coupon", "{n} 元无门槛券", 0, "多发了，客户主动告诉我们"),
    "call_weather_20": ("coupon", "{n} 元无门槛券", 0, "暴雨耽误，换仓重发"),
    "recall_service_07": ("refund", "师傅失约，赔 {n} 元到余额", 0, "约好的时间没有到"),
    "recall_thanks_20": ("coupon", "{n} 元无门槛券", 0, "派件送错了门"),
    "courier_stairs_03": ("refund", "上楼费 {n} 元退回余额", 0, "师傅收了不该收的钱"),
    "money_presale_higher_04": ("coupon", "{n} 元无门槛券", 0, "预售反而更贵"),
    "money_livestream_14": ("coupon", "{n} 元无门槛券", 0, "主播说的价没有兑现"),
    "again_parcel_08": ("coupon", "{n} 元无门槛券", 0, "面单先打了，货没有走"),
    "again_parcel_10": ("coupon", "{n} 元无门槛券", 0, "仓库排队，出库晚了"),
    "astray_found_old_09": ("coupon", "{n} 元无门槛券", 0, "谢客户把包裹还回来"),
    "astray_two_same_11": ("coupon", "{n} 元无门槛券", 0, "谢客户告诉我们多寄了"),
    "astray_reopen_13": ("coupon", "{n} 元无门槛券", 0, "两个错加在一起"),
    "late_second_round_15": ("coupon", "{n} 元无门槛券", 0, "说好的日子没有到"),
    "late_promo_20": ("gift", "滤芯一套，随主件寄出", 68, "漏导订单，晚了发货"),
    "promo_coupon_grab_01": ("coupon", "{n} 元无门槛券", 0, "抢券页面卡住"),
    "promo_delivery_09": ("coupon", "{n} 元无门槛券", 0, "活动期出库太慢"),
    "promo_wrong_gift_12": ("gift", "补寄赠品一份", 28, "赠品质量不好"),
    "after_pot_08": ("gift", "木铲和软海绵一套", 15, "不粘锅怕刮"),
}


def with_gifts(story: Story) -> Story:
    """The same story; what it promises is proposed, allowed where that needs a yes, and given."""
    promised = PROMISED.get(story.opening.key.split(":")[0])
    return replace(story, acts=tuple(_told(story.acts, promised))) if promised else story


def _told(acts: Sequence[Act], promised: Promised) -> Iterator[Act]:
    place = _place_of(acts, named=not promised[2])
    for now, act in enumerate(acts):
        if now != place:
            yield act
            continue
        gift = _gift(act, promised)
        before, after = acts[now - 1 : now], acts[now + 1 : now + 2]
        yield from _asked(act, gift, earliest=before[0].at if before else act.at)
        yield act
        latest = after[0].at if after else act.at + SOON
        at = act.at + min(SOON, (latest - act.at) / 2)
        yield Act(at, "gives", by=act.by, text=_reference(gift, at))


def _place_of(acts: Sequence[Act], *, named: bool) -> int | None:
    """The last offer (that names an amount)."""
    offers = [n for n, act in enumerate(acts) if act.kind == "offer" and (not named or _amount(act))]
    return offers[-1] if offers else None


def _asked(offer: Act, gift: Gift, *, earliest: datetime) -> Iterator[Act]:
    """Within the own limit in the breath of the offer; above it the leader is asked first."""
    if gift.yuan <= LIMIT[offer.by in SENIORS]:
        yield Act(offer.at, "proposes", by=offer.by, gift=gift)
        return
    asked = max(earliest, offer.at - FIRST)
    yield Act(asked, "proposes", by=offer.by, gift=gift)
    yield Act(asked + (offer.at - asked) / 2, "allows", by=LEADER)


def _gift(offer: Act, promised: Promised) -> Gift:
    kind, words, yuan, why = promised
    yuan = yuan or _amount(offer)
    return Gift(kind, yuan, words.format(n=yuan), why)


def _amount(offer: Act) -> int:
    found = AMOUNT.search(offer.measure + offer.text)
    return int(found[1]) if found else 0


def _reference(gift: Gift, at: datetime) -> str:
    return f"{PREFIX[gift.kind]}{at:%m%d%H%M}{gift.yuan:03}"
