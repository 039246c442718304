"""A dossier as PDF/A-2b, set by Typst with one embedded Chinese font, whatever the machine has."""

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from huisheng.watch.dossier.paper import Dossier

LAYOUT = Path(__file__).with_name("dossier.typ")
COMPILER = Path(__file__).with_name("compiler.py")
PICTURES = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]")  # emoji: no text font draws them
JOINERS = re.compile(r"[\uFE00-\uFE0F\u200B-\u200D\u2060-\u2064\uFEFF\U0001F3FB-\U0001F3FF]")
CONTROLS = re.compile(r"[\x00-\x08\x0B-\x1F\x7F]")


class NotSet(Exception):
    """Typst refused; its words."""


def pdf_of(dossier: Dossier, *, at: datetime) -> bytes:
    """The bytes of the file; the same document and instant give the same bytes. Set by a process of its own
    (`compiler.py` says why), within two minutes. Raises NotSet, TimeoutExpired.
    """
    shown = json.dumps(_drawable(dossier), ensure_ascii=False)
    given = {"layout": LAYOUT.read_text(encoding="utf-8"), "dossier": shown, "at": int(at.timestamp())}
    ran = subprocess.run(
        [sys.executable, str(COMPILER)], input=json.dumps(given).encode(), capture_output=True, timeout=120, check=False
    )
    if ran.returncode != 0:
        raise NotSet(ran.stderr.decode(errors="replace")[-300:])
    return ran.stdout


def _drawable(dossier: Dossier) -> dict[str, Any]:
    english = dossier.language.startswith("en")
    shown: dict[str, Any] = _spoken(asdict(dossier))
    return shown | {"lang": "en" if english else "zh", "region": "gb" if english else "cn"}


def _spoken(value: Any) -> Any:
    """Emoji as their names in brackets: a box in place of an angry face would hide evidence."""
    if isinstance(value, str):
        return PICTURES.sub(_called, JOINERS.sub("", CONTROLS.sub("", value)))
    if isinstance(value, dict):
        return {key: _spoken(one) for key, one in value.items()}
    return [_spoken(one) for one in value] if isinstance(value, list | tuple) else value


def _called(hit: re.Match[str]) -> str:
    return f"[{unicodedata.name(hit[0], 'picture').lower()}]"
