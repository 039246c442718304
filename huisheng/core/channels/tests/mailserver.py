"""A mail server of one's own, for tests: speaks just enough SMTP on 127.0.0.1."""

import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What came in; `refuse` = the answer to RCPT TO instead of 250, `refuse_data` the one to the letter itself,
    `refuse_token` the one to an OAuth 2.0 login."""

    port: int = 0
    refuse: str = ""
    refuse_data: str = ""
    refuse_token: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)  # OAuth 2.0 logins, as they came


def answer(box: Mailbox, line: str) -> str:
    if line.upper().startswith("AUTH XOAUTH2 "):
        box.tokens.append(b64decode(line.split()[2]).decode())
        return box.refuse_token or "235 welcome"
    line = line.upper()
    if line.startswith("RCPT TO:"):
        if box.refuse:
            return box.refuse
        box.recipients.append(line[8:].split(">")[0].strip("< ").lower())
    return {"DATA": "354 go on", "QUIT": "221 bye"}.get(line.strip(), "250 ok")


@contextmanager
def mailserver(refuse: str = "", refuse_data: str = "") -> Iterator[Mailbox]:
    """Serve until the block ends."""
    box = Mailbox(refuse=refuse, refuse_data=refuse_data)

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 test")
            while line := self.rfile.readline().decode():
                self.say(answer(box, line))
                if line.upper().startswith("DATA"):
                    self.take()
                if line.upper().startswith("QUIT"):
                    return

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def take(self) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            box.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.say(box.refuse_data or "250 taken")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
