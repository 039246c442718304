"""Praise for tests."""

from itertools import count
from typing import Any

from huisheng.kit.party import SYSTEM
from huisheng.stages.praise.actions import keep_praise
from huisheng.stages.praise.models import Praise

_COUNT = count(1)


def make_praise(words: str = "处理得又快又耐心，谢谢", **changes: Any) -> Praise:
    given: dict[str, Any] = {"source": Praise.Source.CALLBACK, "origin": f"callback:{next(_COUNT)}", "by": SYSTEM}
    return keep_praise(words=words, **(given | changes))
