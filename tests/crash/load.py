"""People and machines who give feedback and do not give up: each item has its own word, and its own key."""

import hashlib
import http.client
import json
import random
import re
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from huisheng.core.base.tests.make import make_photo

STAMP = re.compile(r'name="stamp" value="([^"]+)"')
PAUSE_S = (0.5, 2.5)
AGAIN_S = 0.3
LINES = ("我的货已经延迟5天了!", "杯子碎了,要求退款", "客服没有人接电话", "包装破损,少了一个配件", "谢谢你们,很满意")


@dataclass
class Given:
    """What was acknowledged: the word in the text → the ticket's number; and the photos that went along."""

    numbers: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    tries: int = 0
    odd: list[str] = field(
        default_factory=list
    )  # answers nobody should get: neither yes, nor a broken connection, nor 5xx
    slowest_s: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Giver(threading.Thread):
    """One who gives feedback until told to stop, by the API or through the form; what is begun is finished."""

    def __init__(self, name: str, port: int, token: str, given: Given, seed: int) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.token, self.given = port, token, given
        self.chance = random.Random(f"{seed}{name}")
        self.stopping = threading.Event()

    def run(self) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            self.give(f"{self.name}{count:05}")
            time.sleep(self.chance.uniform(*PAUSE_S))

    def give(self, word: str) -> None:
        text = f"{self.chance.choice(LINES)} {word}"
        photo = make_photo(colour=self.colour()) if self.chance.random() < 0.3 else b""
        began = time.monotonic()
        number = self.by_form(text, word, photo) if self.name.startswith("form") else self.by_api(text, word)
        with self.given.lock:
            self.given.numbers[word] = number
            self.given.slowest_s = max(self.given.slowest_s, time.monotonic() - began)
            if photo and self.name.startswith("form"):
                self.given.files.add(hashlib.sha256(photo).hexdigest())

    def colour(self) -> str:
        return "#" + "".join(self.chance.choice("0123456789abcdef") for _ in range(6))

    def by_api(self, text: str, word: str) -> str:
        body = json.dumps({"text": text, "customer": {"email": f"{word}@customers.example"}}).encode()
        headers = {
            "Authorization": f"Bearer {self.token}", "Idempotency-Key": word, "Content-Type": "application/json",
        }  # fmt: skip
        _status, _headers, answer = self.until("POST", "/api/v1/tickets", body, headers, {201})
        return str(json.loads(answer)["number"])

    def by_form(self, text: str, word: str, photo: bytes) -> str:
        _status, _headers, page = self.until("GET", "/", b"", {}, {200})
        stamp = STAMP.search(page.decode())
        assert stamp, "the form carries its stamp"
        fields = {"text": text, "stamp": stamp[1], "email": f"{word}@customers.example", "consent_service": "on"}
        cookie = _headers.get("set-cookie", "").split(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())
        fields["csrfmiddlewaretoken"] = token[1] if token else ""
        kind, body = form_data(fields, photo)
        headers = {"Content-Type": kind, "Cookie": cookie}
        _status, said, _page = self.until("POST", "/", body, headers, {302})
        return urllib.parse.unquote(said["location"]).split("/")[2]

    def until(
        self, method: str, path: str, body: bytes, headers: dict[str, str], wanted: set[int]
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask again and again, the same thing, until the house says yes."""
        while True:
            with self.given.lock:
                self.given.tries += 1
            status, said, answer = self.ask(method, path, body, headers)
            if status in wanted:
                return status, said, answer
            if status and status < 500:
                with self.given.lock:
                    self.given.odd.append(f"{method} {path}: {status} {answer[:300].decode(errors='replace')}")
            time.sleep(AGAIN_S)

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status 0 for a connection that was refused or broken off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()


def form_data(fields: dict[str, str], photo: bytes) -> tuple[str, bytes]:
    """A form as browsers send it."""
    edge = "edge-7d3f"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    if photo:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts.append(head.encode() + photo + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()
