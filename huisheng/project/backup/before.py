"""What `restore` looks at before Django wakes up: the file, whether the house sleeps, the keys."""

import fcntl
import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused
from huisheng.project import env, home
from huisheng.project.backup.archive import KEYS, check, reading
from huisheng.project.backup.manifest import Manifest, fingerprint
from huisheng.project.database import is_external

KEY_NAMES = ("secret", "data")


class HouseRuns(Refused):
    code = "house_runs"
    message = _("This house is running: stop it first, or name an empty HUISHENG_HOME.")


class WrongKey(Refused):
    code = "wrong_key"


def look_before(path: Path, folder: Path, *, without_keys: bool) -> Manifest:
    """Check the whole file and put the keys where the house will look for them. Nothing else is touched.

    Raises NoBackup, HouseRuns, or WrongKey where the key that sealed this data is neither here nor in the backup.
    """
    manifest = check(path)
    if not is_external():
        refuse_running(home.cluster_folder(folder))
    if manifest.with_keys and not without_keys:
        take_keys(path, folder)
    refuse_wrong_key(manifest, folder, without_keys=without_keys)
    return manifest


def refuse_running(cluster: Path) -> None:
    """Every process of a house holds a shared lock on the lease: nobody else may."""
    lease = cluster / "lease.lock"
    if not lease.exists():
        return
    with lease.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HouseRuns from error


def take_keys(path: Path, folder: Path) -> None:
    """Write the backup's keys into `folder`; a different key that lies there is put aside, never thrown away."""
    folder.mkdir(parents=True, exist_ok=True)
    with reading(path) as members:
        found = {name: stream.read().decode() for name, _size, stream in members if name.startswith(f"{KEYS}/")}
    for name in KEY_NAMES:
        key, file = found.get(f"{KEYS}/{name}.key", ""), folder / f"{name}.key"
        given = env.text(f"HUISHENG_{name.upper()}_KEY")
        if given and given != key:
            words = _("%(variable)s is not the key of this backup: unset it, or set it to the key of the saved house.")
            raise WrongKey(words % {"variable": f"HUISHENG_{name.upper()}_KEY"})
        if key and not given and (not file.exists() or file.read_text().strip() != key):
            if file.exists():
                file.replace(folder / f"{name}.key.before-restore.{os.getpid()}")
            home.write_once(file, key)


def refuse_wrong_key(manifest: Manifest, folder: Path, *, without_keys: bool) -> None:
    """Without the key that sealed them, phones, emails and raw items can never be read: say so before, not after."""
    sealed_by = manifest.keys.get("data", "")
    if without_keys or sealed_by == fingerprint(home.secret_of("data", folder)):
        return
    words = _(
        "This backup holds no keys, and the data.key of this house is not the one that sealed its data (%(sign)s): "
        "put the saved data.key into %(folder)s first. With --without-keys it is restored all the same, "
        "but phones, emails and what customers wrote at first stay unreadable."
    )
    raise WrongKey(words % {"sign": sealed_by, "folder": folder})
