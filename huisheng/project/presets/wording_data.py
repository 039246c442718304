"""Every reply template and notice a house starts with, in the order the pickers show them."""

from .shapes import NoticeTemplatePreset, ReplyTemplatePreset
from .wording.alarms import ALARM_NOTICES
from .wording.amends import AMENDS_NOTICES
from .wording.calling import CALLING_NOTICES
from .wording.complaints import COMPLAINT_REPLIES
from .wording.departments import DEPARTMENT_NOTICES
from .wording.everyday import EVERYDAY_REPLIES
from .wording.improvements import IMPROVEMENT_NOTICES
from .wording.notices import CUSTOMER_NOTICES, STAFF_NOTICES
from .wording.of_rules import RULE_NOTICES, RULE_REPLIES
from .wording.surveys import SURVEY_NOTICES
from .wording.winback import WINBACK_NOTICES

VARIABLES: tuple[str, ...] = ("customer", "number", "order", "problem", "owner", "expected", "progress")
NOTICE_VARIABLES: tuple[str, ...] = (
    *VARIABLES,
    "link",
    "text",
    "promise",
    "level",
    "count",
    "list",
    "department",
    "deadline",
    "request",
    "rule",
)

REPLY_TEMPLATES: tuple[ReplyTemplatePreset, ...] = COMPLAINT_REPLIES + EVERYDAY_REPLIES + RULE_REPLIES
NOTICE_TEMPLATES: tuple[NoticeTemplatePreset, ...] = (
    *CUSTOMER_NOTICES,
    *STAFF_NOTICES,
    *ALARM_NOTICES,
    *AMENDS_NOTICES,
    *IMPROVEMENT_NOTICES,
    *WINBACK_NOTICES,
    *RULE_NOTICES,
    *DEPARTMENT_NOTICES,
    *CALLING_NOTICES,
    *SURVEY_NOTICES,
)
