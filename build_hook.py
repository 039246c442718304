"""Hatch: dependencies come from requirements/runtime.in; front-end files and compiled texts go into the wheel."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

HERE = Path(__file__).parent


class Dependencies(MetadataHookInterface):
    """`dependencies` of the project: one list, kept in requirements/runtime.in."""

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (HERE / "requirements" / "runtime.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [line for line in map(str.strip, lines) if line and not line.startswith("#")]


class Extras(BuildHookInterface[Any]):
    """Before a wheel is packed: fetch the front-end files, compile the texts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        subprocess.run([sys.executable, HERE / "huisheng" / "project" / "assets.py"], check=True)
        compile_texts()


def compile_texts() -> None:
    """Compile every .po beside itself."""
    for source in (HERE / "huisheng" / "locale").glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as texts, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(texts))
