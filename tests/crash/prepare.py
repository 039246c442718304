"""Furnish the house before the load: two people, a token for machines, a mail server. Prints the token.

Run as a program of its own: `python -m tests.crash.prepare SMTP_PORT`.
"""

import sys
from importlib import import_module
from typing import Any

import click

from huisheng.project import boot


def main(smtp_port: int) -> None:
    with boot.house():
        set_up: Any = import_module("huisheng.project.set_up")  # rooms can be loaded only now
        office: Any = import_module("huisheng.project.office")
        settings: Any = import_module("huisheng.core.base.actions")
        party: Any = import_module("huisheng.kit.party")
        set_up.set_up(lambda _words: None, with_demo=False)
        for name in ("lin", "dan"):
            office.add_person(name, name=name, role="agent", teams=["cs1"], email=f"{name}@shop.example")
        mail = {
            "mail.host": "127.0.0.1",
            "mail.port": smtp_port,
            "mail.security": "none",
            "mail.sender": "hi@shop.example",
        }
        limits = {"form.per_address_hour": 0, "form.per_contact_hour": 0}
        settings.change_settings(mail | limits, by=party.SYSTEM)
        click.echo(office.make_token("crash", scopes=["read", "write"]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
