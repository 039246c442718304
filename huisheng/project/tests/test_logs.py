"""What stands in the logs never tells who somebody is, nor how to come in."""

import io
import logging
import logging.config

import pytest

from huisheng.project.logs import logging_config

PHONE = "13800001234"


def lines_of(style: str) -> str:
    """What one broken request leaves in the log."""
    config = logging_config(style=style, level="INFO")
    formatter = config["formatters"]["line"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter.pop("()")(**formatter) if callable(formatter["()"]) else named(formatter))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        log_in(password="-".join(["a", "good", "password"]))
    except ValueError:
        logger.exception("Internal Server Error: /f/FB-20261121-0001/AbCdEfGhIjKlMnOpQrStUvWxYz012345/")
    return written.getvalue()


def named(formatter: dict[str, object]) -> logging.Formatter:
    module, _dot, name = str(formatter.pop("()")).rpartition(".")
    made: logging.Formatter = getattr(__import__(module, fromlist=[name]), name)(**formatter)
    return made


def log_in(*, password: str) -> None:
    raise ValueError(f"DETAIL: Key (phone)=({PHONE}) exists, {len(password)}")


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_trace_holds_no_secret_and_nobody_s_phone(style: str) -> None:
    written = lines_of(style)
    assert "ValueError" in written
    assert "log_in" in written
    assert "a-good-password" not in written
    assert PHONE not in written
    assert "138****1234" in written


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_customer_s_link_opens_nothing(style: str) -> None:
    written = lines_of(style)
    assert "/f/FB-20261121-0001/" in written
    assert "AbCdEfGh" not in written
