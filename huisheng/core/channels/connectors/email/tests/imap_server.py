"""An IMAP server of a few lines, for what a real one does only on bad days."""

import base64
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class BadDay(socketserver.ThreadingTCPServer):
    """`mails` by number. `refuses` are not handed over; at `breaks` the connection ends; `needs_id`: as NetEase does."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: dict[int, bytes] = {}
        self.refuses: set[int] = set()
        self.breaks: set[int] = set()
        self.capabilities = "IMAP4rev1 IDLE AUTH=PLAIN AUTH=XOAUTH2"
        self.needs_id = False
        self.validity = 7
        self.password = "sesame"
        self.token = "good"
        self.greeting = "* OK ready"
        self.heard: list[str] = []
        self.meanwhile: dict[int, bytes] = {}  # reach the box while the first mail is being fetched

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def uid_next(self) -> int:
        return max(self.mails, default=0) + 1


class Session(socketserver.StreamRequestHandler):
    server: BadDay

    def handle(self) -> None:
        self.known = False
        self.say(self.server.greeting)
        while line := self.rfile.readline():
            tag, _blank, rest = line.decode().strip().partition(" ")
            verb, _blank, words = rest.partition(" ")
            self.server.heard.append(rest)
            if verb == "LOGOUT":
                self.say("* BYE then", f"{tag} OK done")
                return
            if self.answer(tag, verb.upper(), words) is False:
                return

    def answer(self, tag: str, verb: str, words: str) -> Any:
        known = getattr(self, f"do_{verb.lower()}", None)
        return known(tag, words) if known else self.say(f"{tag} OK done")

    def do_capability(self, tag: str, words: str) -> None:
        self.say(f"* CAPABILITY {self.server.capabilities}", f"{tag} OK done")

    def do_login(self, tag: str, words: str) -> None:
        right = words.endswith(f'"{self.server.password}"')
        self.say(f"{tag} OK in" if right else f"{tag} NO [AUTHENTICATIONFAILED] wrong password")

    def do_authenticate(self, tag: str, words: str) -> None:
        self.say("+ ")
        told = base64.b64decode(self.rfile.readline()).decode()
        if words == "XOAUTH2" and f"Bearer {self.server.token}\x01" not in told:
            self.say("+ " + base64.b64encode(b'{"status":"400"}').decode())
            self.rfile.readline()
            self.say(f"{tag} NO AUTHENTICATE failed")
        elif words == "PLAIN" and not told.endswith(f"\0{self.server.password}"):
            self.say(f"{tag} NO [AUTHENTICATIONFAILED] wrong password for liu@outside.example")
        else:
            self.say(f"{tag} OK in")

    def do_id(self, tag: str, words: str) -> None:
        self.known = True
        self.say("* ID NIL", f"{tag} OK done")

    def do_examine(self, tag: str, words: str) -> None:
        if self.server.needs_id and not self.known:
            self.say(f"{tag} NO SELECT Unsafe Login. Please contact kefu@188.com for help")
            return
        self.say(
            f"* {len(self.server.mails)} EXISTS",
            f"* OK [UIDVALIDITY {self.server.validity}] ok",
            f"* OK [UIDNEXT {self.server.uid_next}] ok",
            f"{tag} OK [READ-ONLY] open",
        )

    def do_uid(self, tag: str, words: str) -> Any:
        verb, _blank, rest = words.partition(" ")
        if verb == "SEARCH":
            first = int(found[1]) if (found := re.search(r"UID (\d+):", rest)) else 0
            numbers = [uid for uid in sorted(self.server.mails) if uid >= first] or sorted(self.server.mails)[-1:]
            return self.say("* SEARCH " + " ".join(map(str, numbers)), f"{tag} OK done")
        uid = int(rest.partition(" ")[0])
        if "SIZE" not in rest and uid in self.server.breaks:
            return False
        if uid in self.server.refuses:
            return self.say(f"{tag} NO [SERVERBUG] internal error")
        return self.hand_over(tag, uid, rest)

    def hand_over(self, tag: str, uid: int, rest: str) -> None:
        mail = self.server.mails.get(uid)
        if mail is None:
            return self.say(f"{tag} OK nothing")
        if "SIZE" in rest:
            stamp = '"21-Nov-2026 20:00:01 +0800"'
            return self.say(
                "* 9 FETCH (FLAGS (\\Seen))",  # unasked, about another mail
                f"* 1 FETCH (UID {uid} RFC822.SIZE {len(mail)} INTERNALDATE {stamp})",
                f"{tag} OK done",
            )
        if self.server.meanwhile:
            self.server.mails |= self.server.meanwhile
            self.server.meanwhile = {}
            self.say(f"* {len(self.server.mails)} EXISTS")
        body = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in rest else mail
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(body)}}}\r\n".encode() + body + b")\r\n")
        return self.say(f"{tag} OK done")

    def do_idle(self, tag: str, words: str) -> None:
        self.say("+ idling", "* 3 EXISTS")
        self.rfile.readline()
        self.say(f"{tag} OK done")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def bad_day() -> Iterator[BadDay]:
    with BadDay() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
