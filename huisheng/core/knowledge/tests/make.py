"""Wording for tests."""

from itertools import count
from typing import Any

from huisheng.core.knowledge.actions import save_template
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.kit.party import SYSTEM

NUMBERS = count(1)


def make_template(code: str = "", **changes: Any) -> ReplyTemplate:
    code = code or f"template{next(NUMBERS)}"
    return save_template(code=code, **{"name": code, "body": "{customer}，您好！", "by": SYSTEM, **changes})
