"""By hand: `python -m tests.crash --kills 200 --seed 7`; prints a table, ends with 1 when something was lost."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import django


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=20261121)
    given = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the house must not outlive us
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.project.settings")
    django.setup()
    drive: Any = import_module("tests.crash.drive")  # the tables of reactions can be read only now
    folder = Path(tempfile.mkdtemp(prefix="huisheng-crash-"))
    folder.chmod(0o711)
    run = drive.drive(folder, kills=given.kills, seed=given.seed, say=lambda line: click.echo(line, err=True))
    click.echo(run.table())
    if run.verdict.faults:
        click.echo(f"kept for a look: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
