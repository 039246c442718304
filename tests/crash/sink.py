"""A mail server that outlives everybody: it counts what it said yes to, by Message-ID."""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
WORDS = {"DATA": "354 go on", "QUIT": "221 bye"}


@contextmanager
def sink() -> Iterator[tuple[int, Counter[str]]]:
    """The port, and how often each letter was taken. A letter broken off in the middle was not taken."""
    taken: Counter[str] = Counter()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 sink")
            while line := self.rfile.readline():
                word = line.decode("ascii", "replace").strip().upper()
                self.say(WORDS.get(word, "250 ok"))
                if word == "DATA" and not self.take():
                    return
                if word == "QUIT":
                    return

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def take(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    return False
                lines.append(line)
            match = MESSAGE_ID.search(b"".join(lines))
            taken[match[1].decode() if match else "none"] += 1
            self.say("250 taken")
            return True

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Who talked to us was killed: nothing to report."""

    with Server(("127.0.0.1", 0), Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], taken
        finally:
            server.shutdown()
