"""Typed readers of environment variables. A wrong value ends in one clear sentence that names the variable."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


class SettingError(ImproperlyConfigured):
    """An environment variable holds something we cannot use; the message says which and what would do."""


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks; `default` when it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """A switch: 1/true/yes/on or 0/false/no/off. Raises SettingError for anything else."""
    value = text(name).lower()
    if not value:
        return default
    if value in YES:
        return True
    if value in NO:
        return False
    raise SettingError(f"{name} is “{value}”: use 1 or 0.")


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number between `least` and `most`. Raises SettingError otherwise."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingError(f"{name} is “{value}”: use a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, *, among: tuple[str, ...]) -> str:
    """One of a few words. Raises SettingError for another."""
    value = text(name, default)
    if value not in among:
        raise SettingError(f"{name} is “{value}”: use one of {', '.join(among)}.")
    return value


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute folder path; not made here."""
    return Path(text(name, str(default))).expanduser().absolute()


def url(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """An address with one of the schemes and a host, without a slash at the end. Raises SettingError otherwise."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        complete = parts.scheme in schemes and bool(parts.netloc) and (parts.port or 1) > 0
    except ValueError:
        complete = False
    if value and not complete:
        shape = " or ".join(f"{scheme}://…" for scheme in schemes)
        raise SettingError(f"{name} does not look like an address: it should begin with {shape}.")
    return value


def load_file(path: Path) -> None:
    """Take `NAME=value` lines of a .env file for variables that are not set yet. Only entry points call this."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, mark, value = line.strip().partition("=")
        if mark and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))
