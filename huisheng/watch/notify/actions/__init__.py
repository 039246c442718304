"""Tell customers, colleagues and groups; keep the wording, the robots and what people wish."""

from .alarms import tell_of_alarm
from .colleagues import GATHER, mark_read, tell_staff
from .contacts import tell_contacts, tell_groups
from .customers import tell_customer
from .deliveries import DEFAULT_LANGUAGE
from .plain import tell_plainly
from .robots import ROBOT_TASK, RobotRefused, remove_robot, robots_left_lying, save_robot, send_test, send_to_robot
from .surveys import send_survey, tell_of_low_score
from .waiting import tell_waiting
from .wishes import save_wish
from .wording import UnknownVariable, WordingMissing, save_notice_template

__all__ = [
    "DEFAULT_LANGUAGE",
    "GATHER",
    "ROBOT_TASK",
    "RobotRefused",
    "UnknownVariable",
    "WordingMissing",
    "mark_read",
    "remove_robot",
    "robots_left_lying",
    "save_notice_template",
    "save_robot",
    "save_wish",
    "send_survey",
    "send_test",
    "send_to_robot",
    "tell_contacts",
    "tell_customer",
    "tell_groups",
    "tell_of_alarm",
    "tell_of_low_score",
    "tell_plainly",
    "tell_staff",
    "tell_waiting",
]
