"""The whole house in one process tree: the web process, and beside it a worker child that never stays down."""

import shutil
import socket
import sys
import time
from pathlib import Path

from django.conf import settings

import huisheng.version
from huisheng.core.accounts.models import Staff
from huisheng.project.demo.load import logins
from huisheng.project.set_up import set_up
from huisheng.project.supervisor import Supervisor, worker_command
from huisheng.project.web import run_web

FIRST_PERSON = "  还没有人员，先加一位管理员：{command} staff add boss --name 王敏 --role admin"


def serve(listening: socket.socket, *, began: float, with_worker: bool, with_demo: bool) -> None:
    """Set up what is missing, then run until SIGINT or SIGTERM. The worker has ended when this returns."""
    set_up(say, with_demo=with_demo)
    worker = Supervisor(worker_command())
    try:
        if with_worker:
            worker.start()
        say(banner(time.monotonic() - began))
        run_web(listening)
    finally:
        worker.stop()


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the one who typed the command reads this


def banner(seconds: float) -> str:
    """What to open, and as whom."""
    lines = [
        "",
        f"  回声 Huisheng {huisheng.version.VERSION} · {seconds:.1f} s",
        f"  客户反馈  {settings.PUBLIC_URL}/",
        f"  工作台    {settings.PUBLIC_URL}/desk/",
        *(f"  {label:<{12 - wide(label)}}{name} / {password}" for label, name, password in logins()),
        *([FIRST_PERSON.format(command=command_here())] if not Staff.objects.exists() else []),
        "  Ctrl-C 停止",
        "",
    ]
    return "\n".join(lines)


def command_here() -> str:
    """The command as one can type it where the house was started: it is seldom on the PATH in a clone."""
    beside = Path(sys.executable).with_name("huisheng")
    if shutil.which("huisheng") or not beside.exists():
        return "huisheng"
    return str(beside.relative_to(Path.cwd())) if beside.is_relative_to(Path.cwd()) else str(beside)


def wide(label: str) -> int:
    """How many characters of `label` take two columns."""
    return sum(ord(character) > 0x2E80 for character in label)
