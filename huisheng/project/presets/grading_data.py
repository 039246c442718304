"""The shipped grading schemes: 红黄绿 for everything (on), 投诉三级 and 普通/紧急/特急 (off until a house wants them).

Rules are read in order and the first that holds decides, so that what is only feared, wished for or praised is told
apart before words like 破损 speak. When no rule speaks, yellow: somebody looks within half an hour.

Decided here (requirements S0 gives examples, not thresholds): three days late is red, two is yellow; a parcel without
news is yellow for four days and red from the fifth, whose promise is then broken; a refund is red after a week; an
invoice is never red by its delay alone.
"""

from .catalogue_data import COMPLAINTS
from .shapes import GradePreset as Grade
from .shapes import GradeRulePreset as Rule
from .shapes import SchemePreset as Scheme
from .words.builders import every, never, some
from .words.events import (
    ARRIVED_WRONG,
    DAMAGED,
    DEADLINE,
    FRAUD,
    INVOICE,
    LATE_ANY,
    LOST_PARCEL,
    MASS,
    MISSING,
    MONEY,
    NEED_SOON,
    PUBLIC,
    REFUND_WEEK,
    SAFETY,
    WRONG_ITEM,
)
from .words.faults import APP, APP_TROUBLE, DEAD, FAULT, GRIEVANCE, QUALITY, SERVICE
from .words.moods import JUST_CLOSING, LATE_DAYS, PLAIN_PRAISE, PLAIN_SUGGESTION
from .words.tone import ASKING, CHANGING, HYPOTHETICAL, IRONY, WANTS_PERSON

RYG_GRADES: tuple[Grade, ...] = (
    Grade(
        "red",
        "红",
        "Red",
        "red",
        30,
        "用不了，或者已经造成损失：漏发、错发、破损、用不了的故障、物流超时违约、今天必须办、人身安全。",
        "It cannot be used or has caused a loss: missing, wrong or broken on arrival, dead, days late, due"
        " today, danger.",
        ("我的货已经延迟5天了！", "今天必须收到货，否则取消合作", "破损需补发", "插座冒烟了"),
        senior_first=True,
    ),
    Grade(
        "yellow",
        "黄",
        "Yellow",
        "yellow",
        20,
        "影响体验，但还能用、没有损失：操作找不到、发票晚了、物流慢一两天、态度不好。",
        "A bad experience without loss: cannot find a button, a late invoice, a day or two late, a rude word.",
        ("APP退款按钮找不到", "发票延迟", "物流三天没更新了"),
        is_default=True,
    ),
    Grade(
        "green",
        "绿",
        "Green",
        "green",
        10,
        "建议、表扬和一般咨询。",
        "Ideas, praise and everyday questions.",
        ("建议包装再加层泡沫", "希望增加夜间客服", "上次处理问题的小张很棒", "咨询保修政策"),
    ),
)

URGENT_TAG = {"field": "tags", "op": "any_of", "value": ["critical", "urgent"]}
ASKED_AGAIN = {"field": "repeat_count", "op": "gte", "value": 2}

RYG_RULES: tuple[Rule, ...] = (
    Rule("danger", "人身安全", "Danger to people", SAFETY, "red"),
    Rule("fraud", "诈骗、信息泄露", "Fraud, leaked data", FRAUD, "red"),
    Rule("public", "要找监管、媒体或打官司", "Regulator, press or court announced", PUBLIC, "red"),
    Rule("mass", "很多人或整批货都这样", "Many people or a whole batch", MASS, "red"),
    Rule("deadline", "今天必须，否则取消", "Today, or else", DEADLINE, "red"),
    Rule("urgent_tag", "标了紧急或特急", "Tagged urgent", URGENT_TAG, "red"),
    Rule("what_if", "还没发生，只是打听", "Only asking what would happen", HYPOTHETICAL, "green"),
    Rule("suggestion", "建议和愿望", "Ideas and wishes", PLAIN_SUGGESTION, "green"),
    Rule("praise", "表扬、道谢、已经解决", "Praise, thanks, already solved", PLAIN_PRAISE, "green"),
    Rule("missing", "漏发、少件", "Something is missing", MISSING, "red"),
    Rule("wrong_item", "发错货", "Wrong item", WRONG_ITEM, "red"),
    Rule("damaged", "到货破损", "Damaged on arrival", DAMAGED, "red"),
    Rule("need_soon", "马上要用还没着落", "Needed in a day or two", NEED_SOON, "red"),
    Rule("lost", "包裹丢了", "The parcel is lost", LOST_PARCEL, "red"),
    Rule("late_days", "超时好几天", "Days late", LATE_DAYS, "red"),
    Rule("refund_week", "退款拖了一周以上", "Refund more than a week late", REFUND_WEEK, "red"),
    Rule("money", "多扣了钱", "Charged too much", MONEY, "red"),
    Rule("dead", "坏了，用不了", "Does not work at all", every(DEAD, never(APP, SERVICE)), "red"),
    Rule("invoice", "发票的事", "About an invoice", every(INVOICE, LATE_ANY), "yellow"),
    Rule("app", "网站或 APP 用着不顺", "Trouble with site or app", APP_TROUBLE, "yellow"),
    Rule("late", "比说好的慢", "Later than promised", LATE_ANY, "yellow"),
    Rule("service", "对服务不满意", "Unhappy with the service", SERVICE, "yellow"),
    Rule("fault", "小毛病", "A small fault", FAULT, "yellow"),
    Rule("quality", "质量或描述不符", "Quality, not as described", QUALITY, "yellow"),
    Rule("grievance", "收费、承诺等不满", "Charges, promises", some(GRIEVANCE, IRONY), "yellow"),
    Rule("asked_again", "同一件事问了几次", "Asked again about the same", ASKED_AGAIN, "yellow"),
    Rule("closing", "好的、知道了", "Only a yes or an I see", JUST_CLOSING, "green"),
    Rule("wants_person", "想找真人", "Wants a person", WANTS_PERSON, "yellow"),
    Rule("question", "一般咨询、改订单", "A question or a change", some(ASKING, CHANGING), "green"),
    Rule(
        "kind",
        "归在建议或表扬里",
        "Filed as idea or praise",
        {"field": "category", "op": "in", "value": ["suggestion", "praise"]},
        "green",
    ),
)

LEVEL_GRADES: tuple[Grade, ...] = (
    Grade(
        "level1",
        "一级",
        "Level 1",
        "red",
        30,
        "产品批量出问题，或核心客户强烈不满。主管牵头。",
        "A product fails in numbers, or a core customer is very unhappy. The supervisor leads.",
        ("我们小区二十多户都收到坏的净水器",),
        lead_role="supervisor",
        senior_first=True,
    ),
    Grade(
        "level2",
        "二级",
        "Level 2",
        "yellow",
        20,
        "单次服务失误。专员处理。",
        "A single mistake in service. A specialist handles it.",
        ("货发错了", "客服把我电话挂了"),
        lead_role="agent",
        is_default=True,
    ),
    Grade(
        "level3",
        "三级",
        "Level 3",
        "green",
        10,
        "售后稍有延迟。走常规流程。",
        "A slight delay after sale. The normal flow.",
        ("比说好的晚了一天",),
        lead_role="agent",
    ),
)

CORE_CUSTOMER = {"field": "tier", "op": "is", "value": "core"}
LEVEL_RULES: tuple[Rule, ...] = (
    Rule("mass_failure", "批量问题", "Failure in numbers", MASS, "level1"),
    Rule("people_hurt", "人身安全", "Danger to people", SAFETY, "level1"),
    Rule(
        "core_upset",
        "核心客户强烈不满",
        "A core customer is very unhappy",
        every(CORE_CUSTOMER, some(PUBLIC, DEADLINE, GRIEVANCE, ARRIVED_WRONG, LATE_DAYS)),
        "level1",
    ),
    Rule(
        "slight_delay",
        "稍有延迟",
        "A slight delay",
        every(LATE_ANY, never(LATE_DAYS, LOST_PARCEL, ARRIVED_WRONG, SERVICE)),
        "level3",
    ),
)

NU_GRADES: tuple[Grade, ...] = (
    Grade(
        "critical",
        "特急",
        "Most urgent",
        "red",
        30,
        "由您来定：来源方案没有给出标准。",
        "Yours to define: the plan behind this preset gives no criteria.",
        (),
        senior_first=True,
    ),
    Grade(
        "urgent",
        "紧急",
        "Urgent",
        "yellow",
        20,
        "用不了、有损失或赶时间。",
        "Cannot be used, a loss, or due soon.",
        ("破损需补发",),
        senior_first=True,
    ),
    Grade(
        "normal", "普通", "Normal", "green", 10, "其余反馈。", "Everything else.", ("咨询保修政策",), is_default=True
    ),
)

NU_RULES: tuple[Rule, ...] = (
    Rule(
        "nu_critical_tag",
        "标了特急",
        "Tagged most urgent",
        {"field": "tags", "op": "any_of", "value": ["critical"]},
        "critical",
    ),
    Rule("nu_danger", "安全、诈骗、监管", "Danger, fraud, regulator", some(SAFETY, FRAUD, PUBLIC, MASS), "urgent"),
    Rule("nu_deadline", "赶时间", "Due soon", some(DEADLINE, NEED_SOON), "urgent"),
    Rule("nu_what_if", "还没发生，只是打听", "Only asking what would happen", HYPOTHETICAL, "normal"),
    Rule("nu_suggestion", "建议和愿望", "Ideas and wishes", PLAIN_SUGGESTION, "normal"),
    Rule("nu_praise", "表扬、道谢、已经解决", "Praise, thanks, already solved", PLAIN_PRAISE, "normal"),
    Rule(
        "nu_loss",
        "用不了或有损失",
        "Cannot be used, or a loss",
        some(ARRIVED_WRONG, LOST_PARCEL, LATE_DAYS, MONEY, every(DEAD, never(APP, SERVICE))),
        "urgent",
    ),
)

# The first that is on and fits grades: P-RYG comes last, so that switching another one on has an effect.
SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        "levels",
        "投诉三级",
        "Three complaint levels",
        False,
        "first",
        LEVEL_GRADES,
        LEVEL_RULES,
        {"field": "category", "op": "in", "value": list(COMPLAINTS)},
        "S4",
    ),
    Scheme("nu", "普通 / 紧急 / 特急", "Normal, urgent, most urgent", False, "first", NU_GRADES, NU_RULES, {}, "S3"),
    Scheme("ryg", "红黄绿", "Red, yellow, green", True, "first", RYG_GRADES, RYG_RULES, {}, "S0"),
)
