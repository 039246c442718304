"""One house for all browser tests: the real ASGI application in a thread, on the test database, and a Chromium.

Every test starts with the presets and its own cast, really stored, and leaves nothing behind.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from django.core.signals import request_finished, request_started
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright

from huisheng.core.accounts.models import Staff
from huisheng.project.asgi import web_application
from tests.browser.window import HOST, Window

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
START_S = 30
QUIET_LOOKS = 6  # of 50 ms each
Open = Callable[..., Window]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser; where there is none the tests are left out, but CI must have one."""
    if CHROMIUM is None and os.environ.get("CI") == "true":
        pytest.fail("CI has no Chromium: install it, or name it in CHROMIUM.")
    if CHROMIUM is None:
        pytest.skip("No Chromium on this machine: the browser tests are left out.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread, the house in others
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def address(django_db_setup: None) -> Iterator[str]:
    """Where the house answers: web, live events and static files as in production."""
    with override_settings(WHITENOISE_USE_FINDERS=True), socket.socket() as listening:
        listening.bind((HOST, 0))
        server = uvicorn.Server(uvicorn.Config(web_application(), log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + START_S
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


class Traffic:
    """Requests on their way: a test must not take the database away from one that its windows still sent."""

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()

    def __enter__(self) -> "Traffic":
        request_started.connect(self.come, weak=False)
        request_finished.connect(self.go, weak=False)
        return self

    def __exit__(self, *_raised: object) -> None:
        request_started.disconnect(self.come)
        request_finished.disconnect(self.go)

    def come(self, **_signal: object) -> None:
        with self.lock:
            self.count += 1

    def go(self, **_signal: object) -> None:
        with self.lock:
            self.count -= 1

    def settle(self) -> None:
        """Wait until none has been on its way for a moment, ten seconds at most."""
        until, quiet = time.monotonic() + 10, 0
        while quiet < QUIET_LOOKS and time.monotonic() < until:
            time.sleep(0.05)
            quiet = quiet + 1 if self.count <= 0 else 0


@pytest.fixture
def opened(transactional_db: None, chromium: Browser, address: str) -> Iterator[Open]:
    """Open a window: `opened(staff, width=390, dark=True, language="en", at="/desk/")`. Script errors fail the test."""
    windows: list[Window] = []

    def window(
        staff: Staff | None = None, *, width: int = 1440, dark: bool = False, language: str = "zh", at: str = "/"
    ) -> Window:
        cookies = cookies_of(staff, address) if staff else []
        windows.append(Window(chromium, address, width=width, dark=dark, language=language, cookies=cookies))
        windows[-1].go(at)
        return windows[-1]

    with Traffic() as traffic:
        yield window
        for one in windows:
            one.close()
        traffic.settle()
    assert [said for one in windows for said in one.errors] == []


def cookies_of(staff: Staff, address: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(staff)
    return [{"name": name, "value": morsel.value, "url": address} for name, morsel in client.cookies.items()]
