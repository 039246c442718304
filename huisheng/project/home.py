"""Where a house keeps its data, and the two keys it makes for itself on the first start."""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from huisheng.project import env

PACKAGE = Path(__file__).resolve().parent.parent
CLONE = PACKAGE.parent


def default_home() -> Path:
    """`.huisheng` in a clone; for an installed wheel the system's or the user's data folder."""
    if (CLONE / "pyproject.toml").is_file():
        return CLONE / ".huisheng"
    if os.geteuid() == 0:
        return Path("/var/lib/huisheng")
    return Path(env.text("XDG_DATA_HOME", "~/.local/share")).expanduser() / "huisheng"


def secret_of(name: str, home: Path) -> str:
    """The key from the environment, else from its file, else empty (settings must import before anything exists)."""
    given = env.text(f"HUISHENG_{name.upper()}_KEY")
    if given:
        return given
    try:
        return (home / f"{name}.key").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except PermissionError as error:
        raise env.SettingError(f"{home / f'{name}.key'} belongs to somebody else: run as its owner.") from error


def data_key(home: Path) -> bytes:
    """The 32 bytes that seal personal data; empty before the first start. Raises SettingError for another length."""
    given = secret_of("data", home)
    if not given:
        return b""
    try:
        key = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise env.SettingError("HUISHENG_DATA_KEY must be 32 bytes in URL-safe base64.")
    return key


def make_keys(home: Path) -> None:
    """Make the missing key files (0600). Only entry points call this, before settings are loaded.

    Raises SettingError where the folder cannot be made or written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in ("secret", "data"):
            if not secret_of(name, home):
                write_once(home / f"{name}.key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    except OSError as error:
        raise env.SettingError(
            f"HUISHENG_HOME={home} cannot be used: {error.strerror}. Run as its owner, or name another folder."
        ) from error


def write_once(path: Path, content: str) -> None:
    """Create the file complete or not at all; the first of several processes wins."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def cluster_folder(home: Path, name: str = "postgres") -> Path:
    """Where the embedded server keeps its data.

    As root the server runs under a system user; if that user cannot reach `home` (a private home folder), the
    cluster lies under /var/lib/huisheng instead, named after `home`.
    """
    if os.geteuid() == 0 and not reachable_by_others(home):
        return Path("/var/lib/huisheng") / hashlib.sha256(str(home).encode()).hexdigest()[:12] / name
    return home / name


def reachable_by_others(path: Path) -> bool:
    """Whether any user may pass through every existing folder above `path`; missing ones count as open."""
    return all(not folder.exists() or folder.stat().st_mode & 0o001 for folder in path.parents)


def socket_folder(cluster: Path) -> Path:
    """The folder of the server's Unix socket; a short one under /tmp when the path is too long for a socket."""
    near = cluster / "run"
    if len(os.fsencode(near)) + len("/.s.PGSQL.5432.lock") <= 100:
        return near
    return Path("/tmp") / f"huisheng-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]}"  # noqa: S108
