"""Why things went wrong at the shop, as its people wrote it down after the end: by what the customer had said."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from huisheng.project.presets.catalogue_data import COMPLAINTS, REPAIRS
from huisheng.stages.closure.models import Closure

from .archive.folder import Folder
from .engine.shifts import next_at_work
from .story import Act, Found

PADDED = timedelta(days=28)  # since then glass and china travel in double boxes (`improving.py`)
FIRST, SPREAD = 3, 38  # minutes at the desk until it is written down


@dataclass(frozen=True, slots=True)
class Reason:
    """A root cause, whose it was, and how people put it; for feedback whose key or words say so, in these categories."""

    cause: str
    team: str
    said: str  # a pattern over key and words; empty = anything
    categories: tuple[str, ...]
    words: tuple[str, ...]
    until: timedelta | None = None  # only what came in so long ago


DELAY, QUALITY, SERVICE = ("complaint_delay",), ("complaint_quality",), ("complaint_service",)
MONEY, APP, FAULT = ("complaint",), ("repair_app",), ("repair", "repair_product")
ANY = COMPLAINTS + REPAIRS
BROKEN = r"^broken_(?:scratch|shards|dent|glass|paint|second|no|plug|voice|eng|firm)_|碎|裂|破|瘪|磕|凹|划痕|压坏"
WRONG = r"^wrong_(?:colour|model|thing|elder|no|season|quantity|eng|reopen|firm)_|发错|发成|拿错|寄错|错的|型号|.款"
PAGE = (
    r"^wrong_(?:size|photo|function|texture|plug|capacity|link)_|图片|页面|宣传|写的|标的|描述|实物|味|设计|烫|滑|盖不"
)

REASONS: tuple[Reason, ...] = (
    Reason("manner", "cs1", r"机器人|模板|复制|敷衍|不耐烦|态度|挂.{0,2}电话|阴阳|凶|吼|客服", SERVICE, (
        "照着话术念，没有先听客户把话说完。", "前一位同事的话带了情绪，客户记住的是语气。", "回得快，但每一句都像群发，没提客户自己的事。",
    )),
    Reason("slow", "aftersales", r"师傅|安装|上门|预约|爽约", (*SERVICE, *DELAY), (
        "约好的上门时间没守住，路上也没提前打个电话。", "师傅一天排了七家，前一家拖了，后面全晚。", "改期只改在系统里，没人告诉客户。",
    )),
    Reason("courier", "warehouse", r"快递|派件|派送|驿站|站点|取件|柜", SERVICE, (
        "派件员没按约定送上门，我们没有先一步过问。", "快递站点的说法和实际不一样，客户两头跑。",
    )),
    Reason("manner", "cs1", "", SERVICE, ("说了做不到的话，后来没有主动更正。", "道歉道了三遍，客户要的那句准话一直没给。")),
    Reason("stock", "warehouse", r"预售|缺货|没货|断货|还没发|没发货|不发货|待发|备货|补货|抢", DELAY, (
        "备货比下单少，页面上的发货时间没跟着改。", "到仓晚了，发货顺延，没有提前告诉客户。", "活动量估少了，出库排队排到第三天。",
    )),
    Reason("handover", "warehouse", r"^again_|问了|又问|催|仓库|没人回|再问|说好|答应|承诺|等你们", DELAY, (
        "仓库查到了，消息没传回客服，客户只好再问一次。", "交接班时这一单没有写进交接，断了半天。", "仓库答复写在群里，没有写回单子上。",
    )),
    Reason("courier", "warehouse", "", DELAY, (
        "包裹停在中转站，轨迹没有动，我们没有先发现。", "末端网点漏派，当天没有补送。", "分拣错了方向，多走了一个省。",
    )),
    Reason("packing", "warehouse", BROKEN, QUALITY, (
        "易碎件外面只有一层纸盒，路上一撞就传到里面。", "箱子大、东西小，缝里没有填实。", "两件同箱，中间没有隔开。",
    ), until=PADDED),
    Reason("courier", "warehouse", BROKEN, QUALITY, (
        "箱子在中转站被压过，双层也没扛住。", "外箱有踩痕，签收前没有当面看。", "雨天转运，外箱先湿后破。",
    )),
    Reason("handover", "cs1", r"刻的|刻字|刻成|拼错|单词", QUALITY, (
        "刻字照抄备注，没有先给客户看样稿。", "名字从上一单带过来的，下单和刻字之间没人核对。",
    )),
    Reason("packing", "warehouse", r"^missing_|漏|少了|少一|少发|缺|没有.{0,6}(?:钥匙|线|螺丝|说明|赠品|配件)|只有", QUALITY, (
        "装箱时漏放配件，出库只扫了外箱的码。", "配件单独一格，拣货时没带上。", "套装拆成两箱，第二箱没跟着走。",
    )),
    Reason("packing", "warehouse", WRONG, QUALITY, (
        "相邻货位拿错，型号只差一个字母。", "货位标贴反，换货也跟着错。", "两款外箱同一个颜色，复核没拆开看。",
    )),
    Reason("design", "product", PAGE, QUALITY, (
        "页面写得比实物好，尺寸图量错了一段。", "设计时没想到这么用，产品部已收样品。", "密封圈那一批没烘透，合格但有味。",
    )),
    Reason("goods", "aftersales", "", QUALITY, (
        "这一批做工没过关，出厂检验没挑出来。", "同一批次已有几件相同，供应商认了。", "检测后是零件本身的毛病，不是使用造成的。",
    )),
    Reason("unclear", "product", r"券|活动|满减|优惠|定金|直播|保价|差价|积分|会员|规则|早鸟|降价|赠", MONEY, (
        "活动规则分在三页写，客户按第一页算的。", "差价怎么退没写在下单页，只写在帮助里。", "主播口头多说了一句，规则里没有。",
    )),
    Reason("slow", "cs1", r"退款|退钱|到账|没退|还没|几天|等", MONEY, (
        "退款卡在审核，没有人告诉客户走到哪一步。", "首次回复晚，客户先等了一个上午。", "等银行回执，一直没给客户准日子。",
    )),
    Reason("handover", "cs1", r"发票|抬头|税号|开票|专票", MONEY, (
        "开票信息没传到财务，客户催了才补。", "抬头写在备注里，没进开票单。",
    )),
    Reason("unclear", "product", "", MONEY, ("规则没有提前讲明白，客户按自己的理解下的单。", "页面和客服说的不一样，客户信了页面。")),
    Reason("design", "product", r"找不到|在哪|看不懂|怎么|入口|按钮|太小|字", APP, (
        "入口藏得深，三步才能点到。", "提示只说失败，没说接下来怎么办。",
    )),
    Reason("app", "tech", "", APP, (
        "新版本上线后这一步报错，旧机型没有测到。", "账号合并的老问题，换微信登录就会撞上。", "高峰时接口超时，页面没有重试。",
    )),
    Reason("use", "product", r"怎么|说明书|设置|连不上|不会|联网|配对|童锁|模式|第一次", FAULT, (
        "说明书这一步只有一行小字，客户照常理用的。", "首次使用要先复位，说明书写在最后一页。",
    )),
    Reason("goods", "aftersales", "", FAULT, (
        "检测后是零件本身的毛病，不是使用造成的。", "零件用到寿命前就坏了，同批次留意。", "接头密封不严，换了新批次的件。",
    )),
    Reason("other", "", "", ANY, ("单独的一件，没有看到同样的。",)),
)  # fmt: skip
PATTERNS = tuple(re.compile(one.said) for one in REASONS)
BY_CUSTOMER = (Closure.Kind.CONFIRMED, Closure.Kind.UNCONFIRMED)


def finding_of(folder: Folder, now: datetime) -> Act | None:
    """What its owner wrote down when next at the desk; None where nobody asks for it, or the owner was not there yet."""
    ticket, closure = folder.ticket, folder.closure
    if ticket.closed_at is None or closure is None or closure.kind not in BY_CUSTOMER or ticket.category is None:
        return None
    if ticket.category.code not in ANY or ticket.assignee is None:
        return None
    key, owner = folder.opening.key, ticket.assignee.username
    closed = ticket.closed_at.astimezone(now.tzinfo)
    at = next_at_work(owner, closed) + timedelta(minutes=FIRST + _number(key) % SPREAD)
    found = found_in(folder.opening.text, ticket.category.code, key=key, age=now - folder.opening.at)
    return Act(at, "finds", by=owner, found=found) if at <= now else None


def found_in(text: str, category: str, *, key: str, age: timedelta) -> Found:
    """The first reason whose words and category fit; which of its wordings follows from the key."""
    for reason, pattern in zip(REASONS, PATTERNS, strict=True):
        fits = pattern.search(f"{key} {text}") and (reason.until is None or age > reason.until)
        if fits and category in reason.categories:
            words = reason.words[_number(key) % len(reason.words)]
            return Found(reason.cause, words, reason.team, improve=_number(key) % 5 == 0)
    raise LookupError(category)


def _number(key: str) -> int:
    return crc32(key.encode())
