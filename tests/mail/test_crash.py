"""A whole house with a mailbox: its worker dies again and again, and each mail is there once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huisheng.project import home
from huisheng.project.embedded import EmbeddedPostgres
from tests.mail.make import make_mail
from tests.mail.server import MailServer
from tests.project.conftest import CLONE, House, wait_until

pytestmark = pytest.mark.slow
MAILS, KILLS = 60, 3
CONNECTED = "SELECT count(*) FROM channels_mailbox WHERE last_uid IS NOT NULL"
STORED = "SELECT count(*) FROM channels_inbound"
WAITING = "SELECT count(*) FROM channels_inbound WHERE state = 'waiting'"
TOLD_APART = "SELECT count(*), count(DISTINCT message_id), count(DISTINCT about) FROM channels_inbound"
SAID = "SELECT count(*), count(DISTINCT inbound_id), count(DISTINCT ticket_id) FROM tickets_message WHERE kind = 'customer'"


def furnish(folder: Path, server: MailServer) -> None:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("HUISHENG_", "DATABASE_URL"))}
    environment = {**known, "HUISHENG_HOME": str(folder / "home"), "DEMO": "0"}
    words = [str(server.imaps), server.address, server.password]
    command = [sys.executable, "-m", "tests.mail.prepare", *words]
    done = subprocess.run(command, cwd=CLONE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_each_mail_is_there_once_whatever_dies(
    mail_server: MailServer, open_folder: Path, start_house: Callable[..., House]
) -> None:
    furnish(open_folder, mail_server)
    house = start_house()
    house.be_ready()
    database = EmbeddedPostgres(home.cluster_folder(house.home))

    def ask(question: str) -> tuple[int, ...]:
        with database.connect() as connection:
            return connection.execute(question).fetchone() or (0,)

    assert wait_until(lambda: ask(CONNECTED) == (1,), 60)
    mails = [make_mail(message_id=f"<{n}@x.example>", sender=f"c{n}@outside.example") for n in range(MAILS)]
    mail_server.put(*mails)
    for kill in range(KILLS):
        before = ask(STORED)[0]
        assert wait_until(lambda: ask(STORED)[0] > before or ask(STORED)[0] == MAILS, 90), kill  # noqa: B023
        house.kill_worker()
        assert wait_until(house.worker, 60)
    assert wait_until(lambda: ask(STORED) == (MAILS,) and ask(WAITING) == (0,), 240), (ask(STORED), ask(WAITING))
    assert ask(TOLD_APART) == (MAILS, MAILS, MAILS)
    assert ask(SAID) == (MAILS, MAILS, MAILS)
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(20) == 0
    assert mail_server.unread() == MAILS
