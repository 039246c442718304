"""Which words put a text into which category. Read in order; the first rule that holds decides."""

from .catalogue_data import DEFAULT_CATEGORY
from .shapes import CategoryRulePreset as Rule
from .words.builders import every, like, some
from .words.events import ARRIVED_WRONG, DEADLINE, FRAUD, LATE_ANY, MONEY, NEED_SOON, PUBLIC, SAFETY
from .words.faults import APP_TROUBLE, FAULT, GRIEVANCE, QUALITY, SERVICE
from .words.moods import LONG_LATE, PLAIN_PRAISE, PLAIN_SUGGESTION
from .words.tone import ASKING, CHANGING, HYPOTHETICAL, IRONY

INJURY = every(SAFETY, like(r"伤|流血|出血|骨折|磕|划破|割破|吐|中毒|住院|急诊|送医|injured|bleeding|poison|hospital"))

CATEGORY_RULES: tuple[Rule, ...] = (
    Rule("fraud", "诈骗或信息泄露", "Fraud or leaked data", FRAUD, "complaint"),
    Rule("praise", "表扬、道谢或已经解决", "Praise, thanks or already solved", PLAIN_PRAISE, "praise"),
    Rule("suggestion", "建议和愿望", "Ideas and wishes", PLAIN_SUGGESTION, "suggestion"),
    Rule("what_if", "没发生，只是打听", "Asking what would happen", HYPOTHETICAL, "consult"),
    Rule("injury", "有人受伤", "Somebody was hurt", INJURY, "complaint_quality"),
    Rule("danger", "用着有危险", "Dangerous in use", SAFETY, "repair_product"),
    Rule("arrived_wrong", "漏发、错发、破损", "Missing, wrong or damaged", ARRIVED_WRONG, "complaint_quality"),
    Rule("app", "网站或 APP 出了问题", "Trouble with site or app", APP_TROUBLE, "repair_app"),
    Rule("long_late", "晚了好几天或丢件", "Days late, or lost", LONG_LATE, "complaint_delay"),
    Rule("service", "不满意服务", "Unhappy with the service", SERVICE, "complaint_service"),
    Rule("late", "还没到、没退、没来", "Not here yet", LATE_ANY, "complaint_delay"),
    Rule("fault", "东西不好用了", "It does not work", FAULT, "repair_product"),
    Rule("quality", "质量或描述不符", "Quality, not as described", QUALITY, "complaint_quality"),
    Rule("grievance", "收费、承诺等投诉", "Charges, promises", some(MONEY, PUBLIC, GRIEVANCE), "complaint"),
    Rule("deadline", "赶时间收货", "Needed by a time", some(DEADLINE, NEED_SOON), "complaint_delay"),
    Rule("irony", "反话", "Meant the other way", IRONY, "complaint"),
    Rule("question", "提问或改订单", "A question or a change", some(ASKING, CHANGING), "consult"),
    Rule("other", "其余都先当咨询接待", "Anything else is received as a question", {}, DEFAULT_CATEGORY),
)
