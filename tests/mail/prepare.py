"""Furnish a house with one mailbox: `python -m tests.mail.prepare IMAPS_PORT ADDRESS PASSWORD`."""

import sys
from importlib import import_module
from typing import Any

from huisheng.project import boot


def main(port: int, address: str, password: str) -> None:
    with boot.house():
        set_up: Any = import_module("huisheng.project.set_up")  # rooms can be loaded only now
        email: Any = import_module("huisheng.core.channels.connectors.email.actions")
        party: Any = import_module("huisheng.kit.party")
        set_up.set_up(lambda _words: None, with_demo=False)
        place = {"imap_host": "127.0.0.1", "imap_port": port, "imap_user": address, "imap_password": password}
        email.add_mailbox(name="客服邮箱", address=address, by=party.SYSTEM, **place)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
