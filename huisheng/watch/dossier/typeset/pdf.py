"""A dossier as PDF/A-2b, set by Typst with one embedded Chinese font, whatever the machine has."""

import json
import re
import unicodedata
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path

from huisheng.watch.dossier.paper import Dossier

LAYOUT = Path(__file__).with_name("dossier.typ")
PICTURES = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]")  # emoji: no text font draws them
JOINERS = re.compile(r"[\uFE00-\uFE0F\u200B-\u200D\u2060-\u2064\uFEFF\U0001F3FB-\U0001F3FF]")
CONTROLS = re.compile(r"[\x00-\x08\x0B-\x1F\x7F]")


def pdf_of(dossier: Dossier, *, at: datetime) -> bytes:
    """The bytes of the file; the same document and instant give the same bytes."""
    set_by_typst: Any = typst.compile  # its hints know no lists of paths
    compiled = set_by_typst(
        LAYOUT.read_bytes(),
        sys_inputs={"dossier": json.dumps(_drawable(dossier), ensure_ascii=False)},
        font_paths=[str(sans_path().parent)],
        ignore_system_fonts=True,
        pdf_standards="a-2b",
        timestamp=int(at.timestamp()),
    )
    return bytes(compiled)


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
