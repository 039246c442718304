"""Which words earn which tags. All are tried; in a single-choice group the first that holds wins."""

from .shapes import TagRulePreset as Tag
from .words.builders import every, like, says, some
from .words.events import (
    DAMAGED,
    FRAUD,
    INVOICE,
    LATE_ANY,
    LOST_PARCEL,
    MISSING,
    PUBLIC,
    REFUND,
    SAFETY,
    WRONG_ITEM,
)
from .words.faults import APP_TROUBLE, FAULT, GRIEVANCE, SERVICE
from .words.moods import LONG_LATE
from .words.tone import SUGGESTING

PARCEL = says("快递|物流|包裹|发货|运输|派送|驿站|签收|parcel|shipping|delivery")

TAG_RULES: tuple[Tag, ...] = (
    Tag("missing", MISSING),
    Tag("wrong_item", WRONG_ITEM),
    Tag("damaged", DAMAGED),
    Tag("safety", SAFETY),
    Tag("malfunction", FAULT),
    Tag("logistics", some(LOST_PARCEL, every(PARCEL, LATE_ANY), LONG_LATE)),
    Tag("hard_to_use", every(APP_TROUBLE, like(r"找不到|不会|在哪|点不动|看不懂|怎么"))),
    Tag("wrong_data", like(r"(数据|金额|名字|地址|积分|余额|信息).{0,4}(不对|错|不符|显示成)")),
    Tag("not_as_described", says("不符|不一样|色差|差太多|差太远|货不对板|not as described")),
    Tag("refund", some(REFUND, says("退货|退掉|退了它|return it"))),
    Tag("exchange", says("换货|补发|换一个|换新|重发|补寄|exchange|replacement")),
    Tag("invoice", INVOICE),
    Tag("price", says("降价|保价|优惠券|满减|折扣|多少钱|差价|活动价|discount|price")),
    Tag("install", says("安装|师傅|上门|维修|install")),
    Tag("warranty", says("保修|质保|延保|warranty")),
    Tag("waiting", LATE_ANY),
    Tag("account", some(FRAUD, says("账号|登录|验证码|隐私|实名|account"))),
    Tag("attitude", SERVICE),
    Tag("product_idea", SUGGESTING),
    Tag("report", some(PUBLIC, GRIEVANCE)),
    Tag("after_sale", some(MISSING, WRONG_ITEM, DAMAGED, FAULT, says("退货|退款|换货|保修|售后|发票|维修"))),
    Tag("in_sale", some(PARCEL, says("改地址|收货地址|取消订单|拍错|还没发|没发货"))),
    Tag("pre_sale", like(r"还没买|想买|打算买|有货|现货|多少钱|能刻|能效|尺寸多|支持.{0,8}吗|可以定制|多高|多大")),
)
