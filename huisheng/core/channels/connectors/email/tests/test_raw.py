"""What is read of a mail before it is parsed."""

import smtplib
import socket
import ssl
from datetime import UTC, datetime

import pytest

from huisheng.core.channels.connectors.email.raw import date_of, is_like, item_key, kept_id, message_id_of
from huisheng.core.channels.connectors.email.trouble import Trouble, in_words, of_connection, of_smtp

DIGEST = "a" * 64


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"Message-ID: <a@x.example>\r\n\r\nbody", "<a@x.example>"),
        (b"From: x\nMESSAGE-ID:<a@x.example>\n\nbody", "<a@x.example>"),
        (b"Message-Id:\r\n <a@x.example>\r\nTo: y\r\n\r\n", "<a@x.example>"),
        (b"Subject: x\r\n\r\nMessage-ID: <in.the.body@x.example>", ""),
        (b"In-Reply-To: <other@x.example>\r\nReferences: <o@x.example>\r\n\r\n", ""),
        (b"Message-ID: no brackets\r\n\r\n", ""),
        (b"", ""),
    ],
)
def test_the_message_id_is_found_without_parsing(raw: bytes, found: str) -> None:
    assert message_id_of(raw) == found


def test_a_monstrous_id_is_kept_by_its_hash() -> None:
    long = f"<{'x' * 400}@x.example>"
    assert len(kept_id(long)) < 100
    assert message_id_of(f"Message-ID: {long}\r\n\r\n".encode()) == kept_id(long)
    assert kept_id(long) != kept_id(f"<{'x' * 401}@x.example>")


def test_keys_fit_their_column_and_tell_other_content_apart() -> None:
    for message_id in ("", "<a@x.example>", f"<{'x' * 240}>"):
        assert len(item_key(message_id, DIGEST, other=True)) <= 200
    assert item_key("<a@x.example>", DIGEST) != item_key("<a@x.example>", DIGEST, other=True)
    assert item_key("", DIGEST) != item_key("", "b" * 64)


def test_copies_differ_only_in_what_servers_wrote_above_them() -> None:
    one = b"Received: a\r\nSubject: x\r\n\r\nthe same words\r\n"
    assert is_like(one, b"Received: b\nReceived: c\nSubject: x\n\nthe same words\n")
    assert not is_like(one, b"Received: a\r\nSubject: x\r\n\r\nother words\r\n")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"Date: Sat, 21 Nov 2026 20:00:00 +0800\r\n", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        (b"date: 21 Nov 2026 12:00:00\r\n", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        (b"Date: yesterday\r\n", None),
        (b"Subject: x\r\n", None),
    ],
)
def test_when_it_was_written(header: bytes, told: datetime | None) -> None:
    assert date_of(header) == told


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(-2, "Name or service not known"), "dns"),
        (ConnectionRefusedError(111, "refused"), "refused"),
        (TimeoutError(), "timeout"),
        (ssl.SSLCertVerificationError("bad"), "certificate"),
        (ssl.SSLError("wrong version number"), "tls"),
        (ConnectionResetError(104, "reset"), "lost"),
    ],
)
def test_what_went_wrong_on_the_way_has_a_name(error: OSError, kind: str) -> None:
    assert of_connection(error).kind == kind
    assert of_smtp(error).kind == kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 bad"), "login"),
        (smtplib.SMTPSenderRefused(550, b"no", "a@x.example"), "recipient"),
        (smtplib.SMTPServerDisconnected("gone"), "lost"),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported"), "tls"),
        (Trouble("token"), "token"),
        (ValueError("odd"), "protocol"),
    ],
)
def test_what_an_smtp_server_did_not_like_has_a_name(error: Exception, kind: str) -> None:
    assert of_smtp(error).kind == kind


def test_a_stored_trouble_is_a_sentence_with_the_servers_words() -> None:
    trouble = Trouble("login", b"[AUTH] wrong password for liu@outside.example\r\n second line\x00")
    assert str(trouble) == in_words(trouble.stored)
    assert "wrong password" in str(trouble)
    assert "liu@" not in str(trouble)
    assert in_words("") == ""
