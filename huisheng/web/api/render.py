"""JSON that keeps Chinese readable and small."""

from typing import Any

from ninja.renderers import JSONRenderer


class Plain(JSONRenderer):
    """UTF-8 instead of escapes: a third smaller for Chinese text."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
