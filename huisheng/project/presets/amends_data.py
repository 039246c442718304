"""Up to which amount each role may compensate without asking."""

from .shapes import LimitPreset

LIMITS: tuple[LimitPreset, ...] = (
    LimitPreset("agent", 50, source="S0"),  # the coupon of 50 yuan that Mr Zhao got
    LimitPreset("agent", 100, senior=True),
    LimitPreset("supervisor", 500),
    LimitPreset("supervisor", 1000, grade="red"),
    LimitPreset("admin", 5000),
)

CAUSES: tuple[tuple[str, str, str], ...] = (  # code, name, English name; ours
    ("packing", "装箱、拣货出错", "Picked or packed wrongly"),
    ("courier", "快递运输问题", "Courier"),
    ("goods", "产品本身的质量", "Quality of the goods"),
    ("design", "产品设计、功能欠缺", "Design of the product"),
    ("app", "网站或 APP 故障", "Site or app"),
    ("stock", "库存、备货不足", "Not in stock"),
    ("handover", "部门之间信息没有传到", "Not passed on between departments"),
    ("slow", "答复或处理太慢", "Answered or handled too slowly"),
    ("manner", "沟通方式、服务态度", "How we spoke"),
    ("unclear", "说明、规则没有讲清", "Rules or instructions were unclear"),
    ("use", "使用方法不当", "How it was used"),
    ("other", "其他", "Something else"),
)
NEEDED: tuple[tuple[str, tuple[str, ...]], ...] = (  # category → what must be known before it is filed; ours
    ("complaint", ("cause", "words")),
    ("repair", ("cause", "words")),
)
