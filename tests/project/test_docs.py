"""`docs/settings.md` and `.env.example` tell the truth: every setting is there, and nothing else."""

import re
from pathlib import Path

from huisheng.core.base.house import SETTINGS
from tests.project.conftest import CLONE

READ = re.compile(r'env\.(?:text|flag|number|choice|words|folder|url)\(\s*"([A-Z][A-Z_]+)"')
ELSEWHERE = {"HUISHENG_SECRET_KEY", "HUISHENG_DATA_KEY", "HUISHENG_TEST_DB"}  # read by other means
NOT_OURS = {"LC_ALL", "LC_MESSAGES", "LANG", "XDG_DATA_HOME"}


def read_in_code() -> set[str]:
    files = [path for path in (CLONE / "huisheng").rglob("*.py") if "tests" not in path.parts]
    return {name for path in files for name in READ.findall(path.read_text(encoding="utf-8"))} - NOT_OURS


def page() -> str:
    return (CLONE / "docs" / "settings.md").read_text(encoding="utf-8")


def test_it_documents_every_variable_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page(), re.MULTILINE))
    assert documented | {"HUISHENG_TEST_DB"} == read_in_code() | ELSEWHERE


def test_it_documents_every_house_setting_and_no_other() -> None:
    rows = [line.split("|")[1] for line in page().splitlines() if line.startswith("| `") and "." in line.split("|")[1]]
    documented = {key for row in rows for key in re.findall(r"`([a-z_.]+)`", row)}
    assert documented == {setting.key for setting in SETTINGS}


def test_it_shows_only_real_variables_in_the_example() -> None:
    names = set(re.findall(r"^# ([A-Z_]+)=", (CLONE / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert len(names) > 10
    assert names <= read_in_code() | ELSEWHERE


def test_it_names_no_registry_in_the_lock_files() -> None:
    for path in [*Path(CLONE / "requirements").glob("*.lock"), CLONE / "package-lock.json"]:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text.replace('"url": "https://', ""), path.name
        assert "resolved" not in text
