"""The server is started once for all mail tests; each test finds its boxes empty."""

import os
from collections.abc import Iterator

import pytest

from tests.mail.server import MailServer, why_not
from tests.project.conftest import open_folder, start_house

__all__ = ["open_folder", "start_house"]


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[MailServer]:
    trouble = why_not()
    if trouble:
        if os.environ.get("CI"):
            pytest.fail(trouble)
        pytest.skip(trouble)
    server = MailServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def mail_server(_mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """IMAP and SMTP on this machine; our programs trust its certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(_mail_server.certificate))
    _mail_server.be_there()
    _mail_server.empty()
    return _mail_server
