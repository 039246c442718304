"""Access tokens: bought with the refresh token, kept while good, asked for over encrypted ways only."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from huisheng.core.channels.connectors.email import oauth
from huisheng.core.channels.connectors.email.actions import change_mailbox
from huisheng.core.channels.connectors.email.fetch import fetch_mailbox
from huisheng.core.channels.connectors.email.forms import mailbox_initial
from huisheng.core.channels.connectors.email.oauth import access_token, is_safe
from huisheng.core.channels.connectors.email.tests.imap_server import bad_day
from huisheng.core.channels.connectors.email.trouble import Trouble
from huisheng.core.channels.models import Mailbox
from huisheng.core.channels.tests.make import make_mailbox
from huisheng.kit.party import SYSTEM

pytestmark = pytest.mark.django_db


class TokenDesk(ThreadingHTTPServer):
    """Hands out what `answer` says and remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.status, self.answer = 200, {"access_token": "good", "expires_in": 3600}
        self.told: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/token"


class Counter(BaseHTTPRequestHandler):
    server: TokenDesk

    def do_POST(self) -> None:
        self.server.told.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer).encode())

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture
def desk() -> Iterator[TokenDesk]:
    oauth._kept.clear()
    with TokenDesk() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def make_oauth_mailbox(desk: TokenDesk, **changes: Any) -> Mailbox:
    made = make_mailbox()
    told = {
        "auth": "oauth2",
        "oauth_token_url": desk.url,
        "oauth_client_id": "our-app",
        "oauth_secret": "app-secret",
        "oauth_refresh": "refresh-1",
        "oauth_scope": "imap offline_access",
    }
    return change_mailbox(made, **mailbox_initial(made) | told | changes, by=SYSTEM)


def test_a_token_is_bought_once_and_kept(desk: TokenDesk) -> None:
    mailbox = make_oauth_mailbox(desk)
    assert [access_token(mailbox), access_token(mailbox)] == ["good", "good"]
    assert desk.told == [
        {
            "grant_type": ["refresh_token"],
            "client_id": ["our-app"],
            "client_secret": ["app-secret"],
            "refresh_token": ["refresh-1"],
            "scope": ["imap offline_access"],
        }
    ]


def test_a_token_that_ends_soon_is_bought_again(desk: TokenDesk) -> None:
    desk.answer["expires_in"] = 60
    mailbox = make_oauth_mailbox(desk)
    access_token(mailbox)
    access_token(mailbox)
    assert len(desk.told) == 2


def test_a_new_refresh_token_is_stored_sealed(desk: TokenDesk) -> None:
    """Microsoft forgets the old one."""
    desk.answer["refresh_token"] = "refresh-2"
    mailbox = make_oauth_mailbox(desk)
    access_token(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.secret("oauth_refresh") == "refresh-2"
    assert b"refresh-2" not in bytes(mailbox.sealed_oauth_refresh)


@pytest.mark.parametrize("status", [400, 401, 500])
def test_what_the_desk_says_is_passed_on(desk: TokenDesk, status: int) -> None:
    desk.status, desk.answer = status, {"error": "invalid_grant", "error_description": "AADSTS70008: expired"}
    with pytest.raises(Trouble, match="AADSTS70008") as raised:
        access_token(make_oauth_mailbox(desk))
    assert raised.value.kind == "token"


def test_secrets_are_not_sent_where_the_desk_points(desk: TokenDesk) -> None:
    desk.status = 302
    with pytest.raises(Trouble) as raised:
        access_token(make_oauth_mailbox(desk))
    assert raised.value.kind == "token"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://login.microsoftonline.com/t/oauth2/v2.0/token", True),
        ("http://localhost:8080/token", True),
        ("http://oauth2.example/token", False),
        ("file:///etc/passwd", False),
        ("https://", False),
    ],
)
def test_tokens_travel_encrypted_only(url: str, safe: bool) -> None:
    assert is_safe(url) is safe


def test_a_mailbox_is_opened_by_token(desk: TokenDesk) -> None:
    with bad_day() as server:
        mailbox = make_oauth_mailbox(desk, imap_port=server.port)
        fetch_mailbox(mailbox)
        assert mailbox.fetched_at is not None


def test_a_token_the_mail_server_refuses_is_not_used_again(desk: TokenDesk) -> None:
    with bad_day() as server:
        server.token = "another"
        mailbox = make_oauth_mailbox(desk, imap_port=server.port)
        fetch_mailbox(mailbox)
        fetch_mailbox(mailbox)
    assert mailbox.last_error.startswith("login|")
    assert len(desk.told) == 2
