"""What triage does to a ticket (`judging`, `assessing`), and to its own rules (`rules`)."""

from .assessing import NothingAssessed, assess_ticket
from .judging import (
    OutOfUse,
    ReasonMissing,
    classify_ticket,
    grade_ticket,
    raise_grade,
    regrade,
    set_category,
    tag_ticket,
)
from .rules import (
    RuleRefused,
    delete_rule,
    move_rule,
    refuse_faults,
    save_category_rule,
    save_grade_rule,
    save_level_rule,
    switch_rule,
)

__all__ = [
    "NothingAssessed",
    "OutOfUse",
    "ReasonMissing",
    "RuleRefused",
    "assess_ticket",
    "classify_ticket",
    "delete_rule",
    "grade_ticket",
    "move_rule",
    "raise_grade",
    "refuse_faults",
    "regrade",
    "save_category_rule",
    "save_grade_rule",
    "save_level_rule",
    "set_category",
    "switch_rule",
    "tag_ticket",
]
