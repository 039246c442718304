"""What customers say: real texts from JSON lines, or the demo's own with small changes."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

from huisheng.project.demo.tickets.everything import TICKETS

ASIDES = ("", "请尽快处理。", "谢谢！", "订单号是DD-{n}。", "已经是第{n}次了。", "麻烦回个电话。", "我等了{n}天。")
LEAST, MOST = 4, 2_000  # characters


def some_texts(count: int) -> list[str]:
    """`count` texts in a fixed order: from HUISHENG_BENCH_TEXTS (a JSON-lines file, or a folder of them), else the demo's."""
    given = os.environ.get("HUISHENG_BENCH_TEXTS", "")
    found = list(dict.fromkeys(_read(Path(given)))) if given else [script.text for script in TICKETS]
    chance = random.Random(2026)
    chance.shuffle(found)
    return [
        text if n < len(found) else _varied(text, n, chance)
        for n, text in zip(range(count), _endless(found), strict=False)
    ]


def source() -> str:
    """How the texts are called in the report; never a path."""
    return "real Chinese texts" if os.environ.get("HUISHENG_BENCH_TEXTS") else "the demo's texts with small changes"


def _read(where: Path) -> Iterator[str]:
    for file in sorted(where.rglob("*.jsonl")) if where.is_dir() else [where]:
        for line in file.read_text(encoding="utf-8").splitlines():
            text = json.loads(line).get("text")
            if isinstance(text, str) and LEAST <= len(text.strip()) <= MOST and "\x00" not in text:
                yield text.strip()


def _endless(texts: list[str]) -> Iterator[str]:
    while True:
        yield from texts


def _varied(text: str, n: int, chance: random.Random) -> str:
    return text + chance.choice(ASIDES).format(n=n)
