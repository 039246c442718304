"""The disk is full: words are taken all the same, and everybody is told that files are missing."""

import errno
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.core.base import storage
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.models import Message, Ticket
from huisheng.web.portal.tests.make import Customer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "keep", keep)


def photo(name: str = "碎了.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_photo(), "image/jpeg")


def last_words(ticket: Ticket) -> str:
    message = Message.objects.filter(ticket=ticket, kind="customer").last()
    assert message
    return message.text


def test_the_form_takes_the_words_and_says_that_the_files_are_missing(cast: Cast, full_disk: None) -> None:
    customer = Customer()
    answer = customer.send("杯子碎了", files=[photo()])
    assert (answer.status_code, "now=no-room" in answer.url) == (302, True)
    ticket = Ticket.objects.get()
    assert last_words(ticket).startswith("杯子碎了\n\n[")
    assert "碎了.jpg" in last_words(ticket)
    assert "磁盘已满" in customer.read(answer.url.split("#")[0])


def test_writing_on_takes_the_words_too(cast: Cast, full_disk: None) -> None:
    customer = Customer()
    ticket = customer.give()
    answer = customer.post(f"{ticket.public_path}messages/", text="还有一只", files=[photo()])
    assert "now=no-room" in answer.url
    assert "碎了.jpg" in last_words(ticket)


def test_files_alone_are_refused_and_can_be_sent_later(cast: Cast, full_disk: None) -> None:
    customer = Customer()
    ticket = customer.give()
    answer: Any = customer.post(f"{ticket.public_path}messages/", text="", files=[photo()])
    assert answer.status_code == 507
    assert "磁盘已满" in answer.content.decode()


def test_another_fault_of_the_disk_is_no_full_disk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(storage, "keep", keep)
    with pytest.raises(OSError, match="Input/output"):
        Customer().send("杯子碎了", files=[photo()])
    assert not Ticket.objects.exists()
